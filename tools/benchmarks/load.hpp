// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_BENCHMARKS_LOAD_HPP
#define SENDMOCK_TOOLS_BENCHMARKS_LOAD_HPP

#include "client.hpp"
#include "figures.hpp"
#include "servers.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace sendmock::benchmark {

/// From a server's construction to its first answer, and its destruction with idle clients.
inline void measure_start_and_stop() {
    std::vector<double> starts;
    std::vector<double> stops;
    for (int i = 0; i < 50; ++i) {
        std::optional<mock_server> server;
        starts.push_back(microseconds_of([&] {
            server.emplace();
            client(server->port()).get_page();
        }));
        std::vector<std::unique_ptr<client>> idle;
        for (int connection = 0; connection < 200; ++connection) {
            idle.push_back(std::make_unique<client>(server->port()));
        }
        idle.back()->get_page();
        stops.push_back(microseconds_of([&] { server.reset(); }));
    }
    std::printf("construction to first answer  %8.2f ms (most: %.2f)\n",
                median(starts) / 1000,
                *std::max_element(starts.begin(), starts.end()) / 1000);
    std::printf("stop with 200 idle clients    %8.2f ms (most: %.2f)\n\n",
                median(stops) / 1000,
                *std::max_element(stops.begin(), stops.end()) / 1000);
}

namespace detail {

[[nodiscard]] inline bool is_installed(const std::string& program) {
    return std::system(("PATH=$PATH:/usr/sbin command -v " + program + " >/dev/null").c_str()) == 0;
}

/// Pages a second that wrk gets over so many connections.
[[nodiscard]] inline double
wrk_rate(int port, int connections, int seconds, const std::string& scheme = "http") {
    const std::string command =
        "wrk -t1 -c" + std::to_string(connections) + " -d" + std::to_string(seconds) +
        "s -H 'Authorization: " + http::make_basic("key", "secret") + "' " + scheme +
        "://127.0.0.1:" + std::to_string(port) + std::string(logs_path) + " 2>&1";
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command.c_str(), "r"),
                                                               &::pclose);
    std::string report;
    std::array<char, 4096> buffer{};
    while (std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) {
        report += buffer.data();
    }
    constexpr std::string_view label = "Requests/sec:";
    const std::size_t found = report.find(label);
    if (found == std::string::npos || report.find("Non-2xx") != std::string::npos) {
        throw std::runtime_error("wrk: " + report);
    }
    return std::strtod(report.c_str() + found + label.size(), nullptr);
}

/// How many pages each of many clients got in so long a time, fewest first.
[[nodiscard]] inline std::vector<double> pages_of_each(int port, int connections, int seconds) {
    std::vector<double> pages(static_cast<std::size_t>(connections));
    std::atomic<bool> over{false};
    std::vector<std::thread> threads;
    for (double& count : pages) {
        threads.emplace_back([&count, &over, port] {
            client one(port);
            while (!over && one.get_page()) {
                ++count;
            }
        });
    }
    std::this_thread::sleep_for(std::chrono::seconds(seconds));
    over = true;
    for (std::thread& thread : threads) {
        thread.join();
    }
    std::sort(pages.begin(), pages.end());
    return pages;
}

[[nodiscard]] inline int free_port() {
    return mock_server().port();
}

struct contestant {
    std::string name;
    int port = 0;
    std::unique_ptr<server_process> process{};
    std::vector<double> rates_at_8{};
    std::vector<double> rates_at_64{};
};

[[nodiscard]] inline contestant start_self(const std::string& label, const std::string& name) {
    contestant started{.name = label};
    const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
    started.process =
        std::make_unique<server_process>(std::vector<std::string>{self, "--serve", name});
    started.port = started.process->read_number();
    return started;
}

inline void wait_until_answering(int port) {
    for (int attempt = 0; attempt < 500; ++attempt) {
        try {
            if (client(port).get_page()) {
                return;
            }
        } catch (const std::runtime_error&) {
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    throw std::runtime_error("a server does not answer");
}

/// Ratios are taken round by round, so that a machine whose speed drifts does less harm.
[[nodiscard]] inline double ratio(const std::vector<double>& of, const std::vector<double>& to) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < of.size(); ++i) {
        ratios.push_back(of[i] / to[i]);
    }
    return median(ratios);
}

} // namespace detail

/// Pages a second over sockets, beside a plain cpp-httplib server and nginx with the same bytes.
inline void measure_servers(int seconds, int rounds) {
    if (!detail::is_installed("wrk")) {
        std::printf("wrk is not installed: no comparison of servers\n");
        return;
    }
    std::optional<nginx_folder> folder; // removed once nginx has ended
    std::vector<detail::contestant> servers;
    servers.push_back(detail::start_self("sendmock", "mock"));
    servers.push_back(detail::start_self("plain httplib::Server", "plain"));
    servers.push_back(detail::start_self("sendmock, generated", "generated"));
    servers.push_back(detail::start_self("the same logs, stored", "stored"));
    servers.push_back(detail::start_self("sendmock, 10 rules", "10-rules"));
    servers.push_back(detail::start_self("sendmock, 1,000 rules", "1000-rules"));
    if (detail::is_installed("nginx")) {
        const int port = detail::free_port();
        folder.emplace(port);
        servers.push_back({.name = "nginx, static file", .port = port});
        servers.back().process = std::make_unique<server_process>(folder->command());
    } else {
        std::printf("nginx is not installed: its rows are left out\n");
    }
    for (const detail::contestant& server : servers) {
        detail::wait_until_answering(server.port);
    }
    for (int round = 0; round < rounds; ++round) {
        for (detail::contestant& server : servers) {
            server.rates_at_8.push_back(detail::wrk_rate(server.port, 8, seconds));
        }
        for (detail::contestant& server : servers) {
            server.rates_at_64.push_back(detail::wrk_rate(server.port, 64, seconds));
        }
    }
    std::printf("pages of %zu bytes a second, medians of %d rounds of %d s\n",
                page_content().size(),
                rounds,
                seconds);
    const detail::contestant& mock = servers.front();
    for (const detail::contestant& server : servers) {
        std::printf("  %-22s 8 connections %8.0f (sendmock %.2f of it)   "
                    "64 connections %8.0f (sendmock %.2f of it)\n",
                    server.name.c_str(),
                    median(server.rates_at_8),
                    detail::ratio(mock.rates_at_8, server.rates_at_8),
                    median(server.rates_at_64),
                    detail::ratio(mock.rates_at_64, server.rates_at_64));
    }
    std::printf(
        "  generated pages, of the rate of the same stored: %.2f at 8 connections, %.2f at 64\n",
        detail::ratio(servers[2].rates_at_8, servers[3].rates_at_8),
        detail::ratio(servers[2].rates_at_64, servers[3].rates_at_64));
    std::printf(
        "  with rules that do not match, of the rate without: 10 rules %.3f, 1,000 rules %.3f\n",
        detail::ratio(servers[4].rates_at_8, mock.rates_at_8),
        detail::ratio(servers[5].rates_at_8, mock.rates_at_8));
    std::printf("  sendmock at 64 connections, of its own rate at 8: %.2f\n",
                detail::ratio(mock.rates_at_64, mock.rates_at_8));
    const std::vector<double> pages = detail::pages_of_each(mock.port, 64, seconds);
    std::printf("  pages that each of 64 clients got: fewest %.0f, middle %.0f, most %.0f\n",
                pages.front(),
                median(pages),
                pages.back());
}

} // namespace sendmock::benchmark

#endif
