// SPDX-License-Identifier: MIT
#include <sendmock/server/detail/admin_settings.hpp>

#include "support/admin_fixture.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <string>

namespace unit::server::detail::admin_settings {

using nlohmann::json;
using sendmock::tls_profile;

/// Admin calls on a server that does not speak TLS.
using plain_fixture = sendmock::tests::admin_fixture;

/// Admin calls on a server that speaks TLS.
struct tls_fixture : plain_fixture {
    tls_fixture() { options.tls = &standard; }

    [[nodiscard]] tls_profile profile() const { return standard.current().profile; }

    sendmock::detail::standard_profile standard{tls_profile::good};
};

} // namespace unit::server::detail::admin_settings

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(admin_settings)

BOOST_FIXTURE_TEST_CASE(shows_and_changes_the_tls_profile, tls_fixture) {
    BOOST_TEST(get("/settings").at("tls_profile") == "good");
    const auto answer = call("PATCH", "/settings", R"({"tls_profile":"not-yet-valid"})");
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(json::parse(answer.content) == get("/settings"));
    BOOST_TEST(get("/settings").at("tls_profile") == "not-yet-valid");
    BOOST_TEST((profile() == tls_profile::not_yet_valid));
}

BOOST_FIXTURE_TEST_CASE(changes_it_together_with_others_or_nothing, tls_fixture) {
    BOOST_TEST(call("PATCH", "/settings", R"({"page_size":7,"tls_profile":"expired"})").status ==
               200);
    BOOST_TEST(get("/settings").at("page_size") == 7);
    BOOST_TEST((profile() == tls_profile::expired));
    BOOST_TEST(pointer_of(call("PATCH", "/settings", R"({"page_size":0,"tls_profile":"good"})")) ==
               "/page_size");
    BOOST_TEST((profile() == tls_profile::expired));
    BOOST_TEST(pointer_of(call("PATCH", "/settings", R"({"page_size":8,"tls_profile":"goof"})")) ==
               "/tls_profile");
    BOOST_TEST(get("/settings").at("page_size") == 7);
    BOOST_TEST(call("PATCH", "/settings", R"({"page_size":9})").status == 200);
    BOOST_TEST((profile() == tls_profile::expired));
}

BOOST_FIXTURE_TEST_CASE(names_the_profiles_where_there_is_no_such_profile, tls_fixture) {
    const auto refusal = call("PATCH", "/settings", R"({"tls_profile":"expierd"})");
    BOOST_TEST(refusal.status == 400);
    BOOST_TEST(refusal.content.find("expired") != std::string::npos);
    for (const char* value : {"null", "7", "\"\"", "{}"}) {
        BOOST_TEST(pointer_of(call(
                       "PATCH", "/settings", R"({"tls_profile":)" + std::string(value) + "}")) ==
                       "/tls_profile",
                   value);
    }
}

BOOST_FIXTURE_TEST_CASE(it_is_the_servers_and_no_accounts, tls_fixture) {
    BOOST_TEST(!get("/accounts/other/settings").contains("tls_profile"));
    const auto refusal = call("PATCH", "/accounts/other/settings", R"({"tls_profile":"expired"})");
    BOOST_TEST(refusal.status == 400);
    BOOST_TEST(json::parse(refusal.content).at("error") ==
               "/tls_profile: belongs to the server; PATCH /__admin/settings");
    BOOST_TEST((profile() == tls_profile::good));
}

BOOST_FIXTURE_TEST_CASE(a_server_of_plain_http_says_that_it_has_none, plain_fixture) {
    BOOST_TEST(!get("/settings").contains("tls_profile"));
    const auto refusal = call("PATCH", "/settings", R"({"page_size":9,"tls_profile":"expired"})");
    BOOST_TEST(refusal.status == 400);
    BOOST_TEST(json::parse(refusal.content).at("error") ==
               "/tls_profile: this server does not speak TLS");
    BOOST_TEST(get("/settings").at("page_size") == 2);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
