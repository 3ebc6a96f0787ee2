// SPDX-License-Identifier: MIT
#include "benchmarks/generated.hpp"
#include "benchmarks/judging.hpp"
#include "benchmarks/load.hpp"
#include "benchmarks/loading.hpp"
#include "benchmarks/servers.hpp"
#include "benchmarks/store.hpp"
#include "benchmarks/tls.hpp"
#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>
#include <string>

// Measures the mock beside what it is compared with, on this machine, in turn. Figures are for
// reading, nothing fails by them: what counts are the ratios within one run.
int main(int argc, char** argv) {
    using namespace sendmock::benchmark;
    CLI::App app("Benchmark of sendmock");
    int seconds = 2;
    int rounds = 5;
    std::size_t store_size = 1'000'000;
    std::string serve;
    app.add_option("--seconds", seconds, "Length of each measurement of a server")
        ->check(CLI::Range(1, 60))
        ->capture_default_str();
    app.add_option("--rounds", rounds, "Rounds, each with every server in turn")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    app.add_option("--store", store_size, "Logs in the large store")
        ->check(CLI::Range(std::size_t{1'000}, std::size_t{10'000'000}))
        ->capture_default_str();
    std::size_t file_size = 200'000;
    app.add_option("--file", file_size, "Logs in the file that is loaded")
        ->check(CLI::Range(std::size_t{1'000}, std::size_t{10'000'000}))
        ->capture_default_str();
    // Each server runs in a process of its own: this program, called with this option.
    app.add_option("--serve", serve)->group("");
    std::string load;
    app.add_option("--load", load)->group("");
    bool walk = false;
    app.add_flag("--walk", walk)->group("");
    CLI11_PARSE(app, argc, argv);
    try {
        if (!serve.empty()) {
            return serve_until_closed(serve);
        }
        if (!load.empty()) {
            load_and_report(load);
            return 0;
        }
        if (walk) {
            return walk_as_told();
        }
        measure_start_and_stop();
        measure_generated();
        measure_loading(file_size);
        measure_store(store_size);
        measure_judging(rounds);
        measure_servers(seconds, rounds);
        measure_tls(seconds, rounds);
        return 0;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "benchmark: %s\n", failure.what());
        return 1;
    }
}
