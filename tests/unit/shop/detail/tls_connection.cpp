// SPDX-License-Identifier: MIT
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/net/file_descriptor.hpp>
#include <sendmock/net/tls_session.hpp>
#include <sendmock/server/detail/tls_contexts.hpp>
#include <sendmock/shop/detail/connect.hpp>
#include <sendmock/shop/detail/tls_client_context.hpp>
#include <sendmock/shop/detail/tls_connection.hpp>

#include "support/broken_shop.hpp"
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace unit::shop::detail::tls_connection {

namespace net = sendmock::net;
using sendmock::tls_profile;
using sendmock::detail::shop::wire_failure;
using sendmock::tests::broken_shop;
using sendmock::tests::shop_side;
using std::chrono::milliseconds;

constexpr std::chrono::seconds long_enough{30};
constexpr milliseconds short_time{50};

/// A shop that speaks TLS, and a connection to it.
class fixture {
protected:
    /// @return why there is no connection
    std::optional<wire_failure> begin(broken_shop::behaviour behave,
                                      tls_profile profile = tls_profile::good,
                                      const std::string& host = "localhost",
                                      milliseconds timeout = long_enough) {
        connection_.reset(); // or the shop before would wait for its end
        shop_.emplace(std::move(behave), profile, &contexts_);
        auto connected = sendmock::detail::shop::connect("127.0.0.1", shop_->port(), long_enough);
        BOOST_REQUIRE(std::holds_alternative<net::file_descriptor>(connected));
        connection_.emplace(std::get<net::file_descriptor>(std::move(connected)), context_.get());
        return connection_->shake_hands(host, timeout);
    }

    [[nodiscard]] std::variant<std::size_t, wire_failure> receive(milliseconds timeout) {
        return connection_->receive(buffer_.data(), buffer_.size(), timeout);
    }

    /// The next bytes, empty at the end.
    [[nodiscard]] std::string receive_text() {
        const auto size = receive(long_enough);
        BOOST_REQUIRE(std::holds_alternative<std::size_t>(size));
        return {buffer_.data(), std::get<std::size_t>(size)};
    }

    sendmock::detail::tls_contexts contexts_{tls_profile::good, "localhost"};
    net::tls_context context_ = sendmock::detail::shop::make_tls_client_context(
        {.ca_pem = contexts_.certificates().ca_pem()});
    std::optional<broken_shop> shop_;
    std::optional<sendmock::detail::shop::tls_connection> connection_; // ends before the shop
    std::array<char, 100> buffer_{};
};

} // namespace unit::shop::detail::tls_connection

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(shop)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_FIXTURE_TEST_SUITE(tls_connection, tls_connection::fixture)

BOOST_AUTO_TEST_CASE(carries_bytes_both_ways_until_an_orderly_end) {
    BOOST_REQUIRE(!begin([](shop_side& side) { side.send("found " + side.read_request()); }));
    BOOST_TEST(!connection_->send("", long_enough).has_value());
    BOOST_TEST(!connection_->send("a\r\n\r\n", long_enough).has_value());
    BOOST_TEST(receive_text() == "found a\r\n\r\n");
    BOOST_TEST(receive_text() == "");
}

BOOST_AUTO_TEST_CASE(an_end_in_the_middle_is_an_end_whoever_makes_it) {
    BOOST_REQUIRE(!begin([](shop_side& side) { side.cut(); }));
    BOOST_TEST(receive_text() == "");
    BOOST_REQUIRE(!begin([](shop_side& side) {
        side.read_request();
        side.reset();
    }));
    BOOST_TEST(!connection_->send("a\r\n\r\n", long_enough).has_value());
    BOOST_TEST(receive_text() == "");
}

BOOST_AUTO_TEST_CASE(gives_up_a_read_at_the_deadline_and_not_before) {
    BOOST_REQUIRE(!begin([](shop_side& side) { side.stall(); }));
    const auto began = std::chrono::steady_clock::now();
    const auto result = receive(short_time);
    BOOST_TEST((std::chrono::steady_clock::now() - began >= short_time));
    BOOST_REQUIRE(std::holds_alternative<wire_failure>(result));
    BOOST_TEST((std::get<wire_failure>(result).what == wire_failure::kind::timeout));
}

BOOST_AUTO_TEST_CASE(gives_up_a_handshake_at_the_deadline) {
    const auto failure =
        begin([](shop_side&) {}, tls_profile::handshake_stall, "localhost", short_time);
    BOOST_REQUIRE(failure.has_value());
    BOOST_TEST((failure->what == wire_failure::kind::timeout));
}

BOOST_AUTO_TEST_CASE(a_certificate_for_another_host_is_an_error_of_its_own) {
    const auto failure = begin([](shop_side&) {}, tls_profile::wrong_host);
    BOOST_REQUIRE(failure.has_value());
    BOOST_TEST((failure->what == wire_failure::kind::tls));
    BOOST_TEST(failure->text == "hostname 'localhost' doesn't match 'elsewhere.example'");
    BOOST_TEST(failure->cause == "CertificateError(\"" + failure->text + "\")");
}

BOOST_AUTO_TEST_CASE(a_roots_point_belongs_to_no_name) {
    BOOST_TEST(!begin([](shop_side&) {}, tls_profile::good, "localhost.").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
