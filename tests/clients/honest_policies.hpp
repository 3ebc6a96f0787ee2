// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_CLIENTS_HONEST_POLICIES_HPP
#define SENDMOCK_TESTS_CLIENTS_HONEST_POLICIES_HPP

#include <sendmock/http/form.hpp>
#include <sendmock/logs/timestamp.hpp>

#include "clients/honest_client.hpp"
#include <httplib.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <exception>
#include <future>
#include <iomanip>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

/// Clients that do what others do not, and keep all invariants none the less.
namespace clients {

/// Asks again after 429, 503 and failures of the connection, three times in all, and not before the
/// time that Retry-After asks for if that is short.
class retrying : public honest_client {
public:
    using honest_client::honest_client;

protected:
    std::string content_at(const std::string& target) override {
        constexpr int most = 3;
        for (int attempt = 1;; ++attempt) {
            const httplib::Result answer = ask(target);
            const bool passes = !answer || answer->status == 503 || answer->status == 429;
            const auto pause = answer ? asked_pause(*answer) : std::chrono::seconds{0};
            if (!passes || attempt == most || pause > std::chrono::seconds{2}) {
                return content_of(answer);
            }
            std::this_thread::sleep_for(std::max<std::chrono::milliseconds>(
                pause, std::chrono::milliseconds{attempt})); // it grows
        }
    }

    [[nodiscard]] virtual std::chrono::seconds asked_pause(const httplib::Response& answer) const {
        const std::string asked = answer.get_header_value("Retry-After");
        const bool is_number =
            !asked.empty() && asked.find_first_not_of("0123456789") == std::string::npos;
        return is_number ? std::chrono::seconds{std::stoll(asked)} : until(asked);
    }

private:
    /// The time from now to an HTTP date; none if it is past, or no date.
    [[nodiscard]] static std::chrono::seconds until(const std::string& date) {
        std::tm parts{};
        std::istringstream text(date);
        text >> std::get_time(&parts, "%a, %d %b %Y %H:%M:%S GMT");
        if (text.fail()) {
            return std::chrono::seconds{0};
        }
        const auto then = std::chrono::system_clock::from_time_t(::timegm(&parts));
        return std::max(
            std::chrono::seconds{0},
            std::chrono::ceil<std::chrono::seconds>(then - std::chrono::system_clock::now()));
    }
};

/// Ends with an error at a page without `next`, be it absent or empty.
class insisting_on_next : public honest_client {
public:
    using honest_client::honest_client;

protected:
    std::string target_behind(const nlohmann::json& page, const std::string& target) override {
        const bool is_link = page.at("next").is_null() || page.at("next") != "";
        return is_link ? honest_client::target_behind(page, target)
                       : throw std::runtime_error("next is empty");
    }
};

/// Follows redirections, within its origin alone.
class redirect_following : public honest_client {
public:
    using honest_client::honest_client;

protected:
    httplib::Result ask(const std::string& target) override {
        constexpr int most = 5;
        httplib::Result answer = honest_client::ask(target);
        for (int hops = 0; hops < most && answer && answer->has_header("Location"); ++hops) {
            answer = honest_client::ask(target_of(answer->get_header_value("Location")));
        }
        return answer;
    }
};

/// Asks its own origin for what links name, whatever origin they name.
class rebasing : public honest_client {
public:
    using honest_client::honest_client;

protected:
    std::string target_of(const std::string& link) override {
        const std::size_t scheme = link.find("://");
        const std::size_t authority = scheme == std::string::npos ? 0 : scheme + 3;
        const std::size_t path = link.find('/', authority);
        return path == std::string::npos ? throw std::runtime_error("no path") : link.substr(path);
    }
};

/// Takes no link but a full one.
class refusing_relative_links : public honest_client {
public:
    using honest_client::honest_client;

protected:
    std::string target_of(const std::string& link) override {
        return link.starts_with('/') ? throw std::runtime_error("a relative link")
                                     : honest_client::target_of(link);
    }
};

/// Takes nothing but the cursor from links, and puts it on the URL that it was given.
class putting_cursors_on_its_url : public honest_client {
public:
    using honest_client::honest_client;

protected:
    std::string target_of(const std::string& link) override {
        std::string cursor;
        for (const auto& [name, value] :
             sendmock::http::parse_form(link.substr(link.find('?') + 1))) {
            cursor = name == "cursor" ? value : cursor;
        }
        std::string target = first_ + (first_.find('?') == std::string::npos ? '?' : '&');
        sendmock::http::append_form_encoded(target += "cursor=", cursor);
        return target;
    }
};

/// Asks for a page while the one before is used.
class prefetching : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void walk(const log_consumer& use) override {
        std::set<std::string> seen{first_};
        nlohmann::json page = page_at(first_);
        for (;;) {
            const std::string target = target_behind(page, "");
            const bool again = !target.empty() && !seen.insert(target).second;
            std::future<nlohmann::json> next;
            if (!target.empty() && !again) {
                next = std::async(std::launch::async, [&] { return page_at(target); });
            }
            take(page, use);
            if (again) {
                throw std::runtime_error("the links go round");
            }
            if (!next.valid()) {
                return;
            }
            page = next.get();
        }
    }
};

