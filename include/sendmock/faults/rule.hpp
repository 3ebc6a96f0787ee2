// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_RULE_HPP
#define SENDMOCK_FAULTS_RULE_HPP

#include <sendmock/faults/condition.hpp>
#include <sendmock/faults/fault.hpp>
#include <sendmock/faults/pager_fault.hpp>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace sendmock {

/// A fault and when it acts.
struct rule {
    condition when{};
    fault then{};
    std::string name{}; ///< for people; may be empty

    /// @throws std::invalid_argument naming what is out of range or can never act
    void check() const {
        then.check();
        const condition_terms& terms = when.terms();
        if (!then.at_accept()) {
            if (terms.connection) {
                throw std::invalid_argument(
                    "connection: only RESET_ON_ACCEPT and FAIL_HANDSHAKE take it");
            }
        } else if (terms.method || terms.path || terms.page || terms.attempt || terms.request ||
                   terms.account) {
            throw std::invalid_argument(std::string(to_string(then.wire->kind)) +
                                        " takes only connection, probability and times: it acts "
                                        "before there is a request");
        }
        if ((then.pager || terms.page) && terms.method && *terms.method != "GET") {
            throw std::invalid_argument("method: expected GET, which alone asks for pages, found " +
                                        *terms.method);
        }
        if (then.pager && terms.page && terms.page->to < first_page(*then.pager)) {
            throw std::invalid_argument("page: " + std::string(to_string(then.pager->kind)) +
                                        " acts from page " +
                                        std::to_string(first_page(*then.pager)) + " on");
        }
    }

private:
    [[nodiscard]] static std::uint64_t first_page(const pager_fault& fault) noexcept {
        return fault.kind == pager_fault_kind::cycle           ? fault.length
               : fault.kind == pager_fault_kind::expire_cursor ? 2
                                                               : 1;
    }
};

/// A rule's name, or its place among the others, from 0, as `#1`.
[[nodiscard]] inline std::string label_of(const rule& named, std::size_t place) {
    return named.name.empty() ? '#' + std::to_string(place + 1) : named.name;
}

} // namespace sendmock

#endif
