// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_CALL_SHOP_HPP
#define SENDMOCK_SHOP_CALL_SHOP_HPP

#include <sendmock/error.hpp>
#include <sendmock/http/ascii.hpp>
#include <sendmock/http/basic_credentials.hpp>
#include <sendmock/http/form.hpp>
#include <sendmock/http/header_fields.hpp>
#include <sendmock/http/url.hpp>
#include <sendmock/http/utf8.hpp>
#include <sendmock/logs/file_text.hpp>
#include <sendmock/logs/log_record.hpp>
#include <sendmock/net/tls_session.hpp>
#include <sendmock/shop/detail/python_json.hpp>
#include <sendmock/shop/detail/redirect.hpp>
#include <sendmock/shop/detail/shop_exchange.hpp>
#include <sendmock/shop/detail/shop_record.hpp>
#include <sendmock/shop/detail/tls_client_context.hpp>
#include <sendmock/shop/python_error.hpp>
#include <sendmock/shop/shop_call.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace sendmock {

/// What came of a call, and the log that the platform would keep of it.
struct shop_result {
    /// Without an id, which the store gives: `logs.create({std::move(result.record)})`.
    log_draft record;
    /// The same as JSON text.
    std::string json{};
    /// As `requests.exceptions.SSLError`; empty if all went well.
    std::string exception_type{};
    std::string exception{};
    /// What the shop answered; 495 where TLS failed before it did (documented).
    std::optional<int> response_code{};
    /// How many redirects were followed.
    int redirects = 0;

    [[nodiscard]] bool succeeded() const noexcept { return exception_type.empty(); }
};

namespace detail::shop {

/// A call under way.
class shop_caller {
public:
    explicit shop_caller(const shop_call& options)
        : options_(options),
          limits_{.connect_timeout = options.connect_timeout,
                  .read_timeout = options.read_timeout,
                  .most_content_bytes = options.most_content_bytes} {
        check();
        trust_ = {.ca_pem = options.ca_file.empty() ? options.ca_pem : read(options.ca_file),
                  .ca_option = options.ca_file.empty() ? "ca_pem" : "ca_file",
                  .crl_pem = options.crl_pem};
        make_request();
    }

    [[nodiscard]] shop_result run() {
        if (!failure_) {
            follow();
        }
        if (!failure_ && answer_.response) {
            failure_ = judge(*answer_.response);
        }
        record_parts parts{.integration_id = options_.integration_id,
                           .user_id = options_.user_id,
                           .base_url = base_url_,
                           .full_url = full_url_,
                           .method = request_.method,
                           .request_fields = request_.fields,
                           .payload = request_.content,
                           .created_at = options_.now(),
                           .exception = failure_};
        if (answer_.response) {
            parts.response_code = answer_.response->status;
            keep_content(*answer_.response, parts);
            parts.response = std::move(answer_.response);
        } else if (failure_.type == "requests.exceptions.SSLError") {
            constexpr int certificate_error = 495;
            parts.response_code = certificate_error;
        }
        std::string json = record_json(parts);
        log_draft record = draft_of(json);
        return {.record = std::move(record),
                .json = std::move(json),
                .exception_type = failure_.type,
                .exception = failure_.text,
                .response_code = parts.response_code,
                .redirects = redirects_};
    }

private:
    void check() const {
        using std::chrono::milliseconds;
        constexpr milliseconds longest = std::chrono::hours{24};
        const auto demand = [](bool holds, const char* message) {
            if (!holds) {
                throw std::invalid_argument(message);
            }
        };
        const auto is_token = [](std::string_view text) {
            return !text.empty() && std::all_of(text.begin(), text.end(), http::is_token_char);
        };
        demand(options_.url.find_first_not_of(" \t\n\v\f\r") != std::string::npos &&
                   http::is_utf8(options_.url),
               "url: expected a text that is not blank");
        demand(is_token(options_.method), "method: expected a token, such as GET");
        demand(options_.payload.empty() || nlohmann::json::accept(options_.payload),
               "payload: expected JSON");
        demand(!options_.integration_id || *options_.integration_id >= 1,
               "integration_id: expected at least 1");
        demand(!options_.user_id || *options_.user_id >= 1, "user_id: expected at least 1");
        for (const http::header_field& field : options_.headers) {
            demand(is_token(field.name) && field.value.find_first_of(
                                               std::string_view("\r\n\0", 3)) == std::string::npos,
                   "headers: expected tokens as names and values of one line");
        }
        demand(options_.ca_pem.empty() || options_.ca_file.empty(),
               "ca_pem: expected nothing where there is a ca_file");
        demand(options_.connect_timeout > milliseconds{0} && options_.connect_timeout <= longest,
               "connect_timeout: expected more than 0 and at most 24 hours");
        demand(options_.read_timeout > milliseconds{0} && options_.read_timeout <= longest,
               "read_timeout: expected more than 0 and at most 24 hours");
        demand(options_.most_redirects >= 0, "most_redirects: expected at least 0");
        demand(static_cast<bool>(options_.now), "now: expected a function");
    }

