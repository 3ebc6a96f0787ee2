// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_LOG_STORE_HPP
#define SENDMOCK_LOGS_LOG_STORE_HPP

#include <sendmock/error.hpp>
#include <sendmock/logs/detail/generated_reader.hpp>
#include <sendmock/logs/detail/layered_rows.hpp>
#include <sendmock/logs/detail/log_index.hpp>
#include <sendmock/logs/detail/writer_first_mutex.hpp>
#include <sendmock/logs/generated_logs.hpp>
#include <sendmock/logs/generated_sequence.hpp>
#include <sendmock/logs/log_record.hpp>
#include <sendmock/logs/log_source.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
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

/// Thrown where a log is to be added whose id exists already.
class duplicate_id : public error {
public:
    explicit duplicate_id(std::int64_t id)
        : error("a log with id " + std::to_string(id) + " exists already"), id_(id) {}

    [[nodiscard]] std::int64_t id() const noexcept { return id_; }

private:
    std::int64_t id_;
};

/// What a store is filled with: records, `{}` for none, or generated logs.
class log_data : public std::variant<std::vector<log_record>, generated_logs> {
public:
    using variant::variant;

    log_data(std::initializer_list<log_record> records)
        : variant(std::vector<log_record>(records)) {}
};

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

    /// Costs O(log n + offset + limit), and for an integration's generated logs as many times more
    /// as there are shops. Changes wait until visit returns.
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
    void insert(const std::vector<log_record>& records) {
        auto added = contents_of(records);
        const std::unique_lock lock{mutex_};
        merge(added);
    }

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
        merge(added);
        return records;
    }

    /// Removes a log; false where there is none of this id.
    bool erase(std::int64_t id) {
        std::optional<log_record> removed; // freed after the lock
        const std::unique_lock lock{mutex_};
        const auto found = contents_.owned.find(id);
        if (found == contents_.owned.end()) {
            const auto index = contents_.generated ? contents_.generated->find(id) : std::nullopt;
            return index && contents_.without.insert(*index).second;
        }
        removed = found->second;
        contents_.all.remove(found->second);
        if (const auto integration = removed->integration_id()) {
            contents_.integrations.find(*integration)->second.remove(found->second);
        }
        contents_.owned.erase(found);
        return true;
    }

    /// Puts other logs in place of all, and forgets every integration that they do not name. Logs
    /// can be added to generated ones and removed from them, too.
    /// @throws duplicate_id, and std::invalid_argument as generated_logs::check; nothing is changed
    /// then
    void replace(const log_data& data) {
        const auto* generated = std::get_if<generated_logs>(&data);
        contents replacement = // holds the old contents in the end
            generated != nullptr
                ? contents{.generated = std::make_shared<const generated_sequence>(*generated)}
                : contents_of(std::get<std::vector<log_record>>(data));
        const std::unique_lock lock{mutex_};
        std::swap(contents_, replacement);
        ++replacements_;
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

    /// All logs at one moment. Generated ones are made for it, so it wants memory for all of them.
    [[nodiscard]] std::vector<log_record>
    snapshot(ordering order = ordering::created_at_descending) const {
        const log_window everything{.ordering = order,
                                    .limit = std::numeric_limits<std::size_t>::max()};
        const std::shared_lock lock{mutex_};
        std::vector<log_record> records;
        records.reserve(contents_.size());
        const auto add_stored = [&](const log_row& row) {
            records.push_back(contents_.owned.find(row.id)->second);
        };
        const std::vector<log_row> stored = contents_.stored_rows(everything);
        if (!contents_.generated) {
            std::for_each(stored.begin(), stored.end(), add_stored);
            return records;
        }
        detail::generated_reader generated(*contents_.generated, everything, contents_.without);
        detail::visit_layers(everything, stored, generated, add_stored, [&] {
            records.push_back(contents_.generated->record(generated.index()));
        });
        return records;
    }

private:
    struct contents {
        std::map<std::int64_t, log_record> owned{};
        detail::log_index all{}; // this and the next refer to owned
        std::map<std::int64_t, detail::log_index> integrations{};
        std::shared_ptr<const generated_sequence> generated{}; // null for none
        detail::generated_reader::index_set without{};         // of generated, those removed

        [[nodiscard]] std::size_t size() const noexcept {
            return owned.size() + (generated ? generated->size() - without.size() : 0);
        }

        [[nodiscard]] bool has(std::int64_t id) const {
            const auto index = generated ? generated->find(id) : std::nullopt;
            return owned.contains(id) || (index && !without.contains(*index));
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

    /// Moves the nodes of added over, so that nothing can fail half-way.
    void merge(contents& added) {
        for (const auto& entry : added.owned) {
            if (contents_.has(entry.first)) {
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