/// Opens a connection for each request.
class closing_connections : public honest_client {
public:
    closing_connections(const sendmock::endpoint& at, std::chrono::milliseconds timeout)
        : honest_client(at, timeout) {
        connection_.set_keep_alive(false);
    }
};

/// Returns all logs at the end, or none.
class buffering : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void walk(const log_consumer& use) override {
        std::vector<nlohmann::json> logs;
        honest_client::walk([&](const nlohmann::json& log) { logs.push_back(log); });
        for (const nlohmann::json& log : logs) {
            use(log);
        }
    }
};

/// Begins anew after a failure, once, without what it has read before.
class restarting : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void walk(const log_consumer& use) override {
        std::vector<nlohmann::json> logs;
        const auto keep = [&](nlohmann::json log) { logs.push_back(std::move(log)); };
        try {
            honest_client::walk(keep);
        } catch (const std::exception&) {
            logs.clear();
            honest_client::walk(keep);
        }
        for (const nlohmann::json& log : logs) {
            use(log);
        }
    }
};

/// Probes the first URL, reads all twice, returns what it read the second time, and looks at the
/// last page once more.
class reading_twice : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void walk(const log_consumer& use) override {
        static_cast<void>(page_at(first_));
        honest_client::walk([](const nlohmann::json&) {});
        honest_client::walk(use);
        static_cast<void>(page_at(last_));
    }

    nlohmann::json page_at(const std::string& target) override {
        last_ = target;
        return honest_client::page_at(target);
    }

private:
    std::string last_;
};

/// Returns some members of each log, read into types (zero or empty for what is null or absent),
/// with times in UTC to the millisecond.
class typed : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void take(nlohmann::json& page, const log_consumer& use) override {
        for (const nlohmann::json& log : results_of(page)) {
            const auto time = sendmock::parse_timestamp(log.at("created_at").get<std::string>());
            nlohmann::json made{{"id", log.at("id").get<std::int64_t>()},
                                {"created_at", written(time.value())}};
            for (const char* member : {"response_code", "integration_id", "user_id"}) {
                const auto value = log.value(member, nlohmann::json());
                made[member] = value.is_null() ? 0 : value.get<std::int64_t>();
            }
            for (const char* member : {"base_url", "method", "exception_type", "exception"}) {
                const auto value = log.value(member, nlohmann::json());
                made[member] = value.is_null() ? "" : value.get<std::string>();
            }
            use(made);
        }
    }

    [[nodiscard]] virtual std::string written(sendmock::instant time) const {
        constexpr std::size_t with_fraction = 32;
        std::string text =
            sendmock::to_position(std::chrono::floor<std::chrono::milliseconds>(time));
        text[10] = 'T';
        return text.size() == with_fraction ? text.substr(0, 23) + 'Z' : text;
    }
};

/// The same with times as the Netherlands have them, to the microsecond.
class typed_in_local_time : public typed {
public:
    using typed::typed;

protected:
    std::string written(sendmock::instant time) const override {
        return sendmock::to_service_time(time);
    }
};

/// Returns each page's logs from another thread, one after the other.
class using_threads : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void take(nlohmann::json& page, const log_consumer& use) override {
        std::async(std::launch::async, [&] { honest_client::take(page, use); }).get();
    }
};

} // namespace clients

#endif
