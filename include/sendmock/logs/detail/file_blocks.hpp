// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_DETAIL_FILE_BLOCKS_HPP
#define SENDMOCK_LOGS_DETAIL_FILE_BLOCKS_HPP

#include <sendmock/error.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace sendmock {

/// Is told how many bytes of a file have been read, and how many it has (0: not known). What it
/// throws ends the reading.
using load_progress = std::function<void(std::uint64_t read, std::uint64_t size)>;

namespace detail {

/// Reads a file block by block.
class file_blocks {
public:
    /// @throws error where the file cannot be read or is a directory
    explicit file_blocks(const std::filesystem::path& file, load_progress progress = {})
        : name_(file.string()), progress_(std::move(progress)), block_(std::size_t{1} << 18U) {
        std::error_code failure;
        const auto type = std::filesystem::status(file, failure).type();
        if (type == std::filesystem::file_type::not_found) {
            fail("there is no such file");
        }
        if (type == std::filesystem::file_type::directory) {
            fail("is a directory, not a file");
        }
        in_.open(file, std::ios::binary);
        if (!in_) {
            fail("cannot be opened for reading");
        }
        // Pipes have no size.
        if (const auto size = std::filesystem::file_size(file, failure); !failure) {
            size_ = size;
        }
    }

    /// @return the next block, empty at the end; valid until the next call
    /// @throws error where the file cannot be read or is empty
    [[nodiscard]] std::string_view next() {
        in_.read(block_.data(), static_cast<std::streamsize>(block_.size()));
        const auto count = static_cast<std::size_t>(in_.gcount());
        if (in_.bad()) {
            fail("cannot be read to its end");
        }
        read_ += count;
        if (read_ == 0) {
            fail("is empty");
        }
        if (progress_) {
            progress_(read_, size_);
        }
        return {block_.data(), count};
    }

private:
    [[noreturn]] void fail(std::string_view cause) const {
        throw error{name_ + ": " + std::string{cause}};
    }

    std::string name_;
    load_progress progress_;
    std::vector<char> block_;
    std::ifstream in_;
    std::uint64_t read_ = 0;
    std::uint64_t size_ = 0;
};

} // namespace detail

} // namespace sendmock

#endif
