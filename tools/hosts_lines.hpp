// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_HOSTS_LINES_HPP
#define SENDMOCK_TOOLS_HOSTS_LINES_HPP

#include <sendmock/faults/tls_profile.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sendmock::command {

/// Lines for /etc/hosts by which `NAME.localhost` leads to a server, for each TLS profile. More
/// than one, because musl's resolver reads no more than 511 bytes of a line.
/// @param url  the server's, with a numeric host; every address of the machine becomes loopback
[[nodiscard]] inline std::vector<std::string> hosts_lines(std::string_view url) {
    constexpr std::size_t longest = 500;
    const std::size_t begin = url.find("//") + 2;
    std::string address(url.substr(begin, url.rfind(':') - begin));
    if (address.starts_with('[')) {
        address = address.substr(1, address.size() - 2);
    }
    address = address == "0.0.0.0" ? "127.0.0.1" : address == "::" ? "::1" : address;
    std::vector<std::string> lines{address};
    for (const std::string_view name : tls_profile_names) {
        const std::string host = ' ' + std::string(name) + ".localhost";
        if (lines.back().size() + host.size() > longest) {
            lines.push_back(address);
        }
        lines.back() += host;
    }
    return lines;
}

} // namespace sendmock::command

#endif
