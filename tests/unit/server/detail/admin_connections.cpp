// SPDX-License-Identifier: MIT
#include <sendmock/server/detail/admin_connections.hpp>

#include "support/admin_fixture.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <string>

namespace unit::server::detail::admin_connections {

using nlohmann::json;
using sendmock::handshake_outcome;

/// Four connections, the third of an admin call, and requests of two accounts.
struct fixture : sendmock::tests::admin_fixture {
    fixture() {
        connections.add({.time = sendmock::tests::noon,
                         .tls = true,
                         .sni = "secret\xFF.localhost",
                         .profile = "expired",
                         .handshake = handshake_outcome::failed,
                         .alert = "certificate_expired",
                         .cause = "the client sent certificate_expired"});
        connections.add(
            {.tls = true, .version = "TLSv1.3", .handshake = handshake_outcome::completed});
        connections.add({});
        connections.note_admin(3);
        connections.add({});
        note({.connection = 2});
        note({.connection = 4});
        accounts.find("other")->journal().add({.connection = 4});
    }

    /// The numbers of the connections that a call shows.
    std::string numbers(const std::string& path) {
        std::string list;
        const json shown = get(path);
        for (const auto& entry : shown.at("connections")) {
            list += entry.at("number").dump() + ' ';
        }
        return list;
    }
};

} // namespace unit::server::detail::admin_connections

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_FIXTURE_TEST_SUITE(admin_connections, admin_connections::fixture)

BOOST_AUTO_TEST_CASE(shows_connections_without_secrets_and_counts_handshakes) {
    const json shown = get("/connections");
    BOOST_TEST(shown.at("total") == 4);
    BOOST_TEST(shown.at("handshakes") ==
               json::parse(R"({"begun":2,"completed":1,"failed":1,"alerts":1})"));
    BOOST_TEST(shown.at("connections").at(0) ==
               json::parse(
                   R"({"number":1,"since_reset":1,"time":"2024-01-02T13:00:00.000000+01:00",)"
                   R"("tls":true,)"
                   R"("sni":"***\ufffd.localhost","profile":"expired","version":null,)"
                   R"("handshake":"failed","alert":"certificate_expired",)"
                   R"("cause":"the client sent certificate_expired","fault":null,"requests":[]})"));
    BOOST_TEST(shown.at("connections").at(1).at("requests") ==
               json::parse(R"([{"account":"key","number":1}])"));
}

BOOST_AUTO_TEST_CASE(shows_connections_from_any_number_on) {
    BOOST_TEST(numbers("/connections") == "1 2 4 ");
    BOOST_TEST(numbers("/connections?since=1") == "2 4 ");
    BOOST_TEST(numbers("/connections?since=2&limit=1") == "4 ");
    BOOST_TEST(numbers("/connections?limit=2") == "1 2 ");
    BOOST_TEST(numbers("/connections?limit=0") == "");
    BOOST_TEST(numbers("/connections?since=4") == "");
    for (const char* query : {"?since=-1", "?limit=x", "?page=2"}) {
        BOOST_TEST(pointer_of(call("GET", std::string("/connections") + query)) == "none");
    }
}

BOOST_AUTO_TEST_CASE(shows_those_of_one_account) {
    const json shown = get("/accounts/other/connections");
    BOOST_TEST(shown.size() == 1U);
    BOOST_TEST(numbers("/accounts/other/connections") == "4 ");
    BOOST_TEST(shown.at("connections").at(0).at("requests") ==
               json::parse(R"([{"account":"other","number":1}])"));
    BOOST_TEST(numbers("/accounts/key/connections") == "2 4 ");
    BOOST_TEST(numbers("/accounts/key/connections?since=1&limit=1") == "2 ");
}

BOOST_AUTO_TEST_CASE(forgets_them_when_told_to) {
    for (const auto& [method, path] : {std::pair{"DELETE", "/connections"},
                                       std::pair{"DELETE", "/requests"},
                                       std::pair{"POST", "/reset"}}) {
        connections.add({.tls = true});
        BOOST_TEST(numbers("/connections") != "");
        BOOST_TEST(call(method, path).status < 300);
        BOOST_TEST(numbers("/connections") == "");
        BOOST_TEST(get("/connections").at("handshakes").at("begun") == 0);
    }
    BOOST_TEST(get("/connections").at("total") == 7); // numbers go on
}

BOOST_AUTO_TEST_CASE(an_accounts_calls_forget_none) {
    BOOST_TEST(call("DELETE", "/accounts/other/requests").status == 204);
    BOOST_TEST(call("DELETE", "/accounts/other/connections").status == 405);
    BOOST_TEST(numbers("/connections") == "1 2 4 ");
    BOOST_TEST(numbers("/accounts/other/connections") == ""); // it has no requests any more
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
