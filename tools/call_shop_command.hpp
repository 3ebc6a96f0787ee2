// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_CALL_SHOP_COMMAND_HPP
#define SENDMOCK_TOOLS_CALL_SHOP_COMMAND_HPP

#include <sendmock/error.hpp>
#include <sendmock/http/response.hpp>
#include <sendmock/shop/call_shop.hpp>
#include <sendmock/shop/post_log.hpp>

#include "command_options.hpp"
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace sendmock::command {

/// Seconds with up to three decimals, above 0 and at most a day.
/// @return nothing for anything else
[[nodiscard]] inline std::optional<std::chrono::milliseconds>
parse_seconds(std::string_view text) noexcept {
    const std::size_t point = std::min(text.find('.'), text.size());
    std::string_view decimals = text.substr(point);
    decimals.remove_prefix(decimals.empty() ? 0 : 1);
    constexpr std::size_t most_digits = 5;
    if (point == 0 || point > most_digits || decimals.size() > 3 ||
        (point < text.size() && decimals.empty())) {
        return std::nullopt;
    }
    int thousandths = 0;
    for (const std::string_view part : {text.substr(0, point), decimals}) {
        for (const char c : part) {
            if (c < '0' || c > '9') {
                return std::nullopt;
            }
            thousandths = thousandths * 10 + (c - '0');
        }
    }
    for (std::size_t i = decimals.size(); i < 3; ++i) {
        thousandths *= 10;
    }
    const std::chrono::milliseconds time{thousandths};
    return time.count() > 0 && time <= std::chrono::hours{24} ? std::optional(time) : std::nullopt;
}

/// `sendmock call-shop`: calls a shop as the platform would, and writes the log that it would keep.
class call_shop_command {
public:
    explicit call_shop_command(CLI::App& app)
        : app_(app.add_subcommand(
              "call-shop",
              "Call a shop as the platform would, and write the log of what went wrong")) {
        app_->add_option("--url", url_, "What to call; NAME.localhost is this machine")
            ->required()
            ->check(not_empty);
        app_->add_option("--method", method_, "Method [GET, or POST with --payload]")
            ->check(not_empty);
        app_->add_option("--payload", payload_file_, "File with the JSON to send")
            ->check(not_empty);
        app_->add_option("--integration-id", integration_id_, "Whose log it is")
            ->check(number(1, std::numeric_limits<std::int64_t>::max()));
        app_->add_option("--ca-file", ca_file_, "PEM file with the CAs to trust [the system's]")
            ->check(not_empty);
        app_->add_option(
                "--timeout", timeout_, "Seconds to wait for a connection, and for an answer")
            ->type_name("SECONDS")
            ->capture_default_str()
            ->check(CLI::Validator(
                [](const std::string& text) {
                    return parse_seconds(text)
                               ? std::string()
                               : "expected 0.001 to 86400 seconds, found \"" + text + '"';
                },
                "",
                "seconds"));
        CLI::Option* const post_to =
            app_->add_option(
                    "--post-to",
                    post_to_,
                    "Logs URL of a service to create the log there; NAME.localhost is this machine")
                ->check(not_empty);
        CLI::Option* const auth =
            app_->add_option("--auth", auth_, "Account of that service")->type_name("KEY:SECRET");
        post_to->needs(auth);
        auth->needs(post_to);
    }

    [[nodiscard]] bool chosen() const { return app_->parsed(); }

    /// @return the exit status: 1 if the service did not take the log
    /// @throws usage_error or sendmock::error
    [[nodiscard]] int run() const {
        const std::chrono::milliseconds timeout = parse_seconds(timeout_).value();
        log_destination destination;
        if (!post_to_.empty()) {
            destination = {.logs_url = post_to_, .timeout = timeout};
            read_credentials(destination);
            if (!ca_file_.empty()) {
                destination.ca_pem = read("--ca-file", ca_file_);
            }
            check(destination); // before a shop is called in vain
        }
        const std::string log = call(timeout);
        if (post_to_.empty()) {
            write(log);
            return 0;
        }
        const http::response answer = post(destination, log);
        write(answer.content);
        constexpr int created = 201;
        if (answer.status == created) {
            return 0;
        }
        std::fprintf(stderr, "sendmock: the service answered %d\n", answer.status);
        return 1;
    }

private:
    [[nodiscard]] http::response post(const log_destination& destination,
                                      const std::string& log) const {
        try {
            return post_log(destination, integration_id_, log);
        } catch (const std::invalid_argument& failure) {
            throw usage_error(name_option(failure.what()));
        }
    }

    void read_credentials(log_destination& destination) const {
        const std::size_t colon = auth_.find(':');
        if (colon == 0 || colon == std::string::npos) {
            // The text is not shown: it may be a secret without its key.
            throw usage_error("--auth: expected KEY:SECRET");
        }
        destination.key = auth_.substr(0, colon);
        destination.secret = auth_.substr(colon + 1);
    }

    void check(const log_destination& destination) const {
        try {
            check_destination(destination, integration_id_);
        } catch (const std::invalid_argument& failure) {
            const std::string message = failure.what();
            constexpr std::string_view own_name = "logs_url";
            throw usage_error(message.starts_with(own_name)
                                  ? "--post-to" + message.substr(own_name.size())
                                  : name_option(message));
        }
    }

    /// @return the log
    [[nodiscard]] std::string call(std::chrono::milliseconds timeout) const {
        shop_call options{.url = url_,
                          .integration_id = integration_id_,
                          .ca_file = ca_file_,
                          .connect_timeout = timeout,
                          .read_timeout = timeout};
        if (!payload_file_.empty()) {
            options.payload = read("--payload", payload_file_);
            options.method = "POST";
        }
        if (!method_.empty()) {
            options.method = method_;
        }
        try {
            return call_shop(options).json;
        } catch (const std::invalid_argument& failure) {
            throw usage_error(name_option(failure.what()));
        } catch (const error& failure) {
            throw usage_error(name_option(failure.what()));
        }
    }

    /// @throws usage_error naming the option
    [[nodiscard]] static std::string read(const std::string& option, const std::string& file) {
        try {
            std::string text = read_file(file);
            if (!text.empty()) {
                return text;
            }
        } catch (const error& failure) {
            throw usage_error(option + ": " + failure.what());
        }
        throw usage_error(option + ": " + file + " is empty");
    }

    static void write(const std::string& text) {
        if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() ||
            std::fputc('\n', stdout) == EOF || std::fflush(stdout) != 0) {
            throw cannot_write("to standard output", errno);
        }
    }

    CLI::App* app_;
    std::string url_;
    std::string method_;
    std::string payload_file_;
    std::optional<std::int64_t> integration_id_;
    std::string ca_file_;
    std::string timeout_ = "10";
    std::string post_to_;
    std::string auth_;
};

} // namespace sendmock::command

#endif
