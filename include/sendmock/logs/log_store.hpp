// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_LOG_STORE_HPP
#define SENDMOCK_LOGS_LOG_STORE_HPP

#include <sendmock/error.hpp>
#include <sendmock/logs/detail/log_index.hpp>
#include <sendmock/logs/detail/writer_first_mutex.hpp>
#include <sendmock/logs/log_record.hpp>
#include <sendmock/logs/log_source.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace sendmock {

/// Thrown where a log is to be added whose id exists already.
class duplicate_id : public error {
public:
    explicit duplicate_id(std::int64_t id)
        : error("a log with id " + std::to_string(id) + " exists already"), id_(id) {}

    [[nodiscard]] std::int64_t id() const noexcept { return id_; }

private:
    std::int64_t id_;
};

/// Logs in memory. Every member may be called from any thread; a reader sees each change whole or
/// not at all. An integration is known once a record names it, until replace(), and while it is
/// among the added ones.
class log_store final : public log_source {
public:
    using record_ptr = std::shared_ptr<const log_record>;

    log_store() = default;

    /// @throws duplicate_id
    explicit log_store(std::vector<log_record> records) { insert(std::move(records)); }

    /// Costs O(log n + offset + limit). Changes wait until visit returns.
    void read(const log_window& window, const visitor& visit) const override {
        const std::shared_lock lock{mutex_};
        const auto* index = &contents_.all;
        if (window.integration_id) {
            const auto found = contents_.integrations.find(*window.integration_id);
            if (found == contents_.integrations.end()) {
                visit({});
                return;
            }
            index = &found->second;
        }
        visit(index->rows(window));
    }

    [[nodiscard]] std::size_t size() const override {
        const std::shared_lock lock{mutex_};
        return contents_.owned.size();
    }

    [[nodiscard]] bool has_integration(std::int64_t integration_id) const override {
        const std::shared_lock lock{mutex_};
        return contents_.integrations.contains(integration_id) ||
               added_integrations_.contains(integration_id);
    }

    /// Adds all records or none.
    /// @throws duplicate_id, also where two of them share an id
    void insert(std::vector<log_record> records) {
        auto added = contents_of(share(std::move(records)));
        const std::unique_lock lock{mutex_};
        merge(added);
    }

    /// Adds all drafts or none, and returns the records in the same order. Those that name no id
    /// get the ones after the largest that is stored or named; the first of an empty store is 1.
    /// @throws duplicate_id, and error where no larger id is left
    std::vector<record_ptr> create(std::vector<log_draft> drafts) {
        const std::unique_lock lock{mutex_};
        auto largest = contents_.owned.empty() ? 0 : contents_.owned.rbegin()->first;
        for (const auto& draft : drafts) {
            largest = std::max(largest, draft.id().value_or(0));
        }
        std::vector<record_ptr> records;
        records.reserve(drafts.size());
        for (auto& draft : drafts) {
            if (!draft.id()) {
                if (largest == std::numeric_limits<std::int64_t>::max()) {
                    throw error("no id is left after " + std::to_string(largest));
                }
                ++largest;
            }
            records.push_back(
                std::make_shared<const log_record>(std::move(draft).complete(largest)));
        }
        auto added = contents_of(records);
        merge(added);
        return records;
    }

    /// Removes a log; false where there is none of this id.
    bool erase(std::int64_t id) {
        record_ptr removed; // freed after the lock
        const std::unique_lock lock{mutex_};
        const auto found = contents_.owned.find(id);
        if (found == contents_.owned.end()) {
            return false;
        }
        removed = std::move(found->second);
        contents_.owned.erase(found);
        contents_.all.remove(*removed);
        if (const auto integration = removed->integration_id()) {
            contents_.integrations.find(*integration)->second.remove(*removed);
        }
        return true;
    }

    /// Puts these logs in place of all, and forgets every integration that they do not name.
    /// @throws duplicate_id, and then nothing is changed
    void replace(const std::vector<record_ptr>& records) {
        auto replacement = contents_of(records); // holds the old contents in the end
        const std::unique_lock lock{mutex_};
        std::swap(contents_, replacement);
        ++replacements_;
    }

    /// As replace() of shared records.
    void replace(std::vector<log_record> records) { replace(share(std::move(records))); }

    /// How often replace() put other logs in place of all.
    [[nodiscard]] std::uint64_t replacements() const noexcept { return replacements_; }

    /// Makes integrations known that need not have any log.
    void add_integrations(std::span<const std::int64_t> ids) {
        const std::unique_lock lock{mutex_};
        added_integrations_.insert(ids.begin(), ids.end());
    }

    /// As add_integrations(), in place of all that were added before.
    void set_integrations(std::span<const std::int64_t> ids) {
        std::set<std::int64_t> added(ids.begin(), ids.end());
        const std::unique_lock lock{mutex_};
        added_integrations_.swap(added);
    }

    /// All logs at one moment; the records are shared with the store, not copied.
    [[nodiscard]] std::vector<record_ptr>
    snapshot(ordering order = ordering::created_at_descending) const {
        const std::shared_lock lock{mutex_};
        std::vector<record_ptr> records;
        records.reserve(contents_.owned.size());
        if (order == ordering::id_descending) {
            std::for_each(contents_.owned.rbegin(), contents_.owned.rend(), [&](const auto& entry) {
                records.push_back(entry.second);
            });
        } else {
            for (const auto& entry : contents_.all.by_time()) {
                records.push_back(contents_.owned.find(entry.first.id)->second);
            }
        }
        return records;
    }

private:
    struct contents {
        std::map<std::int64_t, record_ptr> owned;
        detail::log_index all;
        std::map<std::int64_t, detail::log_index> integrations;
    };

    static std::vector<record_ptr> share(std::vector<log_record> records) {
        std::vector<record_ptr> shared;
        shared.reserve(records.size());
        for (auto& record : records) {
            shared.push_back(std::make_shared<const log_record>(std::move(record)));
        }
        return shared;
    }

    static contents contents_of(const std::vector<record_ptr>& records) {
        contents made;
        for (const auto& record : records) {
            if (!made.owned.emplace(record->id(), record).second) {
                throw duplicate_id(record->id());
            }
            made.all.add(*record);
            if (const auto integration = record->integration_id()) {
                made.integrations[*integration].add(*record);
            }
        }
        return made;
    }

    /// Moves the nodes of added over, so that nothing can fail half-way.
    void merge(contents& added) {
        for (const auto& entry : added.owned) {
            if (contents_.owned.contains(entry.first)) {
                throw duplicate_id(entry.first);
            }
        }
        contents_.owned.merge(added.owned);
        contents_.all.merge(added.all);
        contents_.integrations.merge(added.integrations);
        for (auto& [id, index] : added.integrations) { // those that were known before
            contents_.integrations.find(id)->second.merge(index);
        }
    }

    mutable detail::writer_first_mutex mutex_; // guards contents_ and added_integrations_
    contents contents_;
    std::set<std::int64_t> added_integrations_;
    std::atomic<std::uint64_t> replacements_{0};
};

} // namespace sendmock

#endif
