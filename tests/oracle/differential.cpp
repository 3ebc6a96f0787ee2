// SPDX-License-Identifier: MIT
#include <sendmock/http/base64.hpp>
#include <sendmock/http/form.hpp>

#include "oracle/comparison.hpp"
#include "oracle/cursor_text.hpp"
#include "oracle/data_set.hpp"
#include "oracle/framework.hpp"
#include "oracle/query_text.hpp"
#include "oracle/question.hpp"
#include "oracle/random_bits.hpp"
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oracle::differential {

using namespace sendmock::tests;
namespace http = sendmock::http;

question random_question(random_bits& bits,
                         const std::optional<std::string>& cursor,
                         std::size_t most_parameters) {
    constexpr std::array hosts{"localhost",
                               "example.com:8080",
                               "127.0.0.1:43123",
                               "[::1]:8080",
                               "[2001:db8::7]",
                               "Mixed.Example",
                               "a-b.example.:80",
                               "localhost:443"};
    question asked;
    asked.host = bits.pick(hosts);
    asked.secure = bits.chance(30);
    asked.target = logs_path;
    asked.target += (bits.chance(20) ? "/" : "");
    const std::string query = random_query(bits, cursor, most_parameters);
    if (!query.empty() || bits.chance(10)) {
        asked.target += "?" + query;
    }
    return asked;
}

std::string cursor_of(const std::string& link) {
    std::string cursor;
    for (const http::form_pair& parameter : http::parse_form(link.substr(link.find('?') + 1))) {
        cursor = parameter.name == "cursor" ? parameter.value : cursor;
    }
    return cursor;
}

void change(random_bits& bits, comparison& both) {
    if (bits.chance(50)) {
        data_set data = both.data();
        std::vector<row> rows;
        for (std::size_t count = 1 + bits.below(3); count > 0; --count) {
            rows.push_back(random_row(bits, data));
            data.rows.push_back(rows.back());
        }
        both.insert(rows);
    } else if (!both.data().rows.empty()) {
        both.erase(std::array{bits.pick(both.data().rows).id});
    }
}

/// Follows the links to the last page and back, or as they come if they turn.
/// @return the cursors of all links seen
std::vector<std::string>
walk(random_bits& bits, comparison& both, const std::string& kind, bool turning, bool changing) {
    constexpr int most_steps = 100;
    std::vector<std::string> cursors;
    question asked = random_question(bits, std::nullopt, bits.chance(50) ? 0 : 3);
    served page = both.ask(kind, asked);
    bool forward = true;
    for (int steps = turning ? 12 : most_steps; steps > 0; --steps) {
        for (const auto& link : {page.next, page.previous}) {
            if (link) {
                cursors.push_back(cursor_of(*link));
            }
        }
        if (turning && bits.chance(35)) {
            forward = !forward;
        }
        if (!(forward ? page.next : page.previous)) {
            if (!turning && !forward) {
                break;
            }
            forward = !forward;
        }
        const auto& link = forward ? page.next : page.previous;
        if (!link) {
            break;
        }
        if (changing && bits.chance(50)) {
            change(bits, both);
        }
        asked = follow(asked, *link);
        page = both.ask(kind, asked);
    }
    return cursors;
}

void compare_a_data_set(random_bits& bits, comparison& both, bool generated) {
    both.reset(generated ? random_generated_set(bits) : random_data_set(bits));
    std::vector<std::string> cursors = walk(bits, both, "pages of whole walks", false, false);
    for (std::string& cursor : walk(bits, both, "pages of walks that turn", true, false)) {
        cursors.push_back(std::move(cursor));
    }
    for (std::string& cursor : walk(bits, both, "pages of changing data", true, true)) {
        cursors.push_back(std::move(cursor));
    }
    cursors.push_back(http::base64_encode(token_text(bits, both.data())));

    std::vector<question> questions;
    for (int i = 0; i < 12; ++i) {
        const auto cursor = bits.chance(60)
                                ? std::optional(query_coded(bits, bits.pick(cursors), 10))
                                : std::nullopt;
        questions.push_back(random_question(bits, cursor, 6));
    }
    both.ask("parameters", questions);

    questions.clear();
    for (int i = 0; i < 14; ++i) {
        const std::string cursor = damaged(bits, bits.pick(cursors));
        // Some are sent raw, where a query can carry them so.
        questions.push_back(random_question(bits, query_coded(bits, cursor, 0), 0));
    }
    both.ask("damaged cursors", questions);

    questions.clear();
    for (int i = 0; i < 24; ++i) {
        const std::string cursor = http::base64_encode(token_text(bits, both.data()));
        questions.push_back(
            random_question(bits, query_coded(bits, cursor, bits.chance(80) ? 0 : 30), 0));
    }
    both.ask("cursors of random tokens", questions);

    questions.clear();
    for (int i = 0; i < 4; ++i) {
        questions.push_back(random_question(bits, query_coded(bits, random_base64(bits), 0), 0));
    }
    both.ask("cursors of random base64", questions);
}

} // namespace oracle::differential

BOOST_AUTO_TEST_SUITE(oracle)
BOOST_AUTO_TEST_SUITE(differential)

BOOST_AUTO_TEST_CASE(answers_as_the_framework_does) {
    BOOST_TEST_MESSAGE("SENDMOCK_SEED=" << run_seed());
    constexpr std::size_t least = 20'000;
    framework real;
    comparison both(real);
    std::size_t data_sets = 0;
    for (; both.counted().total() < least; ++data_sets) {
        random_bits bits(run_seed() + data_sets);
        compare_a_data_set(bits, both, data_sets % 4 == 3);
    }
    both.print();
    BOOST_TEST_MESSAGE("    " << data_sets << " data sets");

    const tally& counted = both.counted();
    BOOST_TEST(counted.total() >= least);
    BOOST_TEST(data_sets >= 100U);
    BOOST_TEST(counted.of_kind("pages of whole walks") >= 2000U);
    BOOST_TEST(counted.of_kind("pages of walks that turn") >= 1000U);
    BOOST_TEST(counted.of_kind("pages of changing data") >= 1000U);
    BOOST_TEST(counted.of_kind("parameters") >= 2000U);
    BOOST_TEST(counted.of_kind("damaged cursors") >= 2000U);
    BOOST_TEST(counted.of_kind("cursors of random tokens") >= 4000U);
    BOOST_TEST(counted.of_kind("cursors of random base64") >= 500U);
    BOOST_TEST(counted.of_outcome("200 both links") >= 4000U);
    BOOST_TEST(counted.of_outcome("200 one link") >= 2000U);
    BOOST_TEST(counted.of_outcome("200 no links") >= 100U);
    BOOST_TEST(counted.of_outcome("200 empty") >= 300U);
    BOOST_TEST(counted.of_outcome("404 Invalid cursor") >= 1500U);
    BOOST_TEST(both.crashes() >= 200U);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
