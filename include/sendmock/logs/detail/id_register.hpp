// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_DETAIL_ID_REGISTER_HPP
#define SENDMOCK_LOGS_DETAIL_ID_REGISTER_HPP

#include <sendmock/logs/input_fault.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sendmock::detail {

/// The ids of a document's records, to find those that occur twice.
class id_register {
public:
    void add(std::int64_t id, std::size_t record_index) {
        if (!ids_.empty()) {
            ascending_ = ascending_ && ids_.back().id < id;
            descending_ = descending_ && ids_.back().id > id;
        }
        ids_.push_back({id, record_index});
    }

    /// One fault for each record whose id an earlier one has, in the order of the document.
    [[nodiscard]] std::vector<input_fault> duplicates(const std::string& array_pointer) {
        std::vector<input_fault> faults;
        if (ascending_ || descending_) { // as files mostly are: no need to sort
            return faults;
        }
        std::sort(ids_.begin(), ids_.end());
        std::vector<duplicate> found;
        for (std::size_t first = 0, at = 1; at < ids_.size(); ++at) {
            if (ids_[at].id == ids_[first].id) {
                found.push_back({ids_[at].record, ids_[first]});
            } else {
                first = at;
            }
        }
        std::sort(found.begin(), found.end());
        for (const auto& [record, first] : found) {
            faults.push_back({fault_kind::duplicate_id,
                              array_pointer + '/' + std::to_string(record) + "/id",
                              "an id of its own",
                              std::to_string(first.id) + ", the id of " + array_pointer + '/' +
                                  std::to_string(first.record)});
        }
        return faults;
    }

private:
    struct entry {
        std::int64_t id;
        std::size_t record;

        [[nodiscard]] bool operator<(const entry& other) const noexcept {
            return id != other.id ? id < other.id : record < other.record;
        }
    };

    struct duplicate {
        std::size_t record;
        entry first;

        [[nodiscard]] bool operator<(const duplicate& other) const noexcept {
            return record < other.record;
        }
    };

    std::vector<entry> ids_;
    bool ascending_ = true;
    bool descending_ = true;
};

} // namespace sendmock::detail

#endif
