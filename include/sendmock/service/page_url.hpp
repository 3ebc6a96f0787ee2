// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVICE_PAGE_URL_HPP
#define SENDMOCK_SERVICE_PAGE_URL_HPP

#include <sendmock/http/form.hpp>
#include <sendmock/service/cursor.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sendmock {

/// The request's own URL with another cursor in it: what `next` and `previous` carry.
///
/// All other parameters stay, sorted by the bytes of their names, the values of one name in their
/// order, encoded anew (recorded; the details are Django REST framework's).
class page_url {
public:
    /// @param location  scheme, authority and path
    /// @param parameters  the request's, form-decoded; each `cursor` among them is left out
    page_url(std::string_view location, const std::vector<http::form_pair>& parameters)
        : location_size_(location.size()), before_cursor_(location) {
        std::vector<const http::form_pair*> sorted;
        sorted.reserve(parameters.size());
        for (const http::form_pair& parameter : parameters) {
            if (parameter.name != name_) {
                sorted.push_back(&parameter);
            }
        }
        // std::string compares its characters as unsigned bytes.
        std::stable_sort(sorted.begin(), sorted.end(), [](const auto* left, const auto* right) {
            return left->name < right->name;
        });
        before_cursor_ += '?';
        std::size_t at = 0;
        for (; at < sorted.size() && sorted[at]->name < name_; ++at) {
            append(before_cursor_, *sorted[at]);
            before_cursor_ += '&';
        }
        before_cursor_ += name_;
        before_cursor_ += '=';
        for (; at < sorted.size(); ++at) {
            after_cursor_ += '&';
            append(after_cursor_, *sorted[at]);
        }
    }

    /// @param encoded  a cursor as `encode_cursor` makes it
    [[nodiscard]] std::string with_cursor(std::string_view encoded) const {
        std::string url = before_cursor_;
        http::append_form_encoded(url, encoded);
        return url += after_cursor_;
    }

    /// Scheme, authority and path.
    [[nodiscard]] std::string_view location() const noexcept {
        return std::string_view(before_cursor_).substr(0, location_size_);
    }

    /// Scheme and authority, `https://HOST:PORT`; empty for a location that is a path alone.
    [[nodiscard]] std::string_view origin() const noexcept {
        return location().substr(0, path_begin());
    }

    /// Host and port, as they were written.
    [[nodiscard]] std::string_view authority() const noexcept {
        return origin().substr(authority_begin());
    }

    /// What follows the origin.
    [[nodiscard]] std::string_view path() const noexcept { return location().substr(path_begin()); }

    /// The same parameters at another place.
    [[nodiscard]] page_url moved_to(std::string_view location) const {
        page_url moved = *this;
        moved.before_cursor_.replace(0, location_size_, location);
        moved.location_size_ = location.size();
        return moved;
    }

private:
    static constexpr std::string_view name_ = "cursor";

    static void append(std::string& out, const http::form_pair& parameter) {
        http::append_form_encoded(out, parameter.name);
        out += '=';
        http::append_form_encoded(out, parameter.value);
    }

    [[nodiscard]] std::size_t authority_begin() const noexcept {
        const std::size_t scheme_end = location().find("://"); // may be in a path, too
        const bool has_scheme =
            scheme_end != std::string_view::npos && scheme_end < location().find('/');
        return has_scheme ? scheme_end + 3 : 0;
    }

    [[nodiscard]] std::size_t path_begin() const noexcept {
        return std::min(location().find('/', authority_begin()), location_size_);
    }

    std::size_t location_size_;
    std::string before_cursor_;
    std::string after_cursor_;
};

} // namespace sendmock

#endif
