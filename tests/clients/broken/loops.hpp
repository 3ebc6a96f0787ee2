// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_CLIENTS_BROKEN_LOOPS_HPP
#define SENDMOCK_TESTS_CLIENTS_BROKEN_LOOPS_HPP

#include "clients/honest_client.hpp"
#include <nlohmann/json.hpp>

#include <set>
#include <stdexcept>
#include <string>

/// Clients that go on for ever, or cannot go on for long.
namespace clients::broken {

class follows_links_for_ever : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void walk(const log_consumer& use) override {
        for (std::string target = first_; !target.empty();) {
            nlohmann::json page = page_at(target);
            take(page, use);
            target = target_behind(page, target);
        }
    }
};

/// Notices a page that leads to itself, and no longer circle.
class follows_circles_for_ever : public follows_links_for_ever {
public:
    using follows_links_for_ever::follows_links_for_ever;

protected:
    std::string target_behind(const nlohmann::json& page, const std::string& target) override {
        const std::string next = honest_client::target_behind(page, target);
        return next == target ? throw std::runtime_error("the link leads to itself") : next;
    }
};

/// Ends where links go round, as if it were the end.
class takes_a_circle_for_the_end : public honest_client {
public:
    using honest_client::honest_client;

protected:
    std::string target_behind(const nlohmann::json& page, const std::string& target) override {
        seen_.insert(target);
        const std::string next = honest_client::target_behind(page, target);
        return seen_.contains(next) ? "" : next;
    }

private:
    std::set<std::string> seen_;
};

/// Calls itself for each page, as often as usual limits of recursion allow.
class recurs_for_each_page : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void walk(const log_consumer& use) override { walk_from(first_, 1, use); }

private:
    void walk_from(const std::string& target, int depth, const log_consumer& use) {
        constexpr int most = 1000;
        if (depth > most) {
            throw std::runtime_error("maximum recursion depth exceeded");
        }
        nlohmann::json page = page_at(target);
        take(page, use);
        const std::string next = target_behind(page, target);
        if (next == target) {
            throw std::runtime_error("the link leads to itself");
        }
        if (!next.empty()) {
            walk_from(next, depth + 1, use);
        }
    }
};

} // namespace clients::broken

#endif
