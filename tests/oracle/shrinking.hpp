// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_ORACLE_SHRINKING_HPP
#define SENDMOCK_TESTS_ORACLE_SHRINKING_HPP

#include "oracle/counterexample.hpp"
#include "oracle/data_set.hpp"
#include "oracle/question.hpp"
#include "oracle/shorter_text.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace sendmock::tests {

/// Asks both sides, notes their answers and tells whether they differ.
using asker = std::function<bool(counterexample&)>;

/// Takes the first of all that is one step simpler on which both sides still differ.
class simplification {
public:
    simplification(counterexample& found, const asker& ask) : found_(found), ask_(ask) {}

    /// @return false if there is none
    [[nodiscard]] bool take() {
        return fewer_rows() || shorter_target() || shorter_fields() || plainer_request() ||
               smaller_page() || plainer_rows();
    }

private:
    template <class Change>
    bool step(Change change) {
        counterexample changed = found_;
        change(changed);
        if (!ask_(changed)) {
            return false;
        }
        found_ = std::move(changed);
        return true;
    }

    bool fewer_rows() {
        const std::size_t rows = found_.data.rows.size();
        for (std::size_t run = rows; run > 0; run /= 2) {
            for (std::size_t at = 0; at < rows; at += run) {
                const auto erase = [&](counterexample& changed) {
                    const auto first = changed.data.rows.begin() + static_cast<std::ptrdiff_t>(at);
                    const std::size_t count = std::min(run, rows - at);
                    changed.data.rows.erase(first, first + static_cast<std::ptrdiff_t>(count));
                };
                if (step(erase)) {
                    return true;
                }
            }
        }
        return false;
    }

    bool change_target(const std::string& target) {
        return step([&](counterexample& changed) { changed.asked.target = target; });
    }

    bool shorter_target() {
        const std::string target = found_.asked.target;
        const std::size_t mark = target.find('?');
        const std::string path = target.substr(0, mark);
        if (mark != std::string::npos) {
            if (change_target(path)) {
                return true;
            }
            const std::string query = target.substr(mark + 1);
            for (const std::string& shorter : shorter_queries(query)) {
                if (weight(shorter) < weight(query) && change_target(path + "?" + shorter)) {
                    return true;
                }
            }
        }
        return path.ends_with('/') && change_target(std::string(target).erase(path.size() - 1, 1));
    }

    bool shorter_fields() {
        for (std::size_t i = 0; i < found_.asked.fields.size(); ++i) {
            const auto erase = [&](counterexample& changed) {
                auto& fields = changed.asked.fields;
                fields.erase(fields.begin() + static_cast<std::ptrdiff_t>(i));
            };
            if (step(erase)) {
                return true;
            }
            for (const std::string& value : shorter_texts(found_.asked.fields[i].second)) {
                if (step(
                        [&](counterexample& changed) { changed.asked.fields[i].second = value; })) {
                    return true;
                }
            }
        }
        return false;
    }

    bool plainer_request() {
        const question plain{};
        const question asked = found_.asked;
        return (asked.host != plain.host &&
                step([&](counterexample& changed) { changed.asked.host = plain.host; })) ||
               (asked.secure &&
                step([](counterexample& changed) { changed.asked.secure = false; })) ||
               (asked.method != plain.method &&
                step([&](counterexample& changed) { changed.asked.method = plain.method; }));
    }

    bool smaller_page() {
        for (std::size_t size = 1; size < found_.data.page_size; ++size) {
            if (step([size](counterexample& changed) { changed.data.page_size = size; })) {
                return true;
            }
        }
        return false;
    }

    bool plainer_rows() {
        const std::string time = "2023-03-01T01:02:00Z";
        for (std::size_t i = 0; i < found_.data.rows.size(); ++i) {
            const row& each = found_.data.rows[i];
            const auto id = static_cast<std::int64_t>(i + 1);
            if ((each.id > id && !found_.data.has(id) &&
                 step([&](counterexample& changed) { changed.data.rows[i].id = id; })) ||
                (each.created_at != time &&
                 step([&](counterexample& changed) { changed.data.rows[i].created_at = time; }))) {
                return true;
            }
        }
        return false;
    }

    counterexample& found_;
    const asker& ask_;
};

/// Makes a counterexample smaller, for half a minute at most.
/// @param ask  asks both sides, notes their answers and tells whether they differ
[[nodiscard]] inline counterexample shrink(counterexample found, const asker& ask) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    const asker ask_in_time = [&](counterexample& candidate) {
        return std::chrono::steady_clock::now() < deadline && ask(candidate);
    };
    while (simplification(found, ask_in_time).take()) {
    }
    return found;
}

} // namespace sendmock::tests

#endif
