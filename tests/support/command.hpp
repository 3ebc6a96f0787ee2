// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_COMMAND_HPP
#define SENDMOCK_TESTS_SUPPORT_COMMAND_HPP

#include "support/child_process.hpp"
#include <signal.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock::tests {

using arguments = std::vector<std::string>;

[[nodiscard]] inline arguments with_program(arguments given) {
    given.insert(given.begin(), SENDMOCK_COMMAND);
    return given;
}

/// Whether a text has a part.
[[nodiscard]] inline bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// How a run ended that serves nothing.
struct outcome {
    int status = 0;
    std::string output{};
    std::string errors{};
};

/// Runs a command that ends by itself, and does not write more than a pipe holds.
[[nodiscard]] inline outcome run(arguments given) {
    child_process child(with_program(std::move(given)));
    const int status = child.wait();
    return {.status = status, .output = child.read_rest(), .errors = child.errors()};
}

/// `sendmock serve` on a free port.
class serving {
public:
    explicit serving(arguments options = {}, error_stream errors = error_stream::kept)
        : child_(with_program(serve(std::move(options))), errors),
          first_line_(child_.read_line()) {}

    [[nodiscard]] child_process& child() noexcept { return child_; }

    [[nodiscard]] const std::string& first_line() const noexcept { return first_line_; }

    [[nodiscard]] std::uint16_t port() const { return port_in(first_line_); }

    /// The port in a line that ends with a URL.
    [[nodiscard]] static std::uint16_t port_in(const std::string& line) {
        return static_cast<std::uint16_t>(std::stoul(line.substr(line.rfind(':') + 1)));
    }

    /// Ends it, as its user does.
    /// @return its exit status
    int end(int signal = SIGTERM) {
        child_.send_signal(signal);
        return child_.wait();
    }

private:
    [[nodiscard]] static arguments serve(arguments options) {
        options.insert(options.begin(), {"serve", "--port", "0"});
        return options;
    }

    child_process child_;
    std::string first_line_;
};

/// A file that is removed with its owner.
class scratch_file {
public:
    explicit scratch_file(std::string_view content = {})
        : path_(std::filesystem::temp_directory_path() /
                ("sendmock-test-" + std::to_string(::getpid()) + "-" + std::to_string(++count()) +
                 ".json")) {
        write(content);
    }

    scratch_file(const scratch_file&) = delete;
    scratch_file& operator=(const scratch_file&) = delete;

    ~scratch_file() { std::filesystem::remove(path_); }

    [[nodiscard]] std::string path() const { return path_.string(); }

    void write(std::string_view content) const {
        std::ofstream(path_, std::ios::binary) << content;
    }

    [[nodiscard]] std::string read() const {
        std::ifstream in(path_, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

private:
    [[nodiscard]] static int& count() {
        static int files = 0;
        return files;
    }

    std::filesystem::path path_;
};

} // namespace sendmock::tests

#endif
