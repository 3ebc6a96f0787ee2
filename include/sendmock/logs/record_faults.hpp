// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_RECORD_FAULTS_HPP
#define SENDMOCK_LOGS_RECORD_FAULTS_HPP

#include <sendmock/logs/document_fault.hpp>
#include <sendmock/logs/input_fault.hpp>

#include <utility>
#include <vector>

namespace sendmock {

/// Thrown for logs in a JSON document that are not as they should be: says the first fault, and has
/// them all.
class record_faults : public document_fault {
public:
    /// @param faults  at least one, with pointers from the document's root
    explicit record_faults(std::vector<input_fault> faults)
        : document_fault(faults.front().pointer, cause_of(faults.front())),
          faults_(std::move(faults)) {}

    [[nodiscard]] const std::vector<input_fault>& faults() const noexcept { return faults_; }

private:
    std::vector<input_fault> faults_;
};

} // namespace sendmock

#endif
