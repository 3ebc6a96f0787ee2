// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_DOCUMENT_FAULT_HPP
#define SENDMOCK_LOGS_DOCUMENT_FAULT_HPP

#include <sendmock/error.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace sendmock {

/// Thrown for a JSON document that is not as it should be: says where, and why.
class document_fault : public error {
public:
    /// @param pointer  JSON pointer (RFC 6901); empty for the whole document
    explicit document_fault(std::string pointer, std::string cause)
        : error(pointer.empty() ? cause : pointer + ": " + cause),
          pointer_(std::move(pointer)),
          cause_(std::move(cause)) {}

    [[nodiscard]] const std::string& pointer() const noexcept { return pointer_; }

    /// The message without the pointer.
    [[nodiscard]] const std::string& cause() const noexcept { return cause_; }

private:
    std::string pointer_;
    std::string cause_;
};

/// The JSON pointer to a member of what a pointer leads to (RFC 6901).
[[nodiscard]] inline std::string pointer_to(std::string_view name, std::string above = {}) {
    above += '/';
    for (const char c : name) {
        if (c == '~' || c == '/') {
            above += c == '~' ? "~0" : "~1";
        } else {
            above += c;
        }
    }
    return above;
}

} // namespace sendmock

#endif
