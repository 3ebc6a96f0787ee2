// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_CONDITION_HPP
#define SENDMOCK_FAULTS_CONDITION_HPP

#include <sendmock/http/ascii.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace sendmock {

/// Numbers from the first to the last, counted from 1.
struct number_range {
    static constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();

    std::uint64_t from = 1;
    std::uint64_t to = largest;

    [[nodiscard]] constexpr bool contains(std::uint64_t number) const noexcept {
        return number >= from && number <= to;
    }

    [[nodiscard]] constexpr bool operator==(const number_range&) const = default;

    /// @throws std::invalid_argument naming what is counted, if no number can be in it
    void check(const std::string& what) const {
        if (from < 1 || to < from) {
            throw std::invalid_argument(what +
                                        ": expected numbers from 1, the first not above the "
                                        "last, found " +
                                        std::to_string(from) + " to " + std::to_string(to));
        }
    }
};

/// What has to hold for a fault to act; what is absent holds for every request.
struct condition_terms {
    std::optional<std::string> method{};
    std::optional<std::string> path{};        ///< percent-decoded; a slash at the end is ignored
    std::optional<number_range> page{};       ///< of the client's walk
    std::optional<number_range> attempt{};    ///< at a method and target, since their last delivery
    std::optional<number_range> request{};    ///< among the account's requests since the start
    std::optional<number_range> connection{}; ///< among the server's; for faults at accept alone
    std::optional<std::string> account{};     ///< key of the account that the request belongs to
    std::optional<double> probability{};      ///< 0 to 1; drawn from the seed for each request
    std::optional<std::uint32_t> times = 1;   ///< how often it may act; nothing for always

    [[nodiscard]] bool operator==(const condition_terms&) const = default;
};

/// When a fault acts, and how often: `on_page(2).attempt(1).times(3)`. A value; each word returns a
/// changed copy.
class condition {
public:
    /// Holds for every request, once.
    condition() = default;

    /// @throws std::invalid_argument naming the term that can never hold
    explicit condition(condition_terms terms) : terms_(std::move(terms)) {
        if (terms_.method && !is_token(*terms_.method)) {
            throw std::invalid_argument("method: expected a token (RFC 9110, section 5.6.2), found "
                                        "\"" +
                                        *terms_.method + '"');
        }
        if (terms_.path && !may_be_path(*terms_.path)) {
            throw std::invalid_argument("path: expected / at its beginning, found \"" +
                                        *terms_.path + '"');
        }
        check(terms_.page, "page");
        check(terms_.attempt, "attempt");
        check(terms_.request, "request");
        check(terms_.connection, "connection");
        if (terms_.probability && !(*terms_.probability >= 0 && *terms_.probability <= 1)) {
            throw std::invalid_argument("probability: expected 0 to 1, found " +
                                        std::to_string(*terms_.probability));
        }
        if (terms_.times == 0U) {
            throw std::invalid_argument("times: expected at least 1, found 0");
        }
    }

    [[nodiscard]] const condition_terms& terms() const noexcept { return terms_; }

    /// The fault acts on the first so many requests that match; once without this.
    /// @throws std::invalid_argument for 0
    [[nodiscard]] condition times(std::uint32_t count) const {
        return with([&](condition_terms& terms) { terms.times = count; });
    }

    /// The fault acts on every request that matches.
    [[nodiscard]] condition always() const {
        return with([](condition_terms& terms) { terms.times.reset(); });
    }

    /// Only at so many'th attempt at a method and target since they were last delivered.
    /// @throws std::invalid_argument for 0
    [[nodiscard]] condition attempt(std::uint64_t number) const { return attempts(number, number); }

    /// @throws std::invalid_argument for 0, and if the last is before the first
    [[nodiscard]] condition attempts(std::uint64_t first, std::uint64_t last) const {
        return with([&](condition_terms& terms) { terms.attempt = {first, last}; });
    }

    /// Only for a method, as it is sent: `GET`.
    /// @throws std::invalid_argument for what is no token
    [[nodiscard]] condition method(std::string name) const {
        return with([&](condition_terms& terms) { terms.method = std::move(name); });
    }

    /// Only for a path, percent-decoded, without a query.
    /// @throws std::invalid_argument for what no path begins with
    [[nodiscard]] condition path(std::string text) const {
        return with([&](condition_terms& terms) { terms.path = std::move(text); });
    }

    /// Only for the account with a key.
    [[nodiscard]] condition account(std::string key) const {
        return with([&](condition_terms& terms) { terms.account = std::move(key); });
    }

    /// Only in a share of cases, which the seed, the rule and the request's number decide.
    /// @param of_one  0 to 1
    /// @throws std::invalid_argument beyond that
    [[nodiscard]] condition probability(double of_one) const {
        return with([&](condition_terms& terms) { terms.probability = of_one; });
    }

    [[nodiscard]] bool operator==(const condition&) const = default;

private:
    [[nodiscard]] static bool is_token(std::string_view text) noexcept {
        return !text.empty() && std::all_of(text.begin(), text.end(), http::is_token_char);
    }

    /// Whether a request can have the path; `*` is that of OPTIONS, an empty one that of CONNECT.
    [[nodiscard]] static bool may_be_path(std::string_view text) noexcept {
        return text.empty() || text == "*" || text.starts_with('/');
    }

    static void check(const std::optional<number_range>& range, const char* what) {
        if (range) {
            range->check(what);
        }
    }

    template <class Change>
    [[nodiscard]] condition with(const Change& change) const {
        condition_terms changed = terms_;
        change(changed);
        return condition(std::move(changed));
    }

    condition_terms terms_;
};

/// Matches every request of the account, whatever it asks for.
[[nodiscard]] inline condition on_any_request() {
    return {};
}

/// Matches requests for some pages of a client's walk, counted from 1; the walk's first page is the
/// one without a cursor.
/// @throws std::invalid_argument for 0, and if the last is before the first
[[nodiscard]] inline condition on_pages(std::uint64_t first, std::uint64_t last) {
    return condition({.page = number_range{first, last}});
}

/// Matches requests for one page of a client's walk.
/// @throws std::invalid_argument for 0
[[nodiscard]] inline condition on_page(std::uint64_t page) {
    return on_pages(page, page);
}

/// Matches requests for a page and all that follow it.
/// @throws std::invalid_argument for 0
[[nodiscard]] inline condition from_page(std::uint64_t page) {
    return on_pages(page, number_range::largest);
}

/// Matches some of the account's requests, counted from 1 since the start, those alone that could
/// be read.
/// @throws std::invalid_argument for 0, and if the last is before the first
[[nodiscard]] inline condition on_requests(std::uint64_t first, std::uint64_t last) {
    return condition({.request = number_range{first, last}});
}

/// Matches the account's request with a number.
/// @throws std::invalid_argument for 0
[[nodiscard]] inline condition on_request(std::uint64_t number) {
    return on_requests(number, number);
}

/// Matches some of the server's connections, those with admin calls included, counted from 1 since
/// the start or the last reset, as `connection_entry::since_reset` does; for `reset_on_accept` and
/// `fail_handshake` alone.
/// @throws std::invalid_argument for 0, and if the last is before the first
[[nodiscard]] inline condition on_connections(std::uint64_t first, std::uint64_t last) {
    return condition({.connection = number_range{first, last}});
}

/// Matches the server's connection with a number, as `on_connections` counts.
/// @throws std::invalid_argument for 0
[[nodiscard]] inline condition on_connection(std::uint64_t number) {
    return on_connections(number, number);
}

} // namespace sendmock

#endif
