// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_CLIENTS_BROKEN_FAILURES_HPP
#define SENDMOCK_TESTS_CLIENTS_BROKEN_FAILURES_HPP

#include <sendmock/server/endpoint.hpp>

#include "clients/honest_client.hpp"
#include "clients/honest_policies.hpp"
#include <httplib.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <string>
#include <thread>
#include <utility>

/// Clients that take failures for something else, or never give up.
namespace clients::broken {

inline constexpr const char* empty_last_page = R"({"next":null,"results":[]})";

/// Takes these statuses for the end of the logs.
template <int First, int Last>
class takes_for_the_end : public honest_client {
public:
    using honest_client::honest_client;

protected:
    std::string content_of(const httplib::Result& answer) const override {
        return answer && answer->status >= First && answer->status <= Last
                   ? empty_last_page
                   : honest_client::content_of(answer);
    }
};

/// Takes 404 for the end once it has a page.
class takes_404_for_the_end_later : public honest_client {
public:
    using honest_client::honest_client;

protected:
    std::string content_at(const std::string& target) override {
        const httplib::Result answer = ask(target);
        return answer && answer->status == 404 && target != first_ ? empty_last_page
                                                                   : content_of(answer);
    }
};

/// Takes content for whole however it ends.
class takes_content_that_is_cut_off : public honest_client {
public:
    using honest_client::honest_client;

protected:
    std::string content_at(const std::string& target) override {
        bool meant = false;
        std::string content;
        const httplib::Result answer = connection_.Get(
            target,
            [&](const httplib::Response& head) {
                meant = head.status == 200 && is_concerned(head);
                return true;
            },
            [&](const char* data, std::size_t size) {
                content.append(data, size);
                return true;
            });
        if (answer && answer->status == 200) {
            return content;
        }
        return meant ? content : content_of(answer);
    }

    [[nodiscard]] virtual bool is_concerned(const httplib::Response& head) const {
        return head.has_header("Content-Length");
    }
};

class takes_chunks_without_an_end : public takes_content_that_is_cut_off {
public:
    using takes_content_that_is_cut_off::takes_content_that_is_cut_off;

protected:
    bool is_concerned(const httplib::Response& head) const override {
        return !head.has_header("Content-Length");
    }
};

class takes_a_lost_connection_for_the_end : public honest_client {
public:
    using honest_client::honest_client;

protected:
    std::string content_of(const httplib::Result& answer) const override {
        return !answer && answer.error() == httplib::Error::Read
                   ? empty_last_page
                   : honest_client::content_of(answer);
    }
};

class takes_a_tls_failure_for_the_end : public honest_client {
public:
    using honest_client::honest_client;

protected:
    std::string content_of(const httplib::Result& answer) const override {
        const bool is_secure = origin_.starts_with("https:");
        return !answer && is_secure ? empty_last_page : honest_client::content_of(answer);
    }
};

class takes_a_time_out_for_the_end : public honest_client {
public:
    takes_a_time_out_for_the_end(const sendmock::endpoint& at, std::chrono::milliseconds timeout)
        : honest_client(at, timeout), timeout_(timeout) {}

protected:
    std::string content_at(const std::string& target) override {
        const auto begin = std::chrono::steady_clock::now();
        const httplib::Result answer = ask(target);
        return !answer && std::chrono::steady_clock::now() - begin >= timeout_ * 9 / 10
                   ? empty_last_page
                   : content_of(answer);
    }

private:
    const std::chrono::milliseconds timeout_;
};

class never_times_out : public honest_client {
public:
    never_times_out(const sendmock::endpoint& at, std::chrono::milliseconds /*timeout*/)
        : honest_client(at, std::chrono::hours{1}) {}
};

class takes_what_is_no_json_for_an_empty_page : public honest_client {
public:
    using honest_client::honest_client;

protected:
    nlohmann::json page_at(const std::string& target) override {
        const auto page = nlohmann::json::parse(content_at(target), nullptr, false);
        return page.is_discarded() ? nlohmann::json::parse(empty_last_page) : page;
    }
};

/// Takes what is missing for empty.
class takes_any_json_for_a_page : public honest_client {
public:
    using honest_client::honest_client;

protected:
    nlohmann::json page_at(const std::string& target) override {
        nlohmann::json page = honest_client::page_at(target);
        page = page.is_object() ? page : nlohmann::json::object();
        if (!page.contains("results")) {
            page["results"] = nlohmann::json::array();
        }
        return page;
    }
};

class takes_null_for_no_rows : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void take(nlohmann::json& page, const log_consumer& use) override {
        if (!page.at("results").is_null()) {
            honest_client::take(page, use);
        }
    }
};

/// Asks again as long as the answer has that status.
template <int Status>
class retries_for_ever : public honest_client {
public:
    using honest_client::honest_client;

protected:
    httplib::Result ask(const std::string& target) override {
        for (;;) {
            httplib::Result answer = honest_client::ask(target);
            if (!answer || answer->status != Status) {
                return answer;
            }
        }
    }
};

/// Asks again as long as there is no answer: too often, if not for ever.
class reconnects_too_often : public honest_client {
public:
    using honest_client::honest_client;

protected:
    httplib::Result ask(const std::string& target) override {
        constexpr int most = 25;
        for (int attempt = 1;; ++attempt) {
            httplib::Result answer = honest_client::ask(target);
            if (answer || answer.error() == httplib::Error::SSLServerVerification ||
                attempt == most) {
                return answer;
            }
        }
    }
};

/// Begins anew after a failure, and returns what it has returned before.
class restarts_with_duplicates : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void walk(const log_consumer& use) override {
        try {
            honest_client::walk(use);
        } catch (const std::exception&) {
            honest_client::walk(use);
        }
    }
};

/// Asks once more where it should twice.
class retries_once : public honest_client {
public:
    using honest_client::honest_client;

protected:
    httplib::Result ask(const std::string& target) override {
        httplib::Result answer = honest_client::ask(target);
        return answer && answer->status == 503 ? honest_client::ask(target) : std::move(answer);
    }
};

class retries_at_once : public retrying {
public:
    using retrying::retrying;

protected:
    std::chrono::seconds asked_pause(const httplib::Response&) const override {
        return std::chrono::seconds{0};
    }
};

/// Knows Retry-After as seconds alone.
class takes_a_date_for_no_time : public retrying {
public:
    using retrying::retrying;

protected:
    std::chrono::seconds asked_pause(const httplib::Response& answer) const override {
        return answer.get_header_value("Retry-After").ends_with("GMT")
                   ? std::chrono::seconds{0}
                   : retrying::asked_pause(answer);
    }
};

/// Waits as long as Retry-After asks; here no more than a second and a half.
class waits_for_any_retry_after : public retrying {
public:
    using retrying::retrying;

protected:
    std::chrono::seconds asked_pause(const httplib::Response& answer) const override {
        const auto asked = retrying::asked_pause(answer);
        if (asked > std::chrono::hours{1}) {
            std::this_thread::sleep_for(std::chrono::milliseconds{1500});
        }
        return asked;
    }
};

} // namespace clients::broken

#endif
