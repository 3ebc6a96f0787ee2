// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_DETAIL_JSON_PATH_HPP
#define SENDMOCK_LOGS_DETAIL_JSON_PATH_HPP

#include <sendmock/logs/detail/json_value.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sendmock::detail {

/// Appends `/` and a reference token of a JSON pointer (RFC 6901 section 3); a long one is cut.
inline void append_pointer_token(std::string& out, std::string_view key) {
    out += '/';
    for (const char character : shortened(key, 60)) {
        if (character == '~') {
            out += "~0";
        } else if (character == '/') {
            out += "~1";
        } else {
            out += character;
        }
    }
}

/// Where a parser stands: the open arrays and objects, with all keys of the latter so far.
class json_path {
public:
    [[nodiscard]] std::size_t depth() const noexcept { return levels_.size(); }

    [[nodiscard]] bool in_array() const noexcept {
        return !levels_.empty() && levels_.back().array;
    }

    void enter_array() { levels_.push_back({true, 0, 0, 0}); }

    void enter_object() { levels_.push_back({false, 0, keys_.size(), key_bytes_.size()}); }

    void key(std::string_view name) {
        keys_.push_back({key_bytes_.size(), name.size()});
        key_bytes_ += name;
    }

    /// Notes that a value begins, which counts in an array only.
    void value() noexcept {
        if (in_array()) {
            ++levels_.back().values;
        }
    }

    /// The index of the element of an array that the path stands in; 0 where depth is 0.
    [[nodiscard]] std::size_t element_index(std::size_t depth_inside) const noexcept {
        return depth_inside == 0 ? 0 : levels_[depth_inside - 1].values - 1;
    }

    void leave() {
        if (!levels_.back().array) {
            keys_.resize(levels_.back().first_key);
            key_bytes_.resize(levels_.back().first_byte);
        }
        levels_.pop_back();
    }

    /// The pointer of the value that began last, or of the innermost array or object that is open
    /// and has none yet.
    [[nodiscard]] std::string pointer() const { return pointer(levels_.size()); }

    /// The pointer of the innermost array or object that is open.
    [[nodiscard]] std::string container_pointer() const { return pointer(levels_.size() - 1); }

    /// The keys that the innermost object has more than once, each of them once.
    [[nodiscard]] std::vector<std::string_view> repeated_keys() const {
        const auto first = levels_.back().first_key;
        const auto count = keys_.size() - first;
        // Most objects are small: comparing sizes settles nearly every pair.
        if (count <= 16 && !any_equal(first)) {
            return {};
        }
        std::vector<std::string_view> names;
        names.reserve(count);
        for (auto at = first; at < keys_.size(); ++at) {
            names.push_back(name(at));
        }
        std::sort(names.begin(), names.end());
        std::vector<std::string_view> repeated;
        for (std::size_t at = 1; at < names.size(); ++at) {
            if (names[at] == names[at - 1] && (repeated.empty() || repeated.back() != names[at])) {
                repeated.push_back(names[at]);
            }
        }
        return repeated;
    }

private:
    struct open_level {
        bool array;
        std::size_t values;     // begun in an array
        std::size_t first_key;  // of an object
        std::size_t first_byte; // of an object's keys
    };

    struct key_range {
        std::size_t begin;
        std::size_t size;
    };

    [[nodiscard]] std::string pointer(std::size_t level_count) const {
        std::string out;
        for (std::size_t at = 0; at < level_count; ++at) {
            const auto& level = levels_[at];
            if (level.array && level.values != 0) {
                out += '/' + std::to_string(level.values - 1);
            } else if (!level.array && key_count(at) != 0) {
                append_pointer_token(out, name(level.first_key + key_count(at) - 1));
            }
        }
        return out;
    }

    [[nodiscard]] std::string_view name(std::size_t key) const noexcept {
        return std::string_view{key_bytes_}.substr(keys_[key].begin, keys_[key].size);
    }

    [[nodiscard]] std::size_t key_count(std::size_t level_index) const noexcept {
        for (auto at = level_index + 1; at < levels_.size(); ++at) {
            if (!levels_[at].array) {
                return levels_[at].first_key - levels_[level_index].first_key;
            }
        }
        return keys_.size() - levels_[level_index].first_key;
    }

    [[nodiscard]] bool any_equal(std::size_t first) const noexcept {
        for (auto at = first; at < keys_.size(); ++at) {
            for (auto earlier = first; earlier < at; ++earlier) {
                if (keys_[at].size == keys_[earlier].size && name(at) == name(earlier)) {
                    return true;
                }
            }
        }
        return false;
    }

    std::vector<open_level> levels_;
    std::vector<key_range> keys_;
    std::string key_bytes_;
};

} // namespace sendmock::detail

#endif
