// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_LOG_STORE_HPP
#define SENDMOCK_LOGS_LOG_STORE_HPP

#include <sendmock/error.hpp>
#include <sendmock/logs/detail/generated_reader.hpp>
#include <sendmock/logs/detail/layered_rows.hpp>
#include <sendmock/logs/detail/log_index.hpp>
#include <sendmock/logs/generated_logs.hpp>
#include <sendmock/logs/generated_sequence.hpp>
#include <sendmock/logs/log_data.hpp>
#include <sendmock/logs/log_record.hpp>
#include <sendmock/logs/log_source.hpp>
#include <sendmock/logs/writer_first_mutex.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sendmock {

/// Logs in memory, perhaps over generated ones, which take none. Every member may be called from
/// any thread; a reader sees each change whole or not at all. An integration is known once a record
/// names it, until replace(), and while it is among the added ones.
class log_store final : public log_source {
public:
    log_store() = default;

    /// @throws duplicate_id
    explicit log_store(const std::vector<log_record>& records) { insert(records); }

    /// @throws std::invalid_argument as generated_logs::check
    explicit log_store(const generated_logs& generated) { replace(generated); }

    /// Costs O(log n + offset + limit), and generated logs that are passed over: for an integration
    /// as many for each row as there are shops, divided by the share of logs that name an owner;
    /// and each that was removed. Changes wait until visit returns.
    void read(const log_window& window, const visitor& visit) const override {
        const std::shared_lock lock{mutex_};
        if (!contents_.generated) {
            visit(contents_.stored_rows(window));
            return;
        }
        const detail::layered_rows layers(
            window, contents_.stored_rows_below(window), *contents_.generated, contents_.without);
        visit(layers.rows());
    }

    [[nodiscard]] std::size_t size() const override {
        const std::shared_lock lock{mutex_};
        return contents_.size();
    }

    [[nodiscard]] bool has_integration(std::int64_t integration_id) const override {
        const std::shared_lock lock{mutex_};
        return contents_.integrations.contains(integration_id) ||
               (contents_.generated && contents_.generated->has_integration(integration_id)) ||
               added_integrations_.contains(integration_id);
    }

    /// Adds all records or none.
    /// @throws duplicate_id, also where two of them share an id
    void insert(const std::vector<log_record>& records) { apply({.inserted = records}); }

    /// Adds all drafts or none, and returns the records in the same order. Those that name no id
    /// get the ones after the largest that is there or named; the first of an empty store is 1.
    /// @throws duplicate_id, and error where no larger id is left
    std::vector<log_record> create(std::vector<log_draft> drafts) {
        const std::unique_lock lock{mutex_};
        auto largest = contents_.largest_id();
        for (const auto& draft : drafts) {
            largest = std::max(largest, draft.id().value_or(0));
        }
        std::vector<log_record> records;
        records.reserve(drafts.size());
        for (auto& draft : drafts) {
            if (!draft.id()) {
                if (largest == std::numeric_limits<std::int64_t>::max()) {
                    throw error("no id is left after " + std::to_string(largest));
                }
                ++largest;
            }
            records.push_back(std::move(draft).complete(largest));
        }
        auto added = contents_of(records);
        contents_.check_new(added, {});
        contents_.take(added);
        return records;
    }

    /// Removes a log; false where there is none of this id.
    bool erase(std::int64_t id) {
        std::optional<log_record> removed; // freed after the lock
        const std::unique_lock lock{mutex_};
        return contents_.erase(id, removed);
    }

    /// Puts other logs in place of all, and forgets every integration that they do not name. Logs
    /// can be added to generated ones and removed from them, too.
    /// @throws duplicate_id, and std::invalid_argument as generated_logs::check; nothing is changed
    /// then
    void replace(const log_data& data) { apply({.replaced = data}); }

    /// Changes several things at once.
    /// @throws duplicate_id, and std::invalid_argument as generated_logs::check; nothing is changed
    /// then
    void apply(const log_change& change) {
        contents replacement; // holds the old contents in the end
        if (change.replaced) {
            replacement = contents_of(*change.replaced);
        }
        contents added = contents_of(change.inserted);
        std::vector<std::optional<log_record>> removed(
            change.erased.size()); // freed after the lock
        const std::set<std::int64_t> erased(change.erased.begin(), change.erased.end());
        const std::unique_lock lock{mutex_};
        (change.replaced ? replacement : contents_).check_new(added, erased);
        if (change.replaced) {
            std::swap(contents_, replacement);
            ++replacements_;
        }
        for (std::size_t at = 0; at < removed.size(); ++at) {
            contents_.erase(change.erased[at], removed[at]);
        }
        contents_.take(added);
    }

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

