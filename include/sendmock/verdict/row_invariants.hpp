// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_VERDICT_ROW_INVARIANTS_HPP
#define SENDMOCK_VERDICT_ROW_INVARIANTS_HPP

#include <sendmock/http/ascii.hpp>
#include <sendmock/logs/member_text.hpp>
#include <sendmock/verdict/row_text.hpp>
#include <sendmock/verdict/served_walk.hpp>
#include <sendmock/verdict/text_comparison.hpp>
#include <sendmock/verdict/value_comparison.hpp>
#include <sendmock/verdict/verdict.hpp>
#include <sendmock/verdict/walk_evidence.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace sendmock {

/// The rows of a walk: those that were served, beside those that the client returned.
class row_comparison {
public:
    /// @param evidence  must live longer
    row_comparison(const walk_evidence& evidence, const served_walk& served) : evidence_(evidence) {
        std::vector<std::string_view> rows;
        for (const exchange* page : served.pages()) {
            std::vector<std::string_view> of_page = rows_of(*page);
            if (evidence.expected.backward) {
                std::reverse(of_page.begin(), of_page.end()); // which the service turns round
            }
            rows.insert(rows.end(), of_page.begin(), of_page.end());
        }
        for (const std::string_view row : rows) {
            served_ids_.push_back(id_in(row));
            logs_[served_ids_.back()].push_back(row);
        }
        for (const nlohmann::json& row : evidence.rows) {
            returned_ids_.push_back(id_of(row));
        }
        const std::unordered_set<const exchange*> pages(served.pages().begin(),
                                                        served.pages().end());
        for (const exchange& entry : evidence.requests) {
            if (!entry.links) {
                note_ids(entry.content);
            } else if (!pages.contains(&entry)) {
                for (const std::string_view row : rows_of(entry)) {
                    other_ids_.insert(id_in(row));
                }
            }
        }
    }

    /// The first row that was returned and has no id, for people; nothing if all have one.
    [[nodiscard]] std::optional<std::string> first_without_id() const {
        const auto row = std::find(returned_ids_.begin(), returned_ids_.end(), without_id_);
        if (row == returned_ids_.end()) {
            return std::nullopt;
        }
        const auto at = static_cast<std::size_t>(row - returned_ids_.begin());
        return detail::shown(evidence_.rows[at]) + " as row " + std::to_string(at + 1);
    }

    /// How many of the rows that were served were not returned.
    [[nodiscard]] std::size_t missing() const {
        std::unordered_map<std::string_view, std::size_t> returned;
        for (const std::string& id : returned_ids_) {
            ++returned[id];
        }
        std::size_t count = 0;
        for (const auto& [id, versions] : logs_) {
            count += returned.contains(id) ? 0U : 1U;
        }
        return count;
    }

    /// The first row that was served and not returned, for people.
    [[nodiscard]] std::string first_missing() const {
        for (const std::string& id : served_ids_) {
            if (std::find(returned_ids_.begin(), returned_ids_.end(), id) == returned_ids_.end()) {
                return id;
            }
        }
        return {};
    }

    /// The same with what is unusual of it.
    [[nodiscard]] std::string first_missing_text() const {
        const std::string id = first_missing();
        const auto versions = logs_.find(id);
        if (versions == logs_.end()) {
            return id;
        }
        std::vector<std::string_view> kept;
        for (const std::string& returned : returned_ids_) {
            if (const auto log = logs_.find(returned); log != logs_.end()) {
                kept.push_back(log->second.front());
            }
        }
        return lost_row_text(id, versions->second.front(), kept);
    }

    [[nodiscard]] std::size_t returned_count() const noexcept { return returned_ids_.size(); }

    [[nodiscard]] std::size_t served_count() const noexcept { return served_ids_.size(); }

    /// Judges `ids_exact`, and the values of the rows.
    void judge_values(verdict& found) const {
        const invariant of_ids = evidence_.expected.at_wrong_id;
        if (!returned_ids_.empty()) {
            found.note(of_ids);
        }
        for (std::size_t at = 0; at < returned_ids_.size(); ++at) {
            if (!logs_.contains(returned_ids_[at]) && !other_ids_.contains(returned_ids_[at])) {
                found.fail(of_ids,
                           "only ids that were served" +
                               (at < served_ids_.size() ? ", such as " + served_ids_[at] : ""),
                           wrong_id_text(at));
            }
        }
        if (!evidence_.expected.compares_values) {
            return;
        }
        note_values(found);
        for (std::size_t at = 0; at < returned_ids_.size(); ++at) {
            const auto versions = logs_.find(returned_ids_[at]);
            if (versions == logs_.end()) {
                continue;
            }
            std::optional<value_difference> difference;
            for (const std::string_view log : versions->second) {
                const nlohmann::json& row = evidence_.rows[at];
                difference = is_surely_same_log(log, row)
                                 ? std::nullopt
                                 : compare_log(nlohmann::json::parse(log), row);
                if (!difference) {
                    break;
                }
            }
            if (difference) {
                const std::string member = returned_ids_[at] + "'s " + difference->member + ' ';
                found.fail(difference->which == invariant::ids_exact ? of_ids : difference->which,
                           member + difference->served,
                           member + difference->returned);
            }
        }
    }

