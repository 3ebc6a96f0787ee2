// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SHOP_COMPARISON_HPP
#define SENDMOCK_TESTS_SHOP_COMPARISON_HPP

#include <sendmock/shop/call_shop.hpp>

#include "support/oracle_process.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <regex>
#include <string>

namespace sendmock::tests {

/// Python's own requests, in a process of its own.
class python_requests {
public:
    /// One for all cases of a program.
    [[nodiscard]] static python_requests& shared() {
        static python_requests only;
        return only;
    }

    /// @param wanted  as requests_call.py wants it
    [[nodiscard]] nlohmann::json ask(const nlohmann::json& wanted) {
        constexpr std::chrono::seconds patience{120}; // Python starts slowly on a busy machine
        return nlohmann::json::parse(process_.ask(wanted.dump(), patience));
    }

private:
    oracle_process process_{
        {"/usr/bin/python3", "-I", "-B", SENDMOCK_TESTS_DIR "/shop/requests_call.py"}};
};

/// A text without what differs from run to run, or between builds of Python.
[[nodiscard]] inline std::string normalized(std::string text) {
    static const std::regex address("0x[0-9a-f]+");
    static const std::regex line("_ssl\\.c:[0-9]+");
    text = std::regex_replace(text, address, "0x_");
    return std::regex_replace(text, line, "_ssl.c:_");
}

/// The same call as requests_call.py wants it.
[[nodiscard]] inline nlohmann::json to_json(const shop_call& call, const std::string& crl_file) {
    const auto seconds = [](std::chrono::milliseconds time) -> nlohmann::json {
        if (time.count() % 1000 == 0) {
            return time.count() / 1000;
        }
        return static_cast<double>(time.count()) / 1000;
    };
    return {{"url", call.url},
            {"method", call.method},
            {"payload", call.payload},
            {"connect_timeout", seconds(call.connect_timeout)},
            {"read_timeout", seconds(call.read_timeout)},
            {"ca_file", call.ca_file.string()},
            {"crl_file", crl_file},
            {"expects_json", call.expects_json}};
}

/// Calls by both and demands the same exception and the same status.
/// @param crl_file  what `call.crl_pem` holds
/// @return what call_shop() made of it
inline shop_result compare(const shop_call& call, const std::string& crl_file = {}) {
    const nlohmann::json expected = python_requests::shared().ask(to_json(call, crl_file));
    shop_result result = call_shop(call);
    const auto text_of = [&](const char* member) {
        return expected.at(member).is_null() ? std::string()
                                             : expected.at(member).get<std::string>();
    };
    BOOST_TEST_CONTEXT(call.method << ' ' << call.url) {
        BOOST_TEST(result.exception_type == text_of("class"));
        BOOST_TEST(normalized(result.exception) == normalized(text_of("text")));
        // An exception of requests' own does not tell what the shop had answered.
        if (!expected.at("status").is_null()) {
            BOOST_TEST(result.response_code.value_or(0) == expected.at("status").get<int>());
        }
    }
    return result;
}

} // namespace sendmock::tests

#endif
