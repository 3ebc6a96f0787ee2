// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_CONTENT_POOL_HPP
#define SENDMOCK_HTTP_CONTENT_POOL_HPP

#include <cstddef>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::http {

/// Memory of contents that have been sent, for those that come next. Safe to use from several
/// threads.
///
/// With a thread for each connection, every thread would else write its pages into memory of its
/// own, which is no longer in the processor's cache when its turn comes again.
class content_pool {
public:
    /// An empty text, with the memory of the latest that was given back if there is one.
    [[nodiscard]] std::string take() {
        const std::lock_guard lock(mutex_);
        if (spare_.empty()) {
            return {};
        }
        std::string content = std::move(spare_.back());
        spare_.pop_back();
        content.clear();
        return content;
    }

    /// Keeps a text's memory, unless there is enough or it is very large.
    void give_back(std::string&& content) {
        if (content.capacity() < smallest || content.capacity() > largest) {
            return;
        }
        const std::lock_guard lock(mutex_);
        if (spare_.size() < most) {
            spare_.push_back(std::move(content));
        }
    }

    /// The one that all servers of the process share.
    [[nodiscard]] static content_pool& shared() {
        // Never destroyed: threads of servers in static objects may outlive it otherwise.
        static content_pool& pool = *new content_pool;
        return pool;
    }

private:
    static constexpr std::size_t most = 16;
    static constexpr std::size_t smallest = 4096;
    static constexpr std::size_t largest = std::size_t{1024} * 1024;

    std::mutex mutex_; // guards spare_
    std::vector<std::string> spare_;
};

} // namespace sendmock::http

#endif
