// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_PAGING_CLIENT_HPP
#define SENDMOCK_TESTS_SUPPORT_PAGING_CLIENT_HPP

#include <sendmock/server/endpoint.hpp>

#include <httplib.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::tests {

/// A page as a client reads it.
struct fetched_page {
    std::vector<nlohmann::json> logs{};
    std::optional<std::string> next{};
    std::optional<std::string> previous{};
};

/// Gets pages over one connection, with credentials, and never waits long.
class page_reader {
public:
    /// @param before_request  called before each request but the first, when none is under way
    explicit page_reader(endpoint at, std::function<void()> before_request = {})
        : at_(std::move(at)),
          origin_(at_.url.substr(0, at_.url.find('/', at_.url.find("://") + 3))),
          before_request_(std::move(before_request)),
          connection_(origin_) {
        constexpr std::chrono::seconds patience{10};
        connection_.set_connection_timeout(patience);
        connection_.set_read_timeout(patience);
        connection_.set_write_timeout(patience);
        connection_.set_keep_alive(true);
        connection_.set_tcp_nodelay(true);
        connection_.set_basic_auth(at_.key, at_.secret);
    }

    [[nodiscard]] const std::string& first_url() const noexcept { return at_.url; }

    /// Requests a page by its full URL.
    /// @throws std::runtime_error if the answer is no page, does not come, or would come from
    /// another origin
    [[nodiscard]] fetched_page get(const std::string& url) {
        if (!url.starts_with(origin_ + '/')) {
            throw std::runtime_error(url + " leads away from " + origin_);
        }
        if (requested_ && before_request_) {
            before_request_();
        }
        requested_ = true;
        const auto answer = connection_.Get(url.substr(origin_.size()));
        if (!answer) {
            throw std::runtime_error(url + ": " + httplib::to_string(answer.error()));
        }
        if (answer->status != 200) {
            throw std::runtime_error(url + ": status " + std::to_string(answer->status));
        }
        const auto body = nlohmann::json::parse(answer->body);
        return {.logs = body.at("results").get<std::vector<nlohmann::json>>(),
                .next = link_at(body.at("next")),
                .previous = link_at(body.at("previous"))};
    }

    /// Sends no credentials from now on, as a client should never do.
    void forget_credentials() { connection_.set_basic_auth("", ""); }

private:
    [[nodiscard]] static std::optional<std::string> link_at(const nlohmann::json& link) {
        return link.is_null() ? std::nullopt : std::optional(link.get<std::string>());
    }

    const endpoint at_;
    const std::string origin_;
    const std::function<void()> before_request_;
    httplib::Client connection_;
    bool requested_ = false;
};

/// Takes each log as a client reads it.
using log_consumer = std::function<void(const nlohmann::json&)>;

/// How a client reads all logs; an exception says that it could not.
using paging_client = std::function<void(page_reader&, const log_consumer&)>;

/// Gets pages, but none twice: the service repeats links where over 1,000 logs have one time.
class guarded_reader {
public:
    explicit guarded_reader(page_reader& pages) : pages_(pages) {}

    /// @throws std::runtime_error as `page_reader::get`, and if the URL was requested before
    [[nodiscard]] fetched_page get(const std::string& url) {
        if (!requested_.insert(url).second) {
            throw std::runtime_error("the service repeats the link " + url);
        }
        return pages_.get(url);
    }

private:
    page_reader& pages_;
    std::set<std::string> requested_;
};

/// The reference client: reads from the first page to the last.
inline void read_forward(page_reader& pages, const log_consumer& yield) {
    guarded_reader guarded(pages);
    for (std::optional<std::string> url = pages.first_url(); url;) {
        const fetched_page page = guarded.get(*url);
        for (const nlohmann::json& log : page.logs) {
            yield(log);
        }
        url = page.next;
    }
}

/// The reference client for the way back: goes to the last page, and reads from there to the first,
/// the last log first.
inline void read_backward(page_reader& pages, const log_consumer& yield) {
    guarded_reader guarded(pages);
    fetched_page page = guarded.get(pages.first_url());
    while (page.next) {
        page = guarded.get(*page.next);
    }
    for (;;) {
        for (auto log = page.logs.rbegin(); log != page.logs.rend(); ++log) {
            yield(*log);
        }
        if (!page.previous) {
            return;
        }
        page = guarded.get(*page.previous);
    }
}

} // namespace sendmock::tests

#endif