    /// All logs at one moment. Generated ones are made for it, after the moment, so that nobody
    /// waits; it wants memory for all of them.
    /// @throws std::length_error or std::bad_alloc where they are too many
    [[nodiscard]] std::vector<log_record>
    snapshot(ordering order = ordering::created_at_descending) const {
        const log_window everything{.ordering = order,
                                    .limit = std::numeric_limits<std::size_t>::max()};
        std::vector<log_record> stored;
        std::vector<log_row> rows; // of stored
        std::shared_ptr<const generated_sequence> generated;
        detail::generated_reader::index_set without;
        {
            const std::shared_lock lock{mutex_};
            rows = contents_.stored_rows(everything);
            stored.reserve(rows.size());
            for (const log_row& row : rows) {
                stored.push_back(contents_.owned.find(row.id)->second);
            }
            generated = contents_.generated;
            without = contents_.without;
        }
        if (!generated) {
            return stored;
        }
        std::vector<log_record> records;
        records.reserve(stored.size() + generated->size() - without.size());
        detail::generated_reader reader(*generated, everything, without);
        detail::visit_layers(
            everything,
            rows,
            reader,
            [&](const log_row& row) {
                records.push_back(stored[static_cast<std::size_t>(&row - rows.data())]);
            },
            [&] { records.push_back(generated->record(reader.index())); });
        return records;
    }

    /// Whether there are generated logs, which may be more than memory holds.
    [[nodiscard]] bool has_generated() const {
        const std::shared_lock lock{mutex_};
        return contents_.generated != nullptr;
    }

private:
    struct contents {
        std::map<std::int64_t, log_record> owned{};
        detail::log_index all{}; // this and the next refer to owned
        std::map<std::int64_t, detail::log_index> integrations{};
        std::shared_ptr<const generated_sequence> generated{}; // null for none
        detail::generated_reader::index_set without{};         // of generated, those removed

        /// @param removed  gets the record, if it is a stored one
        bool erase(std::int64_t id, std::optional<log_record>& removed) {
            const auto found = owned.find(id);
            if (found == owned.end()) {
                const auto index = generated_index(id);
                return index && without.insert(*index).second;
            }
            const log_record& record = found->second;
            removed = record;
            all.remove(record);
            if (const auto integration = record.integration_id()) {
                integrations.find(*integration)->second.remove(record);
            }
            owned.erase(found);
            return true;
        }

        /// Moves the nodes of added over, whose ids are not there, so that nothing can fail
        /// half-way.
        void take(contents& added) {
            owned.merge(added.owned);
            all.merge(added.all);
            integrations.merge(added.integrations);
            for (auto& [id, index] : added.integrations) { // those that were known before
                integrations.find(id)->second.merge(index);
            }
        }

        [[nodiscard]] std::size_t size() const noexcept {
            return owned.size() + (generated ? generated->size() - without.size() : 0);
        }

        [[nodiscard]] bool has(std::int64_t id) const {
            const auto index = generated_index(id);
            return owned.contains(id) || (index && !without.contains(*index));
        }

        /// The place of a generated log, removed or not.
        [[nodiscard]] std::optional<std::uint64_t> generated_index(std::int64_t id) const {
            return generated ? generated->find(id) : std::nullopt;
        }

        /// @param erased  ids that go before the others come
        /// @throws duplicate_id if one of the others is there and stays
        void check_new(const contents& added, const std::set<std::int64_t>& erased) const {
            for (const auto& entry : added.owned) {
                if (has(entry.first) && !erased.contains(entry.first)) {
                    throw duplicate_id(entry.first);
                }
            }
        }

        [[nodiscard]] std::int64_t largest_id() const {
            const std::int64_t stored = owned.empty() ? 0 : owned.rbegin()->first;
            std::uint64_t left = generated ? generated->size() : 0;
            while (left != 0 && without.contains(left - 1)) {
                --left;
            }
            return left == 0 ? stored : std::max(stored, generated->id(left - 1));
        }

        [[nodiscard]] std::vector<log_row> stored_rows(const log_window& window) const {
            if (!window.integration_id) {
                return all.rows(window);
            }
            const auto found = integrations.find(*window.integration_id);
            return found == integrations.end() ? std::vector<log_row>{}
                                               : found->second.rows(window);
        }

        /// Those among which the window may be, whatever lies between them.
        [[nodiscard]] std::vector<log_row> stored_rows_below(log_window window) const {
            window.limit = detail::rows_needed(window);
            window.offset = 0;
            return stored_rows(window);
        }
    };

    static contents contents_of(const std::vector<log_record>& records) {
        contents made;
        for (const auto& given : records) {
            const auto [place, is_new] = made.owned.emplace(given.id(), given);
            if (!is_new) {
                throw duplicate_id(given.id());
            }
            const log_record& record = place->second; // which stays where it is
            made.all.add(record);
            if (const auto integration = record.integration_id()) {
                made.integrations[*integration].add(record);
            }
        }
        return made;
    }

    static contents contents_of(const log_data& data) {
        if (const auto* generated = std::get_if<generated_logs>(&data)) {
            return {.generated = std::make_shared<const generated_sequence>(*generated)};
        }
        return contents_of(std::get<std::vector<log_record>>(data));
    }

    mutable writer_first_mutex mutex_; // guards contents_ and added_integrations_
    contents contents_;
    std::set<std::int64_t> added_integrations_;
    std::atomic<std::uint64_t> replacements_{0};
};

} // namespace sendmock

#endif
