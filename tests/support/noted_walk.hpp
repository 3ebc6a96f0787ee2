// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_NOTED_WALK_HPP
#define SENDMOCK_TESTS_SUPPORT_NOTED_WALK_HPP

#include <sendmock/http/form.hpp>
#include <sendmock/journal/exchange.hpp>
#include <sendmock/verdict/walk_evidence.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::tests {

/// What a server notes of a client's requests, one after the other, contents kept.
class noted_walk {
public:
    using link = std::optional<std::string>;

    /// Notes a request for a page, which is delivered whole.
    /// @param cursor  of the request, as it was issued; nothing for the first page
    exchange& page(const link& cursor,
                   const link& next,
                   const std::vector<std::string>& rows = {},
                   const link& previous = {}) {
        exchange& noted = ask(target_of(cursor), 200);
        noted.links = {.next = next, .previous = previous};
        noted.content = R"({"next":null,"previous":null,"results":[)";
        for (const std::string& row : rows) {
            noted.content += (&row == rows.data() ? "" : ",") + row;
        }
        noted.content += "]}";
        return noted;
    }

    /// Notes any other request, to which the whole answer is delivered; a rule's, if that is no
    /// 200.
    exchange& ask(const std::string& target, int status) {
        all_.push_back({.number = all_.size() + 1,
                        .account = "key",
                        .authenticated = true,
                        .method = "GET",
                        .target = target,
                        .status = status,
                        .rule = status == 200 ? "" : "#1",
                        .outcome = delivery::complete});
        return all_.back();
    }

    [[nodiscard]] static std::string target_of(const link& cursor) {
        return cursor ? "/logs?cursor=" + http::form_encode(*cursor) : "/logs";
    }

    [[nodiscard]] const std::vector<exchange>& requests() const noexcept { return all_; }

private:
    std::vector<exchange> all_;
};

/// A log's text with an id and the time of day that belongs to it.
[[nodiscard]] inline std::string noted_row(int id) {
    return R"({"id":)" + std::to_string(id) + R"(,"created_at":"2023-03-01T01:02:0)" +
           std::to_string(id % 10) + R"(Z","exception":"no )" + std::to_string(id) + "\"}";
}

[[nodiscard]] inline std::vector<std::string> noted_rows(const std::vector<int>& ids) {
    std::vector<std::string> rows;
    for (const int id : ids) {
        rows.push_back(noted_row(id));
    }
    return rows;
}

/// Notes three pages of two logs each: 6 5, 4 3, 2 1.
[[nodiscard]] inline noted_walk three_pages() {
    noted_walk noted;
    noted.page({}, "b", noted_rows({6, 5}));
    noted.page("b", "c", noted_rows({4, 3}), "r-b");
    noted.page("c", {}, noted_rows({2, 1}), "r-c");
    return noted;
}

/// The logs that a client returns, by their ids.
[[nodiscard]] inline std::vector<nlohmann::json> returned_rows(const std::vector<int>& ids) {
    std::vector<nlohmann::json> rows;
    for (const int id : ids) {
        rows.push_back(nlohmann::json::parse(noted_row(id)));
    }
    return rows;
}

/// A walk over these pages that is without fault.
[[nodiscard]] inline walk_evidence faultless_walk() {
    return {.first_target = "/logs",
            .credentials = {.key = "key", .secret = "tops3cret/+"},
            .requests = three_pages().requests(),
            .rows = returned_rows({6, 5, 4, 3, 2, 1})};
}

} // namespace sendmock::tests

#endif
