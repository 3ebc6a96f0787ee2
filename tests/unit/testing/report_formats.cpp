// SPDX-License-Identifier: MIT
#include <sendmock/testing/report_formats.hpp>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

namespace unit::testing::report_formats {

using sendmock::invariant;
using sendmock::judgement_state;
using sendmock::testing::check_report;

/// A report of a client whose every text has what a terminal obeys.
check_report hostile() {
    const std::string text = "<\x1B[31m&\xC2\x9B\xE2\x80\xAE\x7F\xFF\">";
    return {.cases = 1,
            .invariants = {
                {.which = invariant::complete,
                 .state = judgement_state::fails,
                 .judged = 1,
                 .failed = 1,
                 .counterexample = sendmock::testing::counterexample{
                     .found = {.state = judgement_state::fails, .expected = text, .happened = text},
                     .requests = {{.number = 1, .method = text, .target = text, .status = 200}},
                     .output = text + '\n' + text}}}};
}

bool is_printable(const std::string& text) {
    return std::all_of(
        text.begin(), text.end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); });
}

} // namespace unit::testing::report_formats

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(report_formats)

BOOST_AUTO_TEST_CASE(no_form_has_characters_that_a_terminal_obeys) {
    BOOST_TEST(is_printable(to_text(hostile(), {})), to_text(hostile(), {}));
    BOOST_TEST(is_printable(to_text(hostile(), {.whole_output = true})));
    BOOST_TEST(is_printable(to_json_text(hostile())), to_json_text(hostile()));
    BOOST_TEST(is_printable(to_junit(hostile())), to_junit(hostile()));
}

BOOST_AUTO_TEST_CASE(json_keeps_every_character) {
    const auto report = nlohmann::json::parse(to_json_text(hostile()));
    BOOST_TEST(report.at("invariants").at(0).at("happened") ==
               "<\x1B[31m&\xC2\x9B\xE2\x80\xAE\x7F\xEF\xBF\xBD\">");
}

BOOST_AUTO_TEST_CASE(xml_escapes_what_is_markup_and_spells_out_what_it_cannot_have) {
    BOOST_TEST(sendmock::testing::detail::xml_text("a<b>&\"\x01\n\xC3\xA9") ==
               "a&lt;b&gt;&amp;&quot;\\x01\n\xC3\xA9");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
