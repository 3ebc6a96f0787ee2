// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_BENCHMARKS_JUDGING_HPP
#define SENDMOCK_TOOLS_BENCHMARKS_JUDGING_HPP

#include <sendmock/testing/check_client.hpp>
#include <sendmock/testing/command_client.hpp>
#include <sendmock/testing/detail/case_walker.hpp>

#include "../../tests/clients/honest_client.hpp"
#include "figures.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::benchmark {

/// The C++ client of the tests as a client program.
/// @return the exit status
inline int walk_as_told() {
    const auto told = [](const char* name) {
        const char* value = std::getenv(name);
        return std::string(value != nullptr ? value : "");
    };
    const endpoint at{.url = told("SENDMOCK_URL"),
                      .key = told("SENDMOCK_KEY"),
                      .secret = told("SENDMOCK_SECRET"),
                      .ca_file = told("SENDMOCK_CA_FILE")};
    if (at.url.empty()) {
        return EXIT_FAILURE;
    }
    try {
        honest_client(at, std::chrono::seconds{1}).for_each_log([](const nlohmann::json& log) {
            std::cout << log.dump() << '\n';
        });
        return EXIT_SUCCESS;
    } catch (const std::exception& failure) {
        std::cerr << failure.what() << '\n';
        return EXIT_FAILURE;
    }
}

namespace detail {

constexpr std::size_t judging_jobs = 2;

/// Calls so often, shared by as many threads as there are jobs.
/// @return calls a second
template <class Worker>
[[nodiscard]] double rate_of(std::size_t calls, const Worker& make_call) {
    const double time = microseconds_of([&] {
        std::vector<std::future<void>> jobs;
        for (std::size_t job = 0; job < judging_jobs; ++job) {
            jobs.push_back(std::async(std::launch::async, [&, job] {
                auto call = make_call();
                for (std::size_t at = job; at < calls; at += judging_jobs) {
                    call(at);
                }
            }));
        }
        for (std::future<void>& job : jobs) {
            job.get();
        }
    });
    constexpr double second = 1e6;
    return static_cast<double>(calls) * second / time;
}

/// 50 logs in 5 pages, of which nothing goes wrong.
[[nodiscard]] inline testing::walk_case healthy_case(std::size_t at) {
    return {.rows = 50, .page_size = 10, .seed = at};
}

inline void measure_judged_walks(int rounds) {
    constexpr std::size_t walks = 1000;
    const auto client = [](const endpoint& at, const auto& emit) {
        honest_client(at, std::chrono::seconds{5}).for_each_log(emit);
    };
    testing::callable_client tested(client);
    const testing::check_options options;
    testing::detail::case_walker walker(tested, options, /*seed=*/1);
    const auto judged = [&] {
        return [&, server = std::make_unique<testing::detail::case_server>()](std::size_t at) {
            if (!walker.walk(healthy_case(at), *server).found.holds()) {
                throw std::runtime_error("an honest client was judged wrongly");
            }
        };
    };
    // The same walks, served and read, but neither watched nor judged.
    const auto unjudged = [&] {
        return [server = std::make_unique<testing::detail::case_server>()](std::size_t at) {
            std::vector<nlohmann::json> rows;
            const auto served = server->begin(healthy_case(at), "key-" + std::to_string(at), "s");
            honest_client(served.at, std::chrono::seconds{5})
                .for_each_log([&rows](nlohmann::json log) { rows.push_back(std::move(log)); });
        };
    };
    std::vector<double> with;
    std::vector<double> without;
    for (int round = 0; round < rounds; ++round) {
        with.push_back(rate_of(walks, judged));
        without.push_back(rate_of(walks, unjudged));
    }
    std::printf("judging the C++ client: 50 logs in 5 pages, %zu walks at a time, medians of %d "
                "rounds\n  judged walks a second  %8.0f, %.2f of the rate without judging\n",
                judging_jobs,
                rounds,
                median(with),
                median(with) / median(without));
}

inline void measure_check_of_a_command() {
    using namespace std::chrono_literals;
    const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
    std::vector<double> starts;
    for (int i = 0; i < 20; ++i) {
        starts.push_back(microseconds_of([&] {
            testing::client_process idle({.arguments = {self, "--walk"}});
            static_cast<void>(idle.wait(std::chrono::steady_clock::now() + 10s));
        }));
    }
    // All of which the walks need no time-out.
    using enum invariant;
    const testing::check_options options{.cases = 200,
                                         .seed = 1,
                                         .only = {complete,
                                                  credentials_stay_home,
                                                  certificate_verified,
                                                  reports_401,
                                                  reports_404,
                                                  reports_server_error,
                                                  reports_truncation,
                                                  reports_wrong_shape,
                                                  reports_not_json},
                                         .timeout = 1s,
                                         .jobs = judging_jobs};
    testing::command_client tested({self, "--walk"}, options.timeout);
    const testing::check_report report = testing::check(tested, options);
    if (!report.holds()) {
        throw std::runtime_error("an honest client was judged wrongly:\n" + to_text(report));
    }
    std::printf("checking it as a command that starts and ends in %.1f ms, %zu walks at a time\n"
                "  %zu cases  %.1f s\n\n",
                median(starts) / 1000,
                judging_jobs,
                report.cases,
                std::chrono::duration<double>(report.time).count());
}

} // namespace detail

/// How fast clients are judged: one that is called, and one that is a command.
inline void measure_judging(int rounds) {
    detail::measure_judged_walks(rounds);
    detail::measure_check_of_a_command();
}

} // namespace sendmock::benchmark

#endif
