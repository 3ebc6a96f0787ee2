// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_BENCHMARKS_GENERATED_HPP
#define SENDMOCK_TOOLS_BENCHMARKS_GENERATED_HPP

#include <sendmock/sendmock.hpp>
#include <sendmock/service/logs_service.hpp>

#include "client.hpp"
#include "figures.hpp"
#include "page.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace sendmock::benchmark {

namespace detail {

/// The target of the page that begins behind a log, by its place in the sequence.
[[nodiscard]] inline std::string
target_behind(const generated_sequence& logs, std::uint64_t index, ordering order) {
    const std::string position = order == ordering::id_descending
                                     ? std::to_string(logs.id(index))
                                     : to_position(logs.created_at(index));
    return std::string(logs_path) +
           "?cursor=" + http::form_encode(encode_cursor({.position = position}));
}

} // namespace detail

/// A sequence of so many logs, and pages of it: the first, and from behind logs ever deeper.
struct generated_case {
    generated_case(std::uint64_t log_count, ordering order)
        : count(log_count), owner("key", "secret", {.page_size = page_size, .ordering = order}) {
        const generated_logs options{.count = count, .seed = 1};
        owner.logs().replace(options);
        const generated_sequence logs(options);
        for (const std::uint64_t index : {count - count / 10, count / 2, std::uint64_t{120}}) {
            targets.push_back(detail::target_behind(logs, index, order));
        }
    }

    std::uint64_t count;
    account owner;
    std::vector<std::string> targets{std::string(logs_path)};
    std::vector<std::vector<double>> times{std::vector<std::vector<double>>(4)};
};

/// Pages of few and of many generated logs, in turn, at several depths; the service alone.
inline void measure_generated() {
    constexpr int rounds = 40;
    constexpr int pages = 10;
    const logs_service service;
    std::printf("a page of %zu generated logs, by the service alone\n", page_size);
    for (const ordering order : {ordering::created_at_descending, ordering::id_descending}) {
        std::vector<std::unique_ptr<generated_case>> cases;
        for (const std::uint64_t count : {1'000ULL, 1'000'000'000ULL, 1'000'000'000'000ULL}) {
            cases.push_back(std::make_unique<generated_case>(count, order));
        }
        for (int round = 0; round < rounds; ++round) {
            for (const auto& each : cases) {
                for (std::size_t i = 0; i < each->targets.size(); ++i) {
                    const http::request request = page_request(each->targets[i]);
                    const double time = microseconds_of([&] {
                        for (int page = 0; page < pages; ++page) {
                            static_cast<void>(service.respond(request, each->owner));
                        }
                    });
                    each->times[i].push_back(time / pages);
                }
            }
        }
        const double first_of_few = median(cases[0]->times[0]);
        for (const auto& each : cases) {
            const double first = median(each->times[0]);
            std::printf("  %-11s of %13llu logs: first %6.1f us (%.2f of that of 1000), then "
                        "%.2f, %.2f, and the last %.2f of it\n",
                        std::string(to_string(order)).c_str(),
                        static_cast<unsigned long long>(each->count),
                        first,
                        first / first_of_few,
                        median(each->times[1]) / first,
                        median(each->times[2]) / first,
                        median(each->times[3]) / first);
        }
    }
    std::vector<double> starts;
    for (int i = 0; i < 20; ++i) {
        starts.push_back(microseconds_of([] {
            const mock_server server{{.logs = generated_logs{.count = 1'000'000'000}}};
            client(server.port()).get_page();
        }));
    }
    std::printf(
        "a server of 1000000000 generated logs, from start to end with one page: %.2f ms\n\n",
        median(starts) / 1000);
}

} // namespace sendmock::benchmark

#endif
