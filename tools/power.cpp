// SPDX-License-Identifier: MIT
// How surely `sendmock check` catches the broken clients of tests/clients, as a table in Markdown.
#include <sendmock/testing/check_client.hpp>
#include <sendmock/testing/command_client.hpp>
#include <sendmock/testing/no_request_made.hpp>
#include <sendmock/testing/troubles.hpp>
#include <sendmock/testing/walk_cases.hpp>

#include "clients/broken_clients.hpp"
#include <CLI/CLI.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using sendmock::invariant;
using sendmock::testing::check_options;
using sendmock::testing::check_report;
using sendmock::testing::walk_case;
using std::chrono::milliseconds;

/// A client with one bug, in C++ or as a command.
struct subject {
    std::string name{};
    invariant meant{}; ///< the invariant that the bug breaks
    std::string ability{};
    milliseconds timeout{};
    std::function<check_report(const check_options&)> check{};
};

/// What is known of a client's walks with one seed.
struct measurement {
    bool caught = false;
    std::size_t walks = 0; ///< of those that can tell of the invariant, until it was caught
};

/// The walks that `check` draws by default, as far as they can tell of an invariant.
std::vector<walk_case> default_walks(const subject& client, std::uint64_t seed) {
    check_options options{.seed = seed};
    if (!client.ability.empty()) {
        options.expect.insert(client.ability);
    }
    const auto drawn = sendmock::testing::draw_troubles(options, seed);
    std::vector<walk_case> walks;
    for (std::size_t at = 0; at < drawn.size(); ++at) {
        const auto& what = sendmock::testing::troubles()[drawn[at].trouble];
        if (!sendmock::testing::detail::concerns(what, client.meant)) {
            continue;
        }
        walks.push_back(sendmock::testing::drawn_walk(drawn[at], seed, at).value());
    }
    return walks;
}

check_options options_for(const subject& client, std::uint64_t seed) {
    check_options options{.seed = seed,
                          .only = {client.meant},
                          .timeout = client.timeout,
                          .jobs = 2,
                          .fail_fast = true,
                          .most_shrinks = 0};
    if (!client.ability.empty()) {
        options.expect.insert(client.ability);
    }
    return options;
}

measurement measured(const subject& client, std::uint64_t seed) {
    check_options options = options_for(client, seed);
    // Memory is compared on two walks of its own.
    if (client.meant != invariant::memory_flat) {
        options.walks = default_walks(client, seed);
    }
    try {
        const check_report report = client.check(options);
        if (report.rowless_walk) {
            return {.caught = true}; // by the walk before all others
        }
        const auto* found = report.find(client.meant);
        if (found == nullptr || !found->counterexample) {
            return {};
        }
        return {.caught = true, .walks = report.cases};
    } catch (const sendmock::testing::no_request_made&) {
        return {.caught = true};
    }
}

/// The rows of the smallest walk that `check` finds.
std::optional<std::uint32_t> smallest_rows(const subject& client) {
    check_options options = options_for(client, 1);
    options.most_shrinks = 60;
    try {
        const check_report report = client.check(options);
        if (report.rowless_walk) {
            return report.rowless_walk->walk.rows;
        }
        const auto* found = report.find(client.meant);
        return found != nullptr && found->counterexample
                   ? std::optional(found->counterexample->walk.rows)
                   : std::nullopt;
    } catch (const sendmock::testing::no_request_made&) {
        return std::nullopt;
    }
}

std::vector<subject> clients_in_process() {
    std::vector<subject> all;
    for (const clients::broken_client& broken : clients::broken_clients()) {
        constexpr milliseconds timeout{600}; // the client's own is a little shorter
        all.push_back({.name = std::string(broken.bug),
                       .meant = broken.meant,
                       .ability = broken.ability,
                       .timeout = timeout,
                       .check = [broken](const check_options& options) {
                           return sendmock::testing::check_client(
                               [&](const sendmock::endpoint& at, const auto& emit) {
                                   broken.walk(at, options.timeout - milliseconds{50}, emit);
                               },
                               options);
                       }});
    }
    return all;
}

