// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_TEMPORARY_CA_FILE_HPP
#define SENDMOCK_TESTING_TEMPORARY_CA_FILE_HPP

#include <sendmock/error.hpp>
#include <sendmock/net/errno_text.hpp>
#include <sendmock/net/file_descriptor.hpp>

#include <fcntl.h>
#include <stdlib.h> // NOLINT: POSIX has more in it than C
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

namespace sendmock::testing {

/// A file of its own in the temporary directory for `server_options::ca_file`. It and the
/// revocation lists beside it, FILE.crl, are removed with this object; both are there from the
/// beginning, empty, and nobody else's to read or write.
class temporary_ca_file {
public:
    /// @throws sendmock::error if there is no temporary directory, or naming the file that cannot
    /// be made
    temporary_ca_file() {
        std::error_code failure;
        const auto folder = std::filesystem::temp_directory_path(failure);
        if (failure) {
            throw error("there is no temporary directory: " + failure.message());
        }
        constexpr std::string_view suffix = ".pem";
        path_ = (folder / "sendmock-XXXXXX").string().append(suffix);
        const net::file_descriptor made(
            ::mkostemps(path_.data(), static_cast<int>(suffix.size()), O_CLOEXEC));
        if (!made) {
            throw cannot_make(path_, errno);
        }
        const std::string lists = lists_path();
        const net::file_descriptor beside(
            ::open(lists.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
        if (!beside) {
            const error cause = cannot_make(lists, errno);
            remove(path_);
            throw cause;
        }
    }

    temporary_ca_file(const temporary_ca_file&) = delete;
    temporary_ca_file& operator=(const temporary_ca_file&) = delete;

    ~temporary_ca_file() {
        remove(path_);
        remove(lists_path());
    }

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    [[nodiscard]] std::string lists_path() const { return path_ + ".crl"; }

    [[nodiscard]] static error cannot_make(const std::string& file, int cause) {
        return error("cannot make " + file + ": " + net::errno_text(cause));
    }

    static void remove(const std::string& file) noexcept {
        std::error_code ignored;
        std::filesystem::remove(file, ignored);
    }

    std::string path_;
};

} // namespace sendmock::testing

#endif
