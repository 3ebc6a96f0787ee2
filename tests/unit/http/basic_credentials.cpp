// SPDX-License-Identifier: MIT
#include <sendmock/http/basic_credentials.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <variant>

namespace unit::http::basic_credentials {

using namespace sendmock::http;
using namespace std::string_literals;

std::string read(const std::string& field_value) {
    const auto result = parse_basic(&field_value);
    if (const auto* const found = std::get_if<sendmock::http::basic_credentials>(&result)) {
        return '[' + found->user_id + "][" + found->password + ']';
    }
    switch (std::get<basic_failure>(result)) {
    case basic_failure::absent:
        return "absent";
    case basic_failure::not_basic:
        return "not basic";
    case basic_failure::no_credentials:
        return "no credentials";
    case basic_failure::contains_spaces:
        return "contains spaces";
    case basic_failure::bad_base64:
        return "bad base64";
    }
    return "unknown";
}

} // namespace unit::http::basic_credentials

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(basic_credentials)

BOOST_AUTO_TEST_CASE(reads_the_example_of_rfc_7617) {
    BOOST_TEST(read("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==") == "[Aladdin][open sesame]");
}

BOOST_AUTO_TEST_CASE(takes_the_scheme_in_any_case_and_several_blanks) {
    for (const char* const value : {"basic a2V5OnNlY3JldA==",
                                    "BASIC a2V5OnNlY3JldA==",
                                    "bAsIc   a2V5OnNlY3JldA==",
                                    "Basic\t\n\v\f\ra2V5OnNlY3JldA==",
                                    " \tBasic a2V5OnNlY3JldA== \t"}) {
        BOOST_TEST(read(value) == "[key][secret]", value);
    }
}

BOOST_AUTO_TEST_CASE(tells_apart_why_there_are_no_credentials) {
    BOOST_TEST(
        (parse_basic(nullptr) ==
         std::variant<sendmock::http::basic_credentials, basic_failure>{basic_failure::absent}));
    BOOST_TEST(read("") == "absent");
    BOOST_TEST(read(" \t") == "absent");
    BOOST_TEST(read("Bearer a2V5OnNlY3JldA==") == "not basic");
    BOOST_TEST(read("Basic: a2V5OnNlY3JldA==") == "not basic");
    BOOST_TEST(read("Basica2V5OnNlY3JldA==") == "not basic");
    BOOST_TEST(read("a2V5OnNlY3JldA==") == "not basic");
    BOOST_TEST(read("Basic") == "no credentials");
    BOOST_TEST(read("Basic  ") == "no credentials");
    BOOST_TEST(read("Basic a b") == "contains spaces");
    BOOST_TEST(read("Basic a2V5OnNlY3JldA== x") == "contains spaces");
    BOOST_TEST(read("Basic a b c d") == "contains spaces");
    BOOST_TEST(read("Basic a2V5OnNlY3JldA") == "bad base64");
    BOOST_TEST(read("Basic a2V5OnNlY3JldA=") == "bad base64");
    BOOST_TEST(read("Basic a") == "bad base64");
}

BOOST_AUTO_TEST_CASE(takes_no_other_byte_for_white_space) {
    BOOST_TEST(read("Basic\x1C"
                    "a2V5OnNlY3JldA==") == "not basic");
    BOOST_TEST(read("Basic a2V5\0OnNlY3JldA=="s) == "[key][secret]");
    BOOST_TEST(read("Basic a2V5\xA0OnNlY3JldA==") == "[key][secret]");
}

BOOST_AUTO_TEST_CASE(decodes_base64_forgivingly) {
    BOOST_TEST(read("Basic !!!") == "[][]");
    BOOST_TEST(read("Basic =") == "[][]");
    BOOST_TEST(read("Basic a2V5\xC3\xA9OnNl-Y3Jld_A==") == "[key][secret]");
    BOOST_TEST(read("Basic a2V5OnNlY3JldA==zzzz") == "[key][secret]");
}

BOOST_AUTO_TEST_CASE(splits_at_the_first_colon) {
    BOOST_TEST(read("Basic " + base64_encode("key:se:cr:et:")) == "[key][se:cr:et:]");
    BOOST_TEST(read("Basic " + base64_encode("key:")) == "[key][]");
    BOOST_TEST(read("Basic " + base64_encode(":secret")) == "[][secret]");
    BOOST_TEST(read("Basic " + base64_encode(":")) == "[][]");
    BOOST_TEST(read("Basic " + base64_encode("key")) == "[key][]");
}

BOOST_AUTO_TEST_CASE(reads_utf_8_and_otherwise_latin_1) {
    BOOST_TEST(read("Basic " + base64_encode("t\xC3\xA9st:\xC2\xA3")) == "[t\xC3\xA9st][\xC2\xA3]");
    BOOST_TEST(read("Basic " + base64_encode("t\xE9st:\xA3")) == "[t\xC3\xA9st][\xC2\xA3]");
    // One byte that is not UTF-8 makes all of the text ISO 8859-1.
    BOOST_TEST(read("Basic " + base64_encode("\xC3\xA9:\xE9")) == "[\xC3\x83\xC2\xA9][\xC3\xA9]");
}

BOOST_AUTO_TEST_CASE(writes_a_field_value) {
    BOOST_TEST(make_basic("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    BOOST_TEST(make_basic("key", "se:cret") == "Basic a2V5OnNlOmNyZXQ=");
    BOOST_TEST(make_basic("", "") == "Basic Og==");
    BOOST_TEST(make_basic("test", "123\xC2\xA3") == "Basic dGVzdDoxMjPCow==");
}

BOOST_AUTO_TEST_CASE(compares_secrets) {
    BOOST_TEST(equal_in_constant_time("", ""));
    BOOST_TEST(equal_in_constant_time("secret", "secret"));
    BOOST_TEST(equal_in_constant_time("\0\xFF"s, "\0\xFF"s));
    for (const auto& presented : {""s,
                                  "s"s,
                                  "Secret"s,
                                  "secreT"s,
                                  "secre"s,
                                  "secrets"s,
                                  "secretsecret"s,
                                  "secret\0"s,
                                  "\0ecret"s}) {
        BOOST_TEST(!equal_in_constant_time("secret", presented), presented);
        BOOST_TEST(!equal_in_constant_time(presented, "secret"), presented);
    }
    BOOST_TEST(!equal_in_constant_time("", "\0"s));
    BOOST_TEST(!equal_in_constant_time(std::string_view{}, "secret"));
    BOOST_TEST(!equal_in_constant_time("\0"s, ""));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
