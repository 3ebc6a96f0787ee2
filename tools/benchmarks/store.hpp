// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_BENCHMARKS_STORE_HPP
#define SENDMOCK_TOOLS_BENCHMARKS_STORE_HPP

#include <sendmock/sendmock.hpp>
#include <sendmock/service/logs_service.hpp>

#include "client.hpp"
#include "figures.hpp"
#include "page.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::benchmark {

namespace detail {

/// The target of the page that begins after so many logs of `make_logs`.
[[nodiscard]] inline std::string target_at(std::size_t depth, std::size_t count) {
    std::string target(logs_path);
    if (depth > 0) {
        const std::string position = std::to_string(count - depth + 1);
        target += "?cursor=" + http::form_encode(encode_cursor({.position = position}));
    }
    return target;
}

} // namespace detail

/// Measures pages that begin after so many logs, in turn, and prints how each compares to the
/// first.
/// @param get_page  called with a page's target
inline void compare_depths(const std::string& where,
                           std::size_t count,
                           const std::function<void(const std::string&)>& get_page) {
    const std::array<std::size_t, 5> depths{
        0, count / 10, count / 2, count / 10 * 9, count - page_size - 1};
    std::array<std::vector<double>, depths.size()> times;
    constexpr int rounds = 40;
    constexpr int pages = 50;
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < depths.size(); ++i) {
            const std::string target = detail::target_at(depths[i], count);
            times[i].push_back(microseconds_of([&] {
                                   for (int page = 0; page < pages; ++page) {
                                       get_page(target);
                                   }
                               }) /
                               pages);
        }
    }
    std::printf("a page of %zu from a store of %zu logs, %s\n", page_size, count, where.c_str());
    const double first = median(times[0]);
    for (std::size_t i = 0; i < depths.size(); ++i) {
        const double time = median(times[i]);
        std::printf("  after %9zu logs  %8.1f us  %5.2f of the first page's\n",
                    depths[i],
                    time,
                    time / first);
    }
}

/// Pages at several depths of a large store, and inserts into it.
inline void measure_store(std::size_t count) {
    mock_server server{
        {.logs = make_logs(count), .page_size = page_size, .ordering = ordering::id_descending}};
    client reader(server.port());
    compare_depths(
        "over a socket", count, [&](const std::string& target) { reader.get_page(target); });
    const auto owner = server.account(server.key());
    const logs_service service;
    compare_depths("by the service alone", count, [&](const std::string& target) {
        static_cast<void>(service.respond(page_request(target), owner->served()));
    });

    std::vector<log_record> added = make_logs(count + 2'000);
    std::vector<double> inserts;
    for (std::size_t i = count; i < added.size(); ++i) {
        std::vector<log_record> one{std::move(added[i])};
        inserts.push_back(microseconds_of([&] { server.logs().insert(std::move(one)); }));
    }
    double sum = 0;
    for (const double time : inserts) {
        sum += time;
    }
    std::printf("an insert into it          %8.1f us on average, %.1f in the middle\n\n",
                sum / static_cast<double>(inserts.size()),
                median(inserts));
}

} // namespace sendmock::benchmark

#endif