    /// Judges `exactly_once` and `in_order`.
    void judge_order(verdict& found) const {
        const invariant of_order =
            evidence_.expected.backward ? invariant::backward_walk : invariant::in_order;
        if (!returned_ids_.empty()) {
            found.note(invariant::exactly_once);
        }
        if (returned_ids_.size() > 1) {
            found.note(of_order);
        }
        std::unordered_map<std::string_view, std::size_t> left; // how often each may still come
        for (const std::string& id : served_ids_) {
            ++left[id];
        }
        std::vector<std::string_view> allowed;
        for (std::size_t at = 0; at < returned_ids_.size(); ++at) {
            const std::string& id = returned_ids_[at];
            const auto count = left.find(id);
            if (count == left.end()) {
                continue; // never served: another invariant's
            }
            if (count->second == 0) {
                found.fail(invariant::exactly_once,
                           id + " as often as it was served",
                           id + " is returned once more, as row " + std::to_string(at + 1));
                continue;
            }
            --count->second;
            allowed.push_back(id);
        }
        // What is left out is no matter of order.
        std::size_t next = 0;
        for (const std::string_view id : allowed) {
            const auto place = std::find(
                served_ids_.begin() + static_cast<std::ptrdiff_t>(next), served_ids_.end(), id);
            if (place == served_ids_.end()) {
                found.fail(of_order,
                           evidence_.expected.backward
                               ? "the rows in reverse, each page's from the last to the first"
                               : "the order in which rows were served",
                           std::string(id) + " is returned after " + served_ids_[next - 1] +
                               ", which was served later");
                return;
            }
            next = static_cast<std::size_t>(place - served_ids_.begin()) + 1;
        }
    }

private:
    [[nodiscard]] std::string wrong_id_text(std::size_t at) const {
        const nlohmann::json& row = evidence_.rows[at];
        const std::string name = "row " + std::to_string(at + 1);
        if (row.is_object() && row.contains("id")) {
            return name + " has the id " + returned_ids_[at];
        }
        return is_whole_page(row) ? name + " is a page: return its results, each by itself"
                                  : name + " has no id: " + detail::shown(row);
    }

    /// Notes that values were compared, where a row that was served has any.
    void note_values(verdict& found) const {
        for (std::size_t at = 0; at < returned_ids_.size(); ++at) {
            if (!logs_.contains(returned_ids_[at])) {
                continue;
            }
            for (const auto& [member, value] : evidence_.rows[at].items()) {
                if (detail::is_time(member)) {
                    found.note(invariant::times_exact);
                } else if (!detail::is_id(member)) {
                    found.note(invariant::text_exact);
                }
            }
        }
    }

    /// Notes the ids in what is no page, such as JSON that is cut off: clients that read as content
    /// comes may have rows of it before they see that.
    void note_ids(std::string_view content) {
        constexpr std::string_view member = R"("id":)";
        for (std::size_t at = content.find(member); at != std::string_view::npos;
             at = content.find(member, at)) {
            at += member.size();
            const std::size_t end = std::min(content.find_first_of(",}", at), content.size());
            other_ids_.emplace(content.substr(at, end - at));
        }
    }

    [[nodiscard]] static std::string id_of(const nlohmann::json& row) {
        const auto id = row.is_object() ? row.find("id") : row.end();
        if (!row.is_object() || id == row.end()) {
            return without_id_;
        }
        const auto whole = detail::whole_number(*id); // 7.0 is the number 7
        return whole ? std::to_string(*whole) : detail::shown(*id);
    }

    /// As `id_of`, of a log's text.
    [[nodiscard]] static std::string id_in(std::string_view row) {
        const std::string_view id = member_text(row, "id");
        const bool is_plain = !id.empty() && std::all_of(id.begin(), id.end(), http::is_digit);
        return is_plain ? std::string(id) : id_of(nlohmann::json::parse(row));
    }

    // Stands for the id of a row without one. It is not JSON, and ids are kept as JSON, so that no
    // id of a client equals it.
    static constexpr const char* without_id_ = "(none)";

    const walk_evidence& evidence_;
    std::vector<std::string> served_ids_;                                 // in order
    std::vector<std::string> returned_ids_;                               // of the client's rows
    std::unordered_map<std::string, std::vector<std::string_view>> logs_; // as served, by id
    // Ids in pages that did not arrive whole, or are behind one of those, or came again later.
    std::unordered_set<std::string> other_ids_;
};

} // namespace sendmock

#endif
