// SPDX-License-Identifier: MIT
// No connection comes about: call_shop() and requests see the same.

#include <sendmock/net/file_descriptor.hpp>
#include <sendmock/net/socket.hpp>
#include <sendmock/server/detail/listening_socket.hpp>
#include <sendmock/shop/call_shop.hpp>

#include "shop/comparison.hpp"
#include <boost/test/unit_test.hpp>
#include <sys/socket.h>

#include <chrono>
#include <string>
#include <vector>

namespace shop::connecting {

using sendmock::tests::compare;
namespace detail = sendmock::detail;
namespace net = sendmock::net;

/// A port on loopback that nobody listens on, as long as this lives.
class unused_port {
public:
    unused_port()
        : address_(detail::resolve("127.0.0.1", 0)), socket_(net::open_socket(*address_)) {
        ::bind(socket_.get(), address_->ai_addr, address_->ai_addrlen);
    }

    [[nodiscard]] std::string authority() const {
        return detail::authority_of(detail::address_of(socket_.get()));
    }

private:
    net::address_list address_;
    net::file_descriptor socket_;
};

/// A listener that has as many waiting connections as it takes: it answers no further one.
class full_listener {
public:
    full_listener() : listening_(detail::listen_on("127.0.0.1", 0)) {
        ::listen(listening_.descriptor.get(), 0);
        const auto address = detail::resolve("127.0.0.1", listening_.address.port);
        constexpr int more_than_enough = 4;
        for (int i = 0; i < more_than_enough; ++i) {
            waiting_.push_back(net::open_socket(*address));
            ::connect(waiting_.back().get(), address->ai_addr, address->ai_addrlen);
        }
    }

    [[nodiscard]] std::string authority() const { return detail::authority_of(listening_.address); }

private:
    detail::listening_socket listening_;
    std::vector<net::file_descriptor> waiting_;
};

} // namespace shop::connecting

BOOST_AUTO_TEST_SUITE(shop)
BOOST_AUTO_TEST_SUITE(connecting)

BOOST_AUTO_TEST_CASE(a_refused_connection) {
    const unused_port port;
    for (const std::string scheme : {"http", "https"}) {
        const auto result = compare({.url = scheme + "://" + port.authority() + "/a?b=c"});
        BOOST_TEST(result.exception_type == "requests.exceptions.ConnectionError");
        BOOST_TEST(!result.response_code);
    }
}

BOOST_AUTO_TEST_CASE(a_refused_connection_to_each_address_of_a_name) {
    const unused_port port;
    const std::string authority = port.authority();
    compare({.url = "http://LocalHost" + authority.substr(authority.find(':'))});
    compare({.url = "http://[::1]:1/"});
}

BOOST_AUTO_TEST_CASE(a_name_without_an_address) {
    for (const std::string host : {"no-such-shop.invalid", "a%20b", "999.1.1.1", "localhost.."}) {
        compare({.url = "http://" + host + "/"});
    }
}

BOOST_AUTO_TEST_CASE(a_name_that_cannot_be_one) {
    for (const std::string& host : {std::string("a..b"), std::string(64, 'a') + ".com"}) {
        const auto result = compare({.url = "https://" + host + "/"});
        BOOST_TEST(result.exception_type == "urllib3.exceptions.LocationParseError");
    }
}

BOOST_AUTO_TEST_CASE(an_address_that_cannot_be_reached) {
    compare({.url = "http://255.255.255.255:1/"});
}

BOOST_AUTO_TEST_CASE(a_connection_that_does_not_come_about_in_time) {
    const full_listener listener;
    for (const std::string scheme : {"http", "https"}) {
        const auto result = compare({.url = scheme + "://" + listener.authority() + "/a",
                                     .connect_timeout = std::chrono::milliseconds{300}});
        BOOST_TEST(result.exception_type == "requests.exceptions.ConnectTimeout");
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
