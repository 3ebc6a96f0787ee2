// SPDX-License-Identifier: MIT
#include <sendmock/logs/generated_sequence.hpp>
#include <sendmock/logs/timestamp.hpp>
#include <sendmock/testing/walk_case.hpp>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace unit::testing::walk_case {

using nlohmann::json;
using sendmock::testing::data_style;
using sendmock::testing::logs_of;

constexpr std::int64_t two_to_53 = std::int64_t{1} << 53U;

/// The logs of a walk of a style, oldest first.
std::vector<json> logs(data_style style, std::uint32_t rows = 200) {
    const sendmock::generated_sequence sequence(
        logs_of({.rows = rows, .page_size = 10, .seed = 5, .style = style}));
    std::vector<json> made;
    for (std::uint64_t at = 0; at < sequence.size(); ++at) {
        std::string text;
        sequence.append_json(text, at);
        made.push_back(json::parse(text));
    }
    return made;
}

std::int64_t id_of(const json& log) {
    return log.at("id").get<std::int64_t>();
}

/// How many logs are as a condition says.
template <class Condition>
std::size_t count(data_style style, const Condition& condition) {
    const std::vector<json> all = logs(style);
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), condition));
}

bool has_null(const json& log) {
    return std::any_of(log.begin(), log.end(), [](const json& value) { return value.is_null(); });
}

bool is_ascii(const json& log) {
    const std::string text = log.dump();
    return std::all_of(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string time_of(const json& log) {
    return log.at("created_at").get<std::string>();
}

sendmock::instant instant_of(const json& log) {
    return sendmock::parse_timestamp(time_of(log)).value();
}

bool has_fraction(const json& log) {
    return instant_of(log) != std::chrono::floor<std::chrono::seconds>(instant_of(log));
}

} // namespace unit::testing::walk_case

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(walk_case)

BOOST_AUTO_TEST_CASE(counts_the_pages_that_the_logs_fill) {
    const auto pages = [](std::uint32_t rows, std::uint32_t page_size) {
        return sendmock::testing::walk_case{.rows = rows, .page_size = page_size}.pages();
    };
    BOOST_TEST(pages(0, 1) == 1U);
    BOOST_TEST(pages(0, 20) == 1U);
    BOOST_TEST(pages(1, 1) == 1U);
    BOOST_TEST(pages(20, 20) == 1U);
    BOOST_TEST(pages(21, 20) == 2U);
    BOOST_TEST(pages(5, 2) == 3U);
    BOOST_TEST(pages(5000, 1) == 5000U);
}

BOOST_AUTO_TEST_CASE(ordinary_logs_have_all_fields_and_nothing_odd) {
    const std::vector<json> all = logs(data_style::ordinary);
    BOOST_TEST(all.size() == 200U);
    for (std::size_t at = 0; at < all.size(); ++at) {
        BOOST_TEST(all[at].size() >= 12U, all[at]);
        BOOST_TEST(!has_null(all[at]), all[at]);
        BOOST_TEST(is_ascii(all[at]), all[at]);
        BOOST_TEST(id_of(all[at]) == static_cast<std::int64_t>(at) + 1);
        BOOST_TEST(!has_fraction(all[at]), all[at]);
        BOOST_TEST((at == 0 || instant_of(all[at]) > instant_of(all[at - 1])));
    }
    BOOST_TEST(logs(data_style::ordinary, 0).empty());
}

BOOST_AUTO_TEST_CASE(each_style_has_what_it_is_named_after) {
    std::size_t ties = 0;
    const std::vector<json> tied = logs(data_style::many_ties);
    for (std::size_t at = 1; at < tied.size(); ++at) {
        ties += instant_of(tied[at]) == instant_of(tied[at - 1]) ? 1U : 0U;
    }
    BOOST_TEST(ties > 150U);

    const auto elsewhere = [](const json& log) {
        const std::string time = time_of(log);
        return !time.ends_with("+01:00") && !time.ends_with("+02:00");
    };
    BOOST_TEST(count(data_style::other_zones, elsewhere) > 100U);
    BOOST_TEST(count(data_style::ordinary, elsewhere) == 0U);
    BOOST_TEST(count(data_style::other_zones, has_fraction) > 80U);

    BOOST_TEST(count(data_style::unusual_texts, is_ascii) < 150U);

    BOOST_TEST(count(data_style::sparse, has_null) > 120U);
    BOOST_TEST(count(data_style::sparse, [](const json& log) { return log.size() < 9U; }) > 50U);
}

BOOST_AUTO_TEST_CASE(large_ids_lie_where_number_types_end) {
    const std::vector<json> at_31 = logs(data_style::ids_at_2_31, 2);
    BOOST_TEST(id_of(at_31[0]) == 2'147'483'647);
    BOOST_TEST(id_of(at_31[1]) == 2'147'483'648);

    for (const std::uint32_t rows : {1U, 2U, 120U}) {
        BOOST_TEST(id_of(logs(data_style::ids_at_2_53, rows).back()) <= two_to_53 - 1);
        BOOST_TEST(id_of(logs(data_style::ids_at_2_53, rows).back()) >= two_to_53 - 2);
    }

    const std::vector<json> beyond = logs(data_style::ids_beyond_2_53, 3);
    BOOST_TEST(id_of(beyond[0]) == two_to_53 + 1); // which no double holds
}

BOOST_AUTO_TEST_CASE(every_style_makes_logs_that_can_be_served) {
    for (int style = 0; style <= static_cast<int>(data_style::ids_beyond_2_53); ++style) {
        for (const std::uint32_t rows : {0U, 1U, 5000U}) {
            logs_of({.rows = rows, .style = static_cast<data_style>(style)}).check();
        }
    }
}

BOOST_AUTO_TEST_CASE(equal_cases_have_equal_logs_and_another_seed_has_others) {
    const sendmock::testing::walk_case one{.rows = 20, .seed = 7};
    sendmock::testing::walk_case other = one;
    BOOST_TEST((one == other));
    other.seed = 8;
    BOOST_TEST((one != other));
    const auto text = [](const sendmock::testing::walk_case& of) {
        std::string all;
        const sendmock::generated_sequence sequence(logs_of(of));
        for (std::uint64_t at = 0; at < sequence.size(); ++at) {
            sequence.append_json(all, at);
        }
        return all;
    };
    BOOST_TEST((text(one) == text(sendmock::testing::walk_case(one))));
    BOOST_TEST((text(one) != text(other)));
}

BOOST_AUTO_TEST_CASE(settings_are_the_cases) {
    const auto settings = sendmock::testing::settings_of(
        {.page_size = 7, .ordering = sendmock::ordering::id_descending});
    BOOST_TEST(settings.page_size == 7U);
    BOOST_TEST((settings.ordering == sendmock::ordering::id_descending));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
