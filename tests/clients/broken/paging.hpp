// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_CLIENTS_BROKEN_PAGING_HPP
#define SENDMOCK_TESTS_CLIENTS_BROKEN_PAGING_HPP

#include "clients/honest_client.hpp"
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

/// Clients that lose, repeat or reorder rows.
namespace clients::broken {

class stops_at_an_empty_page : public honest_client {
public:
    using honest_client::honest_client;

protected:
    std::string target_behind(const nlohmann::json& page, const std::string& target) override {
        return results_of(page).empty() ? "" : honest_client::target_behind(page, target);
    }
};

/// Takes a page with fewer rows than the first one for the last.
class stops_at_a_short_page : public honest_client {
public:
    using honest_client::honest_client;

protected:
    std::string target_behind(const nlohmann::json& page, const std::string& target) override {
        const std::size_t rows = results_of(page).size();
        full_ = std::max(full_, rows);
        return rows < full_ ? "" : honest_client::target_behind(page, target);
    }

private:
    std::size_t full_ = 0;
};

class reads_one_page : public honest_client {
public:
    using honest_client::honest_client;

protected:
    std::string target_behind(const nlohmann::json&, const std::string&) override { return ""; }
};

/// Ends at a page without `next` before it has used it.
class drops_the_last_page : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void take(nlohmann::json& page, const log_consumer& use) override {
        if (!target_behind(page, "").empty()) {
            honest_client::take(page, use);
        }
    }
};

/// Returns what it has collected when it comes to an end, of which an empty last page is all.
class forgets_all_at_an_empty_last_page : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void walk(const log_consumer& use) override {
        std::vector<nlohmann::json> logs;
        honest_client::walk([&](const nlohmann::json& log) { logs.push_back(log); });
        if (!last_is_empty_) {
            std::for_each(logs.begin(), logs.end(), use);
        }
    }

    void take(nlohmann::json& page, const log_consumer& use) override {
        last_is_empty_ = results_of(page).empty();
        honest_client::take(page, use);
    }

private:
    bool last_is_empty_ = false;
};

/// Takes `"next":""` for a link to what it was given, and begins anew there.
class follows_an_empty_next : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void walk(const log_consumer& use) override {
        honest_client::walk(use);
        if (std::exchange(begins_anew_, false)) {
            honest_client::walk(use);
        }
    }

    std::string target_behind(const nlohmann::json& page, const std::string& target) override {
        begins_anew_ = page.value("next", nlohmann::json()) == "";
        return honest_client::target_behind(page, target);
    }

private:
    bool begins_anew_ = false;
};

/// Returns what it has collected after each page, and does not empty the collection.
class returns_earlier_pages_again : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void take(nlohmann::json& page, const log_consumer& use) override {
        const auto& rows = results_of(page);
        collected_.insert(collected_.end(), rows.begin(), rows.end());
        std::for_each(collected_.begin(), collected_.end(), use);
    }

private:
    std::vector<nlohmann::json> collected_;
};

/// Takes rows as old as the last one of the page before for ones that it has already.
class drops_ties_at_the_edge : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void take(nlohmann::json& page, const log_consumer& use) override {
        const std::optional<nlohmann::json> edge = last_;
        for (const nlohmann::json& log : results_of(page)) {
            last_ = log.at("created_at");
            if (last_ != edge) {
                use(log);
            }
        }
    }

private:
    std::optional<nlohmann::json> last_;
};

/// Knows rows by their time.
class keeps_one_row_of_each_time : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void take(nlohmann::json& page, const log_consumer& use) override {
        for (const nlohmann::json& log : results_of(page)) {
            if (seen_.insert(log.at("created_at").get<std::string>()).second) {
                use(log);
            }
        }
    }

private:
    std::set<std::string> seen_;
};

/// Believes that pages overlap by a row.
class drops_the_first_row_of_later_pages : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void take(nlohmann::json& page, const log_consumer& use) override {
        const auto& rows = results_of(page);
        const bool skips = later_ && !rows.empty();
        std::for_each(rows.begin() + (skips ? 1 : 0), rows.end(), use);
        later_ = true;
    }

private:
    bool later_ = false;
};

class returns_rows_by_id : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void walk(const log_consumer& use) override {
        std::map<std::int64_t, nlohmann::json> logs;
        honest_client::walk([&](const nlohmann::json& log) {
            logs.emplace(log.at("id").get<std::int64_t>(), log);
        });
        for (const auto& [id, log] : logs) {
            use(log);
        }
    }
};

/// Returns a page once it has the next one.
class returns_each_page_behind_the_next : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void take(nlohmann::json& page, const log_consumer& use) override {
        if (held_.is_null() && !target_behind(page, "").empty()) {
            held_ = page;
            return;
        }
        honest_client::take(page, use);
        if (nlohmann::json held = std::exchange(held_, nullptr); !held.is_null()) {
            honest_client::take(held, use);
        }
    }

private:
    nlohmann::json held_;
};

/// Looks for what comes behind the last page.
class asks_for_null_at_the_end : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void walk(const log_consumer& use) override {
        honest_client::walk(use);
        static_cast<void>(ask("/null"));
    }
};

/// Goes back a page at the end, to see whether anything has changed.
class follows_previous_at_the_end : public honest_client {
public:
    using honest_client::honest_client;

protected:
    std::string target_behind(const nlohmann::json& page, const std::string& target) override {
        const std::string next = honest_client::target_behind(page, target);
        const nlohmann::json previous = page.value("previous", nlohmann::json());
        if (next.empty() && previous.is_string()) {
            static_cast<void>(page_at(target_of(previous.get<std::string>())));
        }
        return next;
    }
};

} // namespace clients::broken

#endif