/// @param path  of broken_commands.txt: a bug or a command, the invariant, an ability
/// @throws std::runtime_error naming a line that is malformed
std::vector<subject> commands(const std::string& path) {
    std::ifstream file(path);
    if (!file) {
        throw std::runtime_error("cannot read " + path);
    }
    std::vector<subject> all;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        std::istringstream columns(line);
        std::string name;
        std::string meant;
        std::string ability;
        std::getline(columns, name, '\t');
        std::getline(columns, meant, '\t');
        std::getline(columns, ability, '\t');
        const auto which = sendmock::invariant_named(meant);
        if (!which) {
            throw std::runtime_error(path + ": '" + meant +
                                     "' is not an invariant; see check --list");
        }
        std::vector<std::string> arguments;
        std::istringstream words(name.starts_with("./") ? name : "./broken.py " + name);
        for (std::string word; words >> word;) {
            arguments.push_back(word);
        }
        constexpr milliseconds timeout{1000};
        all.push_back({.name = name,
                       .meant = *which,
                       .ability = ability,
                       .timeout = timeout,
                       .check = [arguments](const check_options& options) {
                           sendmock::testing::command_client client(arguments, options.timeout);
                           return sendmock::testing::check(client, options);
                       }});
    }
    return all;
}

/// A client's row of the table, with its end of line.
std::string row_of(const subject& client, std::uint64_t seeds, std::atomic<std::size_t>& missed) {
    std::vector<std::size_t> walks;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const measurement one = measured(client, seed);
        if (one.caught) {
            walks.push_back(one.walks);
        } else {
            ++missed;
            std::cerr << client.name + ": missed with seed " + std::to_string(seed) + '\n';
        }
    }
    std::sort(walks.begin(), walks.end());
    const auto rows = smallest_rows(client);
    std::ostringstream row;
    row << "| " << client.name << " | `" << to_string(client.meant) << "` | " << walks.size()
        << " of " << seeds << " | ";
    if (walks.empty()) {
        row << '-';
    } else {
        row << walks[walks.size() / 2] << ", " << walks.back();
    }
    row << " | " << (rows ? std::to_string(*rows) : "-") << " |\n";
    return row.str();
}

/// Writes the table of some clients.
/// @param threads  clients that are judged at a time
/// @return how many walks were missed, each a client with a seed
std::size_t
write_table(const std::vector<subject>& clients, std::uint64_t seeds, std::size_t threads) {
    std::cout
        << "| client | invariant | caught | walks until caught, median and most | rows of the "
           "smallest walk |\n|---|---|---|---|---|\n";
    std::atomic<std::size_t> missed{0};
    std::atomic<std::size_t> next{0};
    std::vector<std::string> rows(clients.size());
    const auto work = [&] {
        for (std::size_t at = next++; at < clients.size(); at = next++) {
            rows[at] = row_of(clients[at], seeds, missed);
        }
    };
    std::vector<std::thread> others;
    while (others.size() + 1 < threads) {
        others.emplace_back(work);
    }
    work();
    for (std::thread& other : others) {
        other.join();
    }
    for (const std::string& row : rows) {
        std::cout << row;
    }
    return missed;
}

} // namespace

int main(int count, char** arguments) {
    CLI::App app("How surely `sendmock check` catches the broken clients of tests/clients: a table "
                 "in Markdown. Ends with 1 if one was missed.");
    std::uint64_t seeds = 100;
    std::uint64_t command_seeds = 5;
    std::string directory = "tests/clients";
    std::vector<std::string> only;
    std::size_t threads = 6;
    app.add_option("--seeds", seeds, "for each client in C++; 0 for none")->capture_default_str();
    app.add_option("--command-seeds", command_seeds, "for each command; 0 for none")
        ->capture_default_str();
    app.add_option("--only", only, "clients, by their names; repeatable");
    app.add_option("--threads", threads, "clients that are judged at a time")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    app.add_option("--clients", directory, "where the commands are")->capture_default_str();
    CLI11_PARSE(app, count, arguments);
    try {
        const auto wanted = [&](std::vector<subject> all) {
            if (!only.empty()) {
                std::erase_if(all, [&](const subject& one) {
                    return std::find(only.begin(), only.end(), one.name) == only.end();
                });
            }
            return all;
        };
        std::size_t missed = 0;
        if (seeds > 0) {
            std::cout << "## In C++, " << seeds << " seeds\n\n";
            missed += write_table(wanted(clients_in_process()), seeds, threads);
        }
        if (command_seeds > 0) {
            std::filesystem::current_path(directory);
            std::cout << "\n## Commands, " << command_seeds << " seeds\n\n";
            missed += write_table(wanted(commands("broken_commands.txt")), command_seeds, threads);
        }
        return missed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    } catch (const std::exception& failure) {
        std::cerr << failure.what() << '\n';
        return EXIT_FAILURE;
    }
}
