// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_GENERATE_COMMAND_HPP
#define SENDMOCK_TOOLS_GENERATE_COMMAND_HPP

#include <sendmock/logs/generated_sequence.hpp>

#include "command_options.hpp"
#include <CLI/CLI.hpp>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

namespace sendmock::command {

/// `sendmock generate`: writes generated logs as a document that `serve --logs` reads.
class generate_command {
public:
    explicit generate_command(CLI::App& app)
        : app_(app.add_subcommand("generate", "Write generated logs, newest first")) {
        app_->add_option("--count", count_, "How many logs")
            ->check(number(0, generated_logs::largest_count))
            ->required();
        app_->add_option(
                "--seed", seed_, "Seed for everything random; the same seed gives the same logs")
            ->check(number(0))
            ->required();
        app_->add_option("--from", from_, "Index of the oldest of them in the sequence")
            ->check(number(0, generated_logs::largest_count))
            ->capture_default_str();
        app_->add_option("--out", file_, "File to write, in place of standard output")
            ->check(not_empty);
    }

    [[nodiscard]] bool chosen() const { return app_->parsed(); }

    /// @return the exit status
    /// @throws usage_error
    [[nodiscard]] int run() const {
        if (from_ > generated_logs::largest_count - count_) {
            throw usage_error("--from: expected at most " +
                              std::to_string(generated_logs::largest_count - count_) +
                              " for so many logs, found " + std::to_string(from_));
        }
        const generated_sequence logs({.count = from_ + count_, .seed = seed_});
        file_.empty() ? write(logs, stdout, "standard output") : write_file(logs);
        return 0;
    }

private:
    /// A file appears when it is whole: what was there before stays until then. Anything else, such
    /// as a device, a pipe or a link, is written to as it is.
    void write_file(const generated_sequence& logs) const {
        namespace fs = std::filesystem;
        std::error_code ignored;
        const fs::file_status before = fs::symlink_status(file_, ignored);
        const bool is_regular = before.type() == fs::file_type::regular;
        const bool put_in_place = is_regular || before.type() == fs::file_type::not_found;
        const std::string written = put_in_place ? file_ + ".unfinished" : file_;
        std::FILE* out = std::fopen(written.c_str(), put_in_place ? "wbx" : "wb");
        if (out == nullptr) {
            throw cannot_write(written, errno);
        }
        try {
            write(logs, out, file_);
            if (std::fclose(std::exchange(out, nullptr)) != 0) {
                throw cannot_write(file_, errno);
            }
            if (is_regular) {
                fs::permissions(written, before.permissions(), ignored);
            }
            if (put_in_place && std::rename(written.c_str(), file_.c_str()) != 0) {
                throw cannot_write(file_, errno);
            }
        } catch (...) {
            if (out != nullptr) {
                std::fclose(out);
            }
            if (put_in_place) {
                std::remove(written.c_str());
            }
            throw;
        }
    }

    void write(const generated_sequence& logs, std::FILE* out, const std::string& name) const {
        constexpr std::size_t block = std::size_t{1} << 16U;
        std::string text = R"({"results":[)";
        for (std::uint64_t index = logs.size(); index > from_; --index) {
            text += index == logs.size() ? "\n" : ",\n";
            logs.append_json(text, index - 1);
            if (text.size() >= block) {
                put(text, out, name);
                text.clear();
            }
        }
        put(text += "\n]}\n", out, name);
        if (std::fflush(out) != 0) {
            throw cannot_write(name, errno);
        }
    }

    static void put(const std::string& text, std::FILE* out, const std::string& name) {
        if (std::fwrite(text.data(), 1, text.size(), out) != text.size()) {
            throw cannot_write(name, errno);
        }
    }

    CLI::App* app_;
    std::uint64_t count_ = 0;
    std::uint64_t seed_ = 0;
    std::uint64_t from_ = 0;
    std::string file_;
};

} // namespace sendmock::command

#endif