    [[nodiscard]] static std::string read(const std::filesystem::path& file) {
        try {
            std::string text = read_file(file);
            if (!text.empty()) {
                return text;
            }
        } catch (const error& failure) {
            throw error(std::string("ca_file: ") + failure.what());
        }
        throw error("ca_file: " + file.string() + " is empty");
    }

    void make_request() {
        request_.method = options_.method;
        std::transform(request_.method.begin(),
                       request_.method.end(),
                       request_.method.begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
        request_.content = options_.payload;
        request_.fields = {{"User-Agent", "python-requests/2.28.1"},
                           {"Accept-Encoding", "gzip, deflate"},
                           {"Accept", "*/*"},
                           {"Connection", "keep-alive"}};
        for (const http::header_field& field : options_.headers) {
            request_.fields.set(field.name, field.value);
        }
        if (!request_.content.empty()) {
            request_.fields.set("Content-Length", std::to_string(request_.content.size()));
            if (request_.fields.find("Content-Type") == nullptr) {
                request_.fields.add("Content-Type", "application/json");
            }
        } else if (request_.method != "GET" && request_.method != "HEAD") {
            request_.fields.set("Content-Length", "0");
        }
        text_ = options_.url;
        base_url_ = full_url_ = without_userinfo(options_.url);
        if (aim(options_.url)) {
            base_url_ = request_.url.origin();
            text_ = http::to_string(request_.url);
            authorize();
        }
    }

    /// Takes a URL as the one to call, or notes what is wrong with it.
    bool aim(const std::string& text) {
        auto parsed = http::parse_url(text);
        if (const auto* fault = std::get_if<http::url_fault>(&parsed)) {
            // The caller's: a redirect's is percent-encoded by now, as by requests.
            if (*fault == http::url_fault::not_ascii) {
                throw std::invalid_argument(
                    "url: expected a host in ASCII; an international name begins with xn-- then");
            }
            failure_ = *fault == http::url_fault::no_host && !request_.url.scheme.empty()
                           ? python::no_host_in_redirect()
                           : python::no_such_url(*fault, without_white_space_before(text));
            return false;
        }
        next_ = std::get<http::url>(std::move(parsed));
        if (request_.url.scheme.empty()) {
            request_.url = next_;
            note_full_url();
        }
        return true;
    }

    /// A URL that may be malformed, without what may be a password in it.
    [[nodiscard]] static std::string without_userinfo(const std::string& url) {
        const std::size_t authority = url.find("//");
        const std::size_t end = std::min(
            url.find_first_of("/?#", authority == url.npos ? 0 : authority + 2), url.size());
        const std::size_t at = url.substr(0, end).rfind('@');
        return at == std::string::npos
                   ? url
                   : (authority == url.npos ? "" : url.substr(0, authority + 2)) + "***" +
                         url.substr(at);
    }

    [[nodiscard]] static std::string_view
    without_white_space_before(std::string_view text) noexcept {
        return text.substr(std::min(text.find_first_not_of(" \t\n\v\f\r"), text.size()));
    }

    /// What the log names; no user information, for it may be a password.
    void note_full_url() { full_url_ = request_.url.origin() + request_.url.target(); }

    /// Takes the credentials from the URL, if there is a password.
    void authorize() {
        const std::string& userinfo = request_.url.userinfo;
        const std::size_t colon = userinfo.find(':');
        if (colon != std::string::npos) {
            request_.fields.set("Authorization",
                                http::make_basic(http::percent_decode(userinfo.substr(0, colon)),
                                                 http::percent_decode(userinfo.substr(colon + 1))));
        }
    }

    void follow() {
        for (;;) {
            if (request_.url.secure() && context_ == nullptr) {
                context_ = make_tls_client_context(trust_);
            }
            answer_ = shop_exchange(request_, context_.get(), limits_).run();
            failure_ = answer_.failure;
            if (!answer_.response || (failure_ && !answer_.content_alone)) {
                return;
            }
            const auto to = redirect_target(*answer_.response, request_.url);
            if (!to) {
                return;
            }
            failure_ = {};
            if (redirects_ >= options_.most_redirects) {
                failure_ = python::too_many_redirects(options_.most_redirects);
                return;
            }
            if (!aim(*to)) {
                return;
            }
            ++redirects_;
            redirect(request_, answer_.response->status, next_);
            text_ = *to;
            note_full_url();
        }
    }

    /// What raise_for_status() and json() would raise.
    [[nodiscard]] python::exception judge(const http::response& response) const {
        if (response.status >= 400 && response.status < 600) {
            return python::http_error(response.status, response.reason, text_);
        }
        if (answer_.cut || !(options_.expects_json || calls_itself_json(response))) {
            return {};
        }
        std::string text = http::repair_utf8(response.content);
        if (text.starts_with("\xEF\xBB\xBF") && !names_encoding(response)) {
            text.erase(0, 3); // only then it is looked for
        }
        auto fault = python_json_reader(text).find_fault();
        return fault ? python::json_not_decoded(*std::move(fault)) : python::exception{};
    }

    /// Whether the content's type tells its encoding, or lets it be guessed without a look.
    [[nodiscard]] static bool names_encoding(const http::response& response) {
        const std::string* const type = response.fields.find("Content-Type");
        const auto has = [type](std::string_view part) {
            return type != nullptr && type->find(part) != std::string::npos;
        };
        return has("charset=") || has("text") || has("application/json");
    }

    void keep_content(const http::response& response, record_parts& parts) const {
        const std::string_view kept = http::cut_utf8(response.content, options_.kept_content_bytes);
        parts.response_cut = answer_.cut || kept.size() < response.content.size();
        const std::string* const type = response.fields.find("Content-Type");
        // What is no UTF-8 is ISO 8859-1 if it is text that does not say otherwise.
        const bool is_latin1 = type != nullptr && !http::is_utf8(kept) &&
                               http::equal_ignoring_case(type->substr(0, 5), "text/") &&
                               type->find("utf") == std::string::npos &&
                               type->find("UTF") == std::string::npos;
        parts.response_text = is_latin1 ? http::latin1_to_utf8(kept) : http::repair_utf8(kept);
    }

    const shop_call& options_;
    const exchange_limits limits_;
    tls_trust trust_;
    net::tls_context context_;
    shop_request request_;
    http::url next_;
    std::string base_url_;
    std::string full_url_;
    std::string text_; // the URL as exceptions name it
    int redirects_ = 0;
    shop_answer answer_;
    python::exception failure_;
};

} // namespace detail::shop

/// Calls a shop as the platform would (Python's requests 2.28, then raise_for_status() and, for
/// JSON, json()), and makes the log that it would keep.
///
/// What goes wrong with the call is in the result. Each wait for the shop has a deadline; nothing
/// of the process is changed, and no signal is raised. May be called from several threads at once.
/// Unlike requests, each redirect has a connection of its own, cookies and proxies are not used,
/// `localhost` and the names below it are this machine whatever the resolver knows (RFC 6761), and
/// a host that is not ASCII is not encoded: it is given in its ASCII form
/// (`https://xn--bcher-kva.example/`).
/// Credentials are kept out of the log, which is `protected` then (synthetic), but an exception's
/// text names the URL as it was given.
/// @throws std::invalid_argument naming an option that is out of range
/// @throws sendmock::error if the CA file cannot be read, or TLS cannot be set up
[[nodiscard]] inline shop_result call_shop(const shop_call& call) {
    return detail::shop::shop_caller(call).run();
}

} // namespace sendmock

#endif
