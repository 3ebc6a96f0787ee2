// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_RECORDED_WALK_HPP
#define SENDMOCK_TESTS_SUPPORT_RECORDED_WALK_HPP

#include <sendmock/journal/exchange.hpp>
#include <sendmock/server/mock_server.hpp>
#include <sendmock/service/logs_service.hpp>

#include "support/paging_case.hpp"
#include "support/paging_client.hpp"
#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::tests {

/// An answer of the service. What is no page has no logs and no links.
struct served_page {
    int status = 0;
    std::vector<nlohmann::json> logs{};
    std::optional<std::string> next{};
    std::optional<std::string> previous{};
};

enum class direction { forward, backward };

/// What a client did, as it says itself and as the server saw it.
struct recorded_walk {
    tests::direction direction = tests::direction::forward;
    std::vector<nlohmann::json> yielded{}; ///< the logs that the client read
    std::string failure{};         ///< why it could not read all; empty if it says that it could
    std::size_t most_requests = 0; ///< that can be needed
    bool stopped = false;          ///< it wanted more than those
    std::vector<exchange> requests{};
    std::vector<served_page> served{}; ///< the answers to the requests
};

/// For each request of a walk the link that leads on from its answer; nothing at the end.
[[nodiscard]] inline std::vector<std::optional<std::string>>
links_onward(const recorded_walk& walk) {
    std::vector<std::optional<std::string>> links;
    bool back = false;
    for (const served_page& page : walk.served) {
        back = back || (walk.direction == direction::backward && !page.next);
        links.push_back(back ? page.previous : page.next);
    }
    return links;
}

/// The logs of the answers that the client was to yield, in the order in which it was to.
[[nodiscard]] inline std::vector<nlohmann::json> served_logs(const recorded_walk& walk) {
    std::vector<nlohmann::json> served;
    bool back = false;
    for (const served_page& page : walk.served) {
        back = back || !page.next;
        if (walk.direction == direction::forward) {
            served.insert(served.end(), page.logs.begin(), page.logs.end());
        } else if (back) {
            served.insert(served.end(), page.logs.rbegin(), page.logs.rend());
        }
    }
    return served;
}

/// Lets a client walk over an account of its own, and changes the data between its requests.
class walk_recorder {
public:
    /// @param account  key of the account, which is added anew
    walk_recorder(mock_server& server,
                  const paging_case& given,
                  direction towards,
                  std::string account = "walker")
        : given_(given),
          url_(server.logs_url()),
          others_(server.journal()),
          last_of_others_(others_.last_number()) {
        account_options options{.key = std::move(account), .secret = "clé:sécret", .logs = {}};
        options.settings = {.page_size = given.page_size(1), .ordering = given.ordering};
        std::size_t inserts = 0;
        std::vector<log_record> at_first;
        for (const case_log& log : given.logs) {
            if (log.inserted_before == 0) {
                at_first.push_back(log.record());
            } else {
                ++inserts;
            }
        }
        options.logs = std::move(at_first);
        account_ = server.add_account(std::move(options));
        walk_.direction = towards;
        // Each insert can push one log to the following page.
        const std::size_t most_logs = given.logs.size() + inserts;
        walk_.most_requests = given.pages_of(most_logs);
        if (towards == direction::backward) {
            walk_.most_requests += most_logs / given.smallest_page();
        }
    }

    [[nodiscard]] recorded_walk record(const paging_client& client) {
        try {
            page_reader pages({.url = url_, .key = account_->key(), .secret = account_->secret()},
                              [this] { before_request(); });
            client(pages, [this](const nlohmann::json& log) { walk_.yielded.push_back(log); });
        } catch (const std::exception& failure) {
            walk_.failure = failure.what();
        }
        note_requests();
        return walk_;
    }

private:
    void before_request() {
        note_requests();
        // One too many is let through, to see what it is.
        if (walk_.requests.size() > walk_.most_requests) {
            walk_.stopped = true;
            throw std::runtime_error("stopped after " + std::to_string(walk_.requests.size()) +
                                     " requests");
        }
        const std::size_t request = walk_.requests.size() + 1;
        for (const case_log& log : given_.logs) {
            if (log.inserted_before == request) {
                account_->logs().insert({log.record()});
            }
            if (log.deleted_before == request) {
                account_->logs().erase(log.id);
            }
        }
        account_settings settings = account_->settings();
        settings.page_size = given_.page_size(request);
        account_->set_settings(settings);
    }

    /// Notes what was requested since the last time.
    void note_requests() {
        for (exchange& entry : account_->journal().requests(last_)) {
            last_ = entry.number;
            note(std::move(entry));
        }
        // Without credentials the server cannot know whose request it is.
        for (exchange& entry : others_.requests(last_of_others_)) {
            last_of_others_ = entry.number;
            note(std::move(entry));
        }
    }

    /// Notes a request, and what the service says to it: the data are still as they were.
    void note(exchange entry) {
        const answer said = service_.respond(
            {.method = entry.method, .target = entry.target, .fields = entry.fields},
            account_->served());
        served_page page{.status = said.response.status};
        if (page.status == 200) {
            const auto body = nlohmann::json::parse(said.response.content);
            page.logs = body.at("results").get<std::vector<nlohmann::json>>();
            page.next = link_at(body.at("next"));
            page.previous = link_at(body.at("previous"));
        }
        walk_.served.push_back(std::move(page));
        walk_.requests.push_back(std::move(entry));
    }

    [[nodiscard]] static std::optional<std::string> link_at(const nlohmann::json& link) {
        return link.is_null() ? std::nullopt : std::optional(link.get<std::string>());
    }

    const paging_case& given_;
    const std::string url_;
    const logs_service service_;
    std::shared_ptr<mock_account> account_;
    std::uint64_t last_ = 0; // number of the last request that was noted
    const request_journal& others_;
    std::uint64_t last_of_others_;
    recorded_walk walk_;
};

/// Lets a client walk over the case's logs on a server.
[[nodiscard]] inline recorded_walk record_walk(mock_server& server,
                                               const paging_case& given,
                                               const paging_client& client,
                                               direction towards = direction::forward) {
    return walk_recorder(server, given, towards).record(client);
}

} // namespace sendmock::tests

#endif
