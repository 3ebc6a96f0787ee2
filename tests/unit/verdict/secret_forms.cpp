// SPDX-License-Identifier: MIT
#include <sendmock/http/base64.hpp>
#include <sendmock/http/form.hpp>
#include <sendmock/verdict/secret_forms.hpp>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <array>
#include <string>

namespace unit::verdict::secret_forms {

using nlohmann::json;

const std::string secret = "tops3cret/+";
const sendmock::secret_forms forms({.key = "key", .secret = secret});
const std::array all{secret,
                     sendmock::http::form_encode(secret),
                     sendmock::http::base64_encode("key:" + secret),
                     sendmock::http::base64_encode(secret)};

} // namespace unit::verdict::secret_forms

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(verdict)
BOOST_AUTO_TEST_SUITE(secret_forms)

BOOST_AUTO_TEST_CASE(each_is_found_where_it_begins) {
    for (const std::string& form : all) {
        BOOST_TEST(forms.find_in(form) == 0U);
        BOOST_TEST(forms.find_in("x = " + form + '!') == 4U);
        BOOST_TEST(forms.find_in(form.substr(1)) == std::string::npos);
    }
    BOOST_TEST(forms.find_in(all[3] + ' ' + all[0]) == 0U); // the first in the text
    BOOST_TEST(forms.find_in(all[0] + ' ' + all[3]) == 0U);
    BOOST_TEST(forms.find_in("") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(each_is_found_in_values_however_deep) {
    for (const std::string& form : all) {
        BOOST_TEST(forms.is_in(form));
        BOOST_TEST(forms.is_in(json::array({1, json::array({"short", form})})));
        BOOST_TEST(forms.is_in(json::object({{"a", json::object({{form, nullptr}})}})));
        BOOST_TEST(!forms.is_in(json::object({{"a", json::array({form.substr(1), 5, true})}})));
    }
    BOOST_TEST(!forms.is_in(nullptr));
}

BOOST_AUTO_TEST_CASE(padding_is_no_part_of_them) {
    // Who joins texts before encoding them has no padding between.
    const std::string padded = sendmock::http::base64_encode("ke:" + secret);
    BOOST_REQUIRE(padded.ends_with('='));
    const sendmock::secret_forms others({.key = "ke", .secret = secret});
    BOOST_TEST(others.find_in(padded.substr(0, padded.find('=')) + "AA") == 0U);
}

BOOST_AUTO_TEST_CASE(parts_of_them_are_masked_where_a_text_was_cut) {
    const auto masked = [](std::string text) {
        return sendmock::masked_text(text, {{.key = "key", .secret = secret}});
    };
    for (const std::string& form : all) {
        BOOST_TEST(masked("it said \"x" + form.substr(0, 6) + "...\"") == "it said \"x***...\"");
        BOOST_TEST(masked(form.substr(0, 4) + "... and ..." + form.substr(3, form.find('=') - 3) +
                          "!") == "***... and ...***!");
        BOOST_TEST(masked("x" + form + "...") == "x***...");
    }
    BOOST_TEST(masked("top... of the form") == "top... of the form"); // too short to tell
    BOOST_TEST(masked("............") == "............");
    BOOST_TEST(masked("") == "");
}

BOOST_AUTO_TEST_CASE(an_empty_secret_has_none) {
    const sendmock::secret_forms none({.key = "key", .secret = ""});
    BOOST_TEST(none.find_in("key:") == std::string::npos);
    BOOST_TEST(!none.is_in(json::object({{"", ""}})));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
