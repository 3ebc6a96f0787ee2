// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_BENCHMARKS_LOADING_HPP
#define SENDMOCK_TOOLS_BENCHMARKS_LOADING_HPP

#include <sendmock/logs/fixture.hpp>
#include <sendmock/logs/generated_sequence.hpp>
#include <sendmock/logs/log_store.hpp>

#include "figures.hpp"
#include "servers.hpp"
#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace sendmock::benchmark {

/// What this program does in the process whose memory is measured: loads a file into a store and
/// prints the most KiB that it had.
inline void load_and_report(const std::string& file) {
    const log_store store(load_logs(file));
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    std::printf("%ld\n", usage.ru_maxrss);
}

/// Loading a large file into a store, beside nlohmann::json::accept on the same bytes.
inline void measure_loading(std::size_t count) {
    const std::filesystem::path file =
        std::filesystem::temp_directory_path() / ("sendmock-" + std::to_string(::getpid()));
    {
        std::ofstream out(file, std::ios::binary);
        const generated_sequence logs({.count = count, .seed = 1});
        std::string text = R"({"results":[)";
        for (std::uint64_t index = 0; index < count; ++index) {
            text += index == 0 ? "" : ",\n";
            logs.append_json(text, index);
            out << text;
            text.clear();
        }
        out << "]}";
    }
    const double size = static_cast<double>(std::filesystem::file_size(file));
    std::vector<double> ratios;
    double seconds = 0;
    for (int round = 0; round < 3; ++round) {
        double accepting = 0;
        {
            std::ifstream in(file, std::ios::binary);
            const std::string text(std::istreambuf_iterator<char>(in), {});
            accepting = microseconds_of([&] {
                if (!nlohmann::json::accept(text)) {
                    throw std::runtime_error("the file is no JSON");
                }
            });
        }
        const double loading = microseconds_of([&] { const log_store store(load_logs(file)); });
        ratios.push_back(accepting / loading);
        seconds = loading / 1e6;
    }
    const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
    const int most = server_process({self, "--load", file.string()}).read_number();
    std::filesystem::remove(file);
    std::printf("a file of %zu logs, %.0f MB, into a store: %.1f s, %.2f of json::accept's speed, "
                "memory %.2f of the file\n\n",
                count,
                size / 1e6,
                seconds,
                median(ratios),
                most * 1024.0 / size);
}

} // namespace sendmock::benchmark

#endif
