// SPDX-License-Identifier: MIT
#include <sendmock/http/form.hpp>

#include "oracle/comparison.hpp"
#include "oracle/cursor_vectors.hpp"
#include "oracle/data_set.hpp"
#include "oracle/framework.hpp"
#include "oracle/question.hpp"
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oracle::vectors {

using namespace sendmock::tests;
namespace http = sendmock::http;

} // namespace oracle::vectors

BOOST_AUTO_TEST_SUITE(oracle)
BOOST_AUTO_TEST_SUITE(vectors)

BOOST_AUTO_TEST_CASE(takes_and_refuses_the_same_cursors) {
    framework real;
    comparison both(real);
    for (const std::string ordering : {"-created_at", "-id"}) {
        data_set data{.ordering = ordering, .page_size = 3};
        for (std::int64_t id = 1; id <= 10; ++id) {
            // Ties in threes around the positions of the vectors.
            data.rows.push_back({id, "2023-03-01T01:02:0" + std::to_string(id / 3) + "Z"});
        }
        both.reset(data);
        std::vector<question> questions;
        for (const std::string_view cursor : encoded_vectors) {
            questions.emplace_back().target += "?cursor=" + http::form_encode(cursor);
        }
        const auto add = [&](std::string_view key, std::string_view value) {
            const std::string token = std::string(key) + "=" + http::form_encode(value);
            for (const std::string& more :
                 {std::string(), std::string("&r=1"), std::string("&o=2")}) {
                questions.push_back(to_page(token + more));
            }
        };
        for (const std::string_view value : integer_vectors) {
            for (const char* key : {"o", "r", "p"}) {
                add(key, value);
            }
        }
        for (const std::string_view value : id_vectors) {
            for (const char* key : {"o", "p"}) {
                add(key, value);
            }
        }
        for (const std::string_view value : time_vectors) {
            add("p", value);
        }
        for (const std::size_t digits : {4300U, 4301U}) {
            for (const char* key : {"o", "r", "p"}) {
                add(key, std::string(digits, '0'));
                add(key, "-" + std::string(digits, '7'));
            }
        }
        both.ask("vectors under " + ordering, questions);
    }
    both.print();
    BOOST_TEST(both.counted().total() >= 1000U);
}

BOOST_AUTO_TEST_CASE(loops_on_the_same_ties) {
    framework real;
    comparison both(real);
    for (const std::int64_t rows : {1100, 1101}) {
        data_set data{.ordering = "-created_at", .page_size = 100};
        for (std::int64_t id = 1; id <= rows; ++id) {
            data.rows.push_back({id, "2023-03-01T01:02:03.5+01:00"});
        }
        both.reset(data);
        const std::string kind = std::to_string(rows) + " ties";
        question asked;
        served page = both.ask(kind, asked);
        bool loops = false;
        for (int pages = 1; page.next && pages <= 13; ++pages) {
            const std::string link = *page.next;
            asked = follow(asked, link);
            page = both.ask(kind, asked);
            loops = loops || page.next == link;
        }
        BOOST_TEST(loops == (rows > 1100));
        std::vector<question> questions;
        for (const std::string offset : {"999", "1000", "1001", "1100", "1101", "5000"}) {
            for (const std::string rest :
                 {"", "&r=1", "&p=2023-03-01T00:02:04Z", "&r=1&p=2023-03-01"}) {
                questions.push_back(to_page("o=" + offset + rest));
            }
        }
        both.ask(kind, questions);
    }
    both.print();
}

BOOST_AUTO_TEST_CASE(refuses_the_same_numbers_of_parameters) {
    framework real;
    comparison both(real);
    both.reset({.rows = {{1, "2023-03-01T01:02:03Z"}}});
    std::vector<question> questions;
    for (const std::size_t separators : {998U, 999U, 1000U, 1001U, 2000U}) {
        for (const std::string piece : {"&", "a&", "a=1&", "&cursor=a", ";", "%26"}) {
            std::string query;
            for (std::size_t i = 0; i < separators; ++i) {
                query += piece;
            }
            questions.emplace_back().target += "?" + query;
            questions.emplace_back().target += "?" + query + "cursor=a";
        }
    }
    both.ask("many parameters", questions);
    both.print();
    BOOST_TEST(both.counted().of_outcome("400") >= 20U);
    BOOST_TEST(both.counted().of_outcome("200 no links") >= 10U);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
