// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_NET_FILE_DESCRIPTOR_HPP
#define SENDMOCK_NET_FILE_DESCRIPTOR_HPP

#include <fcntl.h>
#include <unistd.h>

#include <utility>

namespace sendmock::net {

/// Owns a file descriptor.
class file_descriptor {
public:
    file_descriptor() = default;

    /// @param number  below 0 for none, as calls that failed return it
    explicit file_descriptor(int number) noexcept : number_(number) {}

    file_descriptor(file_descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

    file_descriptor& operator=(file_descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }

    file_descriptor(const file_descriptor&) = delete;
    file_descriptor& operator=(const file_descriptor&) = delete;

    ~file_descriptor() { close(); }

    void close() noexcept {
        if (number_ >= 0) {
            ::close(std::exchange(number_, -1));
        }
    }

    [[nodiscard]] int get() const noexcept { return number_; }

    explicit operator bool() const noexcept { return number_ >= 0; }

private:
    int number_ = -1;
};

/// For descriptors that are made without these flags, where the system cannot set them at once.
inline void set_close_on_exec_and_nonblocking(int fd) noexcept {
    ::fcntl(fd, F_SETFD, ::fcntl(fd, F_GETFD) | FD_CLOEXEC);
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
}

} // namespace sendmock::net

#endif
