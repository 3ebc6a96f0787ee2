// SPDX-License-Identifier: MIT
#include <sendmock/verdict/answer_text.hpp>

#include "support/noted_walk.hpp"
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>

namespace unit::verdict::answer_text {

using sendmock::delivery;
using sendmock::exchange;
using sendmock::tests::noted_walk;
using sendmock::tests::three_pages;

/// The number of the request at whose answer a walk from `/logs` ended; 0 for none.
std::uint64_t last(const noted_walk& noted) {
    const auto& requests = noted.requests();
    const auto* entry = last_answer(requests, sendmock::served_walk(requests, "/logs"));
    return entry == nullptr ? 0 : entry->number;
}

} // namespace unit::verdict::answer_text

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(verdict)
BOOST_AUTO_TEST_SUITE(answer_text)

BOOST_AUTO_TEST_CASE(it_names_the_page_the_status_and_the_content) {
    using sendmock::answer_text;
    exchange entry{.number = 7, .status = 200, .outcome = delivery::complete, .content = "{}"};
    BOOST_TEST(answer_text(entry) == "request 7 was answered with 200 and {}");
    entry.page = 2;
    BOOST_TEST(answer_text(entry) == "page 2 was answered with 200 and {}");
    entry.content.clear();
    BOOST_TEST(answer_text(entry) == "page 2 was answered with 200 and no content");
    entry.fault = "cut_off(10)";
    entry.outcome = delivery::failed;
    BOOST_TEST(answer_text(entry) == "page 2 was answered with 200 (fault: cut_off(10)) and no "
                                     "content, which was not delivered whole");
}

BOOST_AUTO_TEST_CASE(long_content_is_cut_after_200_bytes) {
    const exchange entry{.number = 1, .status = 200, .content = std::string(201, 'x')};
    BOOST_TEST(sendmock::answer_text(entry) ==
               "request 1 was answered with 200 and " + std::string(200, 'x') + "...");
}

BOOST_AUTO_TEST_CASE(a_redirection_shows_where_it_leads_and_a_refusal_its_cause) {
    const exchange redirection{
        .number = 1, .status = 302, .content = "moved", .location = "http://localhost/"};
    BOOST_TEST(sendmock::answer_text(redirection) ==
               "request 1 was answered with 302 and Location \"http://localhost/\"");
    const exchange refusal{.number = 1, .status = 401, .cause = "expected Basic", .content = "{}"};
    BOOST_TEST(sendmock::answer_text(refusal) == "request 1 was refused with 401: expected Basic");
}

BOOST_AUTO_TEST_CASE(a_walk_ends_at_the_last_answer_in_the_place_of_the_missing_page) {
    BOOST_TEST(last(noted_walk()) == 0U);
    noted_walk noted;
    noted.page({}, "b");
    BOOST_TEST(last(noted) == 1U);
    noted.ask("/logs?cursor=b", 503);
    noted.ask("/logs?cursor=b", 404);
    BOOST_TEST(last(noted) == 3U);
    noted.page({}, "b"); // it began again, and gave up
    BOOST_TEST(last(noted) == 3U);
    noted_walk altered;
    altered.page({}, "b");
    altered.ask("/logs?cursor=B", 404);
    BOOST_TEST(last(altered) == 2U);
    BOOST_TEST(last(three_pages()) == 3U);
}

BOOST_AUTO_TEST_CASE(what_led_to_another_host_is_found_by_its_link) {
    noted_walk noted = three_pages();
    noted.ask("/logs", 302).location = "http://localhost:99/a";
    BOOST_TEST((answer_that_led_to(noted.requests(), "localhost:98") == nullptr));
    BOOST_TEST((answer_that_led_to(noted.requests(), "") == nullptr));
    BOOST_REQUIRE((answer_that_led_to(noted.requests(), "localhost:99") != nullptr));
    BOOST_TEST(answer_that_led_to(noted.requests(), "localhost:99")->number == 4U);
    noted.page({}, {}).content = R"({"next":"http://localhost:98/b","results":[]})";
    BOOST_TEST(answer_that_led_to(noted.requests(), "localhost:98")->number == 5U);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
