// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_GENERATE_COMMAND_HPP
#define SENDMOCK_TOOLS_GENERATE_COMMAND_HPP

#include <sendmock/error.hpp>
#include <sendmock/logs/generated_sequence.hpp>

#include "command_options.hpp"
#include <CLI/CLI.hpp>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <system_error>

namespace sendmock::command {

/// `sendmock generate`: writes generated logs as a document that `serve --logs` reads.
class generate_command {
public:
    explicit generate_command(CLI::App& app)
        : app_(app.add_subcommand("generate", "Write generated logs, newest first")) {
        app_->add_option("--count", count_, "How many logs")
            ->check(number(0, generated_logs::largest_count))
            ->required();
        app_->add_option("--seed", seed_, "Of all that is random; the same seed, the same logs")
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
        try {
            const generated_sequence logs({.count = from_ + count_, .seed = seed_});
            file_.empty() ? write(logs, stdout, "standard output") : write_file(logs);
        } catch (const std::invalid_argument& failure) {
            throw usage_error(name_option(failure.what()));
        }
        return 0;
    }

private:
    /// The file appears when it is whole: what was there before stays until then.
    void write_file(const generated_sequence& logs) const {
        const std::string unfinished = file_ + ".unfinished";
        std::FILE* out = std::fopen(unfinished.c_str(), "wb");
        if (out == nullptr) {
            fail(file_);
        }
        try {
            write(logs, out, file_);
        } catch (...) {
            std::fclose(out);
            std::remove(unfinished.c_str());
            throw;
        }
        if (std::fclose(out) != 0 || std::rename(unfinished.c_str(), file_.c_str()) != 0) {
            const int cause = errno;
            std::remove(unfinished.c_str());
            errno = cause;
            fail(file_);
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
            fail(name);
        }
    }

    static void put(const std::string& text, std::FILE* out, const std::string& name) {
        if (std::fwrite(text.data(), 1, text.size(), out) != text.size()) {
            fail(name);
        }
    }

    [[noreturn]] static void fail(const std::string& name) {
        throw usage_error("--out: cannot write " + name + ": " +
                          std::generic_category().message(errno));
    }

    CLI::App* app_;
    std::uint64_t count_ = 0;
    std::uint64_t seed_ = 0;
    std::uint64_t from_ = 0;
    std::string file_;
};

} // namespace sendmock::command

#endif
