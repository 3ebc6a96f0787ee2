// SPDX-License-Identifier: MIT
// Certificates and handshakes: call_shop() and requests see the same for each profile.

#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/server/detail/tls_contexts.hpp>
#include <sendmock/server/detail/x509.hpp>
#include <sendmock/shop/call_shop.hpp>

#include "shop/comparison.hpp"
#include "support/broken_shop.hpp"
#include "support/command.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace shop::tls {

using sendmock::shop_call;
using sendmock::shop_result;
using sendmock::tls_profile;
using sendmock::tests::answer_text;
using sendmock::tests::answering;
using sendmock::tests::broken_shop;
using sendmock::tests::compare;
using sendmock::tests::scratch_file;
using sendmock::tests::shop_side;

/// Certificates of one CA, and files that hold what clients need of it.
struct authority {
    sendmock::detail::tls_contexts contexts{tls_profile::good, "127.0.0.1"};
    scratch_file ca{contexts.certificates().ca_pem()};
    scratch_file crl{contexts.certificates().crl_pem()};
};

authority& shared() {
    static authority only;
    return only;
}

constexpr std::chrono::milliseconds short_time{400};

bool fails_in_tls(tls_profile profile) {
    switch (profile) {
    case tls_profile::good:
    case tls_profile::revoked: // nobody looks it up
    case tls_profile::tls_v1_2:
    case tls_profile::tls_v1_3:
    case tls_profile::handshake_reset: // no error of TLS
    case tls_profile::handshake_stall:
        return false;
    default:
        return true;
    }
}

} // namespace shop::tls

BOOST_AUTO_TEST_SUITE(shop)
BOOST_AUTO_TEST_SUITE(tls)

BOOST_AUTO_TEST_CASE(each_profile_is_seen_as_requests_sees_it) {
    for (const std::string_view name : sendmock::tls_profile_names) {
        const tls_profile profile = *sendmock::parse_tls_profile(name);
        const broken_shop shop(answering(answer_text("200 OK")), profile, &shared().contexts);
        for (const std::string host : {"127.0.0.1", "localhost"}) {
            BOOST_TEST_CONTEXT(name) {
                shop_call call{.url = shop.url("/orders.json", host),
                               .ca_file = shared().ca.path()};
                if (profile == tls_profile::handshake_stall) {
                    call.connect_timeout = short_time;
                }
                const shop_result result = compare(call);
                BOOST_TEST((result.exception_type == "requests.exceptions.SSLError") ==
                           fails_in_tls(profile));
                if (fails_in_tls(profile)) {
                    BOOST_TEST(result.response_code.value_or(0) == 495);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_revoked_certificate_is_found_in_the_list) {
    for (const tls_profile profile : {tls_profile::revoked, tls_profile::good}) {
        const broken_shop shop(answering(answer_text("200 OK")), profile, &shared().contexts);
        const shop_result result = compare(
            {.url = shop.url(), .ca_file = shared().ca.path(), .crl_pem = shared().crl.read()},
            shared().crl.path());
        BOOST_TEST(result.succeeded() == (profile == tls_profile::good));
    }
}

BOOST_AUTO_TEST_CASE(without_a_ca_the_systems_are_trusted) {
    const broken_shop shop(answering(answer_text("200 OK")), tls_profile::good, &shared().contexts);
    const shop_result result = compare({.url = shop.url()});
    BOOST_TEST(result.exception_type == "requests.exceptions.SSLError");
}

BOOST_AUTO_TEST_CASE(a_shop_that_speaks_plain_http) {
    const broken_shop shop([](shop_side& side) {
        side.read_any();
        side.send(answer_text("400 Bad Request"));
    });
    compare({.url = "https" + shop.url().substr(4)});
    const broken_shop mute([](shop_side& side) { side.stall(); });
    const shop_result stalled =
        compare({.url = "https" + mute.url().substr(4), .connect_timeout = short_time});
    BOOST_TEST(stalled.exception_type == "requests.exceptions.ReadTimeout");
    const broken_shop closing([](shop_side&) {});
    compare({.url = "https" + closing.url().substr(4)});
}

BOOST_AUTO_TEST_CASE(plain_http_to_a_shop_that_speaks_tls) {
    const broken_shop shop(answering(answer_text("200 OK")), tls_profile::good, &shared().contexts);
    compare({.url = "http" + shop.url().substr(5)});
}

BOOST_AUTO_TEST_CASE(faults_within_tls_look_as_those_without) {
    const auto in_tls = [](const broken_shop::behaviour& behave) {
        const broken_shop shop(behave, tls_profile::good, &shared().contexts);
        return compare(
            {.url = shop.url(), .ca_file = shared().ca.path(), .read_timeout = short_time});
    };
    in_tls([](shop_side& side) { side.read_request(); });
    in_tls([](shop_side& side) {
        side.read_request();
        side.cut();
    });
    in_tls([](shop_side& side) {
        side.read_request();
        side.reset();
    });
    in_tls([](shop_side& side) {
        side.read_request();
        side.stall();
    });
    const std::string begun = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                              "Transfer-Encoding: chunked\r\n\r\n9\r\n{}";
    in_tls([&](shop_side& side) {
        side.read_request();
        side.send(begun);
        side.cut();
    });
    in_tls([&](shop_side& side) {
        side.read_request();
        side.send(begun);
        side.reset();
    });
    in_tls([&](shop_side& side) {
        side.read_request();
        side.send(begun);
        side.stall();
    });
    in_tls(answering("garbage\r\n"));
    in_tls(answering(answer_text("503 Service Unavailable")));
}

BOOST_AUTO_TEST_CASE(a_content_broken_off_by_what_is_no_tls) {
    const broken_shop shop(
        [](shop_side& side) {
            side.read_request();
            side.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}");
            side.send_beside("this is no record of TLS, and long enough for one");
        },
        tls_profile::good,
        &shared().contexts);
    const shop_result result = compare({.url = shop.url(), .ca_file = shared().ca.path()});
    BOOST_TEST(result.exception_type == "requests.exceptions.SSLError");
    BOOST_TEST(result.response_code.value_or(0) == 200);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
