// SPDX-License-Identifier: MIT
#include <sendmock/service/authentication.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <variant>

namespace unit::service::authentication {

using sendmock::authenticate;

namespace http = sendmock::http;

/// The account that all requests reach.
struct one_account {
    /// `STATUS MESSAGE (REASON)` for an Authorization field, or nothing for one that lets in.
    [[nodiscard]] std::string refused(const std::string* field) const {
        const auto claimed = http::parse_basic(field);
        const auto* given = std::get_if<http::basic_credentials>(&claimed);
        const bool known = given != nullptr && given->user_id == owner.key();
        const auto refusal = authenticate(claimed, known ? &owner : nullptr);
        return refusal ? std::to_string(refusal->status) + ' ' + refusal->message + " (" +
                             std::string(refusal->reason) + ')'
                       : "";
    }

    [[nodiscard]] std::string refused(const std::string& field) const { return refused(&field); }

    [[nodiscard]] std::string refused(const std::string& key, const std::string& secret) const {
        return refused(http::make_basic(key, secret));
    }

    sendmock::account owner{"key", "s:ecr\xC3\xA9t"};
};

const std::string wrong_secret = "401 Invalid username/password. (wrong_secret)";
const std::string unknown_key = "401 Invalid username/password. (unknown_key)";

} // namespace unit::service::authentication

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(service)
BOOST_FIXTURE_TEST_SUITE(authentication, authentication::one_account)

BOOST_AUTO_TEST_CASE(lets_in_the_key_with_its_secret) {
    BOOST_TEST(refused("key", "s:ecr\xC3\xA9t") == "");
}

BOOST_AUTO_TEST_CASE(takes_the_scheme_in_any_case_and_several_blanks) {
    const std::string encoded = http::base64_encode("key:s:ecr\xC3\xA9t");
    BOOST_TEST(refused("BASIC " + encoded) == "");
    BOOST_TEST(refused("basic   " + encoded) == "");
}

BOOST_AUTO_TEST_CASE(takes_a_secret_in_latin_1) {
    BOOST_TEST(refused("key", "s:ecr\xE9t") == "");
}

BOOST_AUTO_TEST_CASE(refuses_any_other_secret) {
    for (const auto& secret : {"",
                               "s",
                               "s:ecr\xC3\xA9",
                               "s:ecr\xC3\xA9t ",
                               "S:ecr\xC3\xA9t",
                               "s:ecret",
                               "x:ecr\xC3\xA9t",
                               "s:ecr\xC3\xA9ts:ecr\xC3\xA9t"}) {
        BOOST_TEST_CONTEXT(secret) {
            BOOST_TEST(refused("key", secret) == wrong_secret);
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_any_other_key) {
    BOOST_TEST(refused("KEY", "s:ecr\xC3\xA9t") == unknown_key);
    BOOST_TEST(refused("", "s:ecr\xC3\xA9t") == unknown_key);
    BOOST_TEST(refused("Basic !!!") == unknown_key);
}

BOOST_AUTO_TEST_CASE(takes_a_text_without_a_colon_for_a_key_without_a_secret) {
    BOOST_TEST(refused("Basic " + http::base64_encode("key")) == wrong_secret);
    const sendmock::account open("open", "");
    const auto claimed = http::parse_basic(nullptr);
    BOOST_TEST(authenticate(claimed, &open).has_value());
    BOOST_TEST(!authenticate(http::basic_credentials{"open", ""}, &open).has_value());
}

BOOST_AUTO_TEST_CASE(says_so_where_no_credentials_are_given) {
    BOOST_TEST(refused(nullptr) ==
               "401 Authentication credentials were not provided. (no_credentials)");
    BOOST_TEST(refused(" ") ==
               "401 Authentication credentials were not provided. (no_credentials)");
    BOOST_TEST(refused("Bearer abc") ==
               "401 Authentication credentials were not provided. (not_basic)");
    BOOST_TEST(refused("Basic") ==
               "401 Invalid basic header. No credentials provided. (no_credentials)");
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_malformed_credentials) {
    BOOST_TEST(refused("Basic a b") ==
               "401 Invalid basic header. Credentials string should not contain spaces. "
               "(credentials_with_spaces)");
    BOOST_TEST(refused("Basic a2V5OnNlY3JldA") ==
               "401 Invalid basic header. Credentials not correctly base64 encoded. (bad_base64)");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
