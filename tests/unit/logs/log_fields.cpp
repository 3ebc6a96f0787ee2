// SPDX-License-Identifier: MIT
#include <sendmock/logs/log_fields.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace unit::logs::log_fields {

using sendmock::contains;
using sendmock::find_field;
using sendmock::json_kinds;

} // namespace unit::logs::log_fields

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(log_fields)

BOOST_AUTO_TEST_CASE(stand_in_the_documented_order) {
    std::string names;
    for (const auto& field : sendmock::log_fields) {
        names += std::string{field.name} + ' ';
    }
    BOOST_TEST(names == "id integration_id user_id base_url full_url method response_code response "
                        "request created_at exception_type exception protected ");
}

BOOST_AUTO_TEST_CASE(are_found_by_their_exact_name) {
    BOOST_TEST(find_field(sendmock::log_fields, "base_url") == &sendmock::log_fields[3]);
    BOOST_TEST(find_field(sendmock::log_fields, "Base_url") == nullptr);
    BOOST_TEST(find_field(sendmock::log_fields, "") == nullptr);
}

BOOST_AUTO_TEST_CASE(name_their_kinds_in_words_too) {
    for (const auto& field : sendmock::log_fields) {
        const bool says_null = field.expected.find("null") != std::string_view::npos;
        BOOST_TEST(contains(field.kinds, json_kinds::null) == says_null, field.name);
    }
}

BOOST_AUTO_TEST_CASE(describe_the_members_of_response_and_request) {
    const auto* response = find_field(sendmock::log_fields, "response");
    const auto* request = find_field(sendmock::log_fields, "request");
    BOOST_TEST(contains(find_field(response->members, "body")->kinds, json_kinds::string));
    BOOST_TEST(!contains(find_field(response->members, "headers")->kinds, json_kinds::string));
    BOOST_TEST(contains(find_field(request->members, "headers")->kinds, json_kinds::string));
    BOOST_TEST(find_field(request->members, "payload") != nullptr);
}

BOOST_AUTO_TEST_CASE(kinds_form_sets) {
    constexpr auto set = json_kinds::string | json_kinds::null;
    BOOST_TEST(contains(set, json_kinds::null));
    BOOST_TEST(!contains(set, json_kinds::integer));
    BOOST_TEST(!contains(json_kinds::none, json_kinds::null));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
