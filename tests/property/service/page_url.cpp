// SPDX-License-Identifier: MIT
#include <sendmock/http/utf8.hpp>
#include <sendmock/service/page_url.hpp>

#include <boost/test/unit_test.hpp>
#include <rapidcheck/boost_test.h>

#include <algorithm>
#include <string>
#include <vector>

namespace property::service::page_url {

using sendmock::http::form_pair;
using sendmock::http::parse_form;

rc::Gen<std::string> utf8_text() {
    return rc::gen::map(rc::gen::container<std::string>(rc::gen::oneOf(
                            rc::gen::map(rc::gen::inRange(0, 256),
                                         [](int byte) { return static_cast<char>(byte); }),
                            rc::gen::elementOf(std::string("abd&=%+;? #~")))),
                        sendmock::http::repair_utf8);
}

/// Parameters, some of them alike, some of them cursors.
rc::Gen<std::vector<form_pair>> parameters() {
    const auto names = rc::gen::oneOf(
        utf8_text(),
        rc::gen::element<std::string>("a", "b", "cursor", "cursos", "curso", "Cursor", "z", ""));
    return rc::gen::container<std::vector<form_pair>>(rc::gen::build<form_pair>(
        rc::gen::set(&form_pair::name, names), rc::gen::set(&form_pair::value, utf8_text())));
}

/// The parameters of the link with a cursor.
std::vector<form_pair> linked(const std::vector<form_pair>& given, const std::string& cursor) {
    const std::string location = "http://mock.test/logs";
    const std::string url = sendmock::page_url(location, given).with_cursor(cursor);
    RC_ASSERT(url.starts_with(location + '?'));
    RC_ASSERT(std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < 0x7F; }));
    return parse_form(url.substr(location.size() + 1));
}

std::vector<form_pair> without_cursors(std::vector<form_pair> pairs) {
    std::erase_if(pairs, [](const form_pair& pair) { return pair.name == "cursor"; });
    return pairs;
}

} // namespace property::service::page_url

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(service)
BOOST_AUTO_TEST_SUITE(page_url)

RC_BOOST_PROP(all_other_parameters_stay_sorted_by_name, ()) {
    const auto given = *parameters();
    auto expected = without_cursors(given);
    std::stable_sort(expected.begin(), expected.end(), [](const auto& left, const auto& right) {
        return left.name < right.name;
    });
    RC_ASSERT(without_cursors(linked(given, "cD04")) == expected);
}

RC_BOOST_PROP(there_is_one_cursor_in_its_place, ()) {
    const std::string cursor = *utf8_text();
    const auto pairs = linked(*parameters(), cursor);
    RC_ASSERT(std::count(pairs.begin(), pairs.end(), form_pair{"cursor", cursor}) == 1);
    RC_ASSERT(without_cursors(pairs).size() + 1 == pairs.size());
    RC_ASSERT(std::is_sorted(pairs.begin(), pairs.end(), [](const auto& left, const auto& right) {
        return left.name < right.name;
    }));
}

RC_BOOST_PROP(the_link_of_a_link_is_the_same, ()) {
    const auto once = linked(*parameters(), "cD04");
    RC_ASSERT(linked(once, "cD04") == once);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
