// SPDX-License-Identifier: MIT
#include <sendmock/testing/temporary_ca_file.hpp>

#include <boost/test/unit_test.hpp>
#include <stdlib.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace unit::testing::temporary_ca_file {

using owned_file = sendmock::testing::temporary_ca_file;

/// Another temporary directory, as long as this lives.
class temporary_directory_at {
public:
    explicit temporary_directory_at(const std::string& path) {
        if (const char* const set = ::getenv("TMPDIR")) {
            before_ = set;
        }
        ::setenv("TMPDIR", path.c_str(), 1);
    }

    temporary_directory_at(const temporary_directory_at&) = delete;
    temporary_directory_at& operator=(const temporary_directory_at&) = delete;

    ~temporary_directory_at() {
        if (before_.empty()) {
            ::unsetenv("TMPDIR");
        } else {
            ::setenv("TMPDIR", before_.c_str(), 1);
        }
    }

private:
    std::string before_;
};

/// What BOOST_CHECK_EXCEPTION wants of an exception whose message ends in a cause or a random name.
auto message_begins_with(std::string_view expected) {
    return [expected](const sendmock::error& failure) {
        BOOST_TEST(std::string_view(failure.what()).substr(0, expected.size()) == expected);
        return true;
    };
}

} // namespace unit::testing::temporary_ca_file

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(temporary_ca_file)

BOOST_AUTO_TEST_CASE(stands_in_the_temporary_directory_and_is_nobody_elses_to_read_or_write) {
    const owned_file file;
    const auto folder = std::filesystem::temp_directory_path();
    for (const std::string& path : {file.path(), file.path() + ".crl"}) {
        BOOST_TEST(std::filesystem::equivalent(std::filesystem::path(path).parent_path(), folder));
        using std::filesystem::perms;
        BOOST_TEST((std::filesystem::status(path).permissions() ==
                    (perms::owner_read | perms::owner_write)));
        BOOST_TEST(std::filesystem::file_size(path) == 0U);
    }
    BOOST_TEST(file.path().ends_with(".pem"));
}

BOOST_AUTO_TEST_CASE(is_removed_in_the_end_with_the_lists_beside_it) {
    std::string path;
    {
        const owned_file file;
        path = file.path();
        BOOST_TEST(std::filesystem::exists(path));
        BOOST_TEST(std::filesystem::exists(path + ".crl"));
    }
    BOOST_TEST(!std::filesystem::exists(path));
    BOOST_TEST(!std::filesystem::exists(path + ".crl"));
}

BOOST_AUTO_TEST_CASE(each_has_a_name_of_its_own) {
    const owned_file one;
    const owned_file other;
    BOOST_TEST(one.path() != other.path());
}

BOOST_AUTO_TEST_CASE(what_was_removed_already_is_no_error) {
    const owned_file file;
    std::filesystem::remove(file.path());
    std::filesystem::remove(file.path() + ".crl");
}

BOOST_AUTO_TEST_CASE(names_the_file_that_cannot_be_made) {
    const temporary_directory_at elsewhere("/proc");
    BOOST_CHECK_EXCEPTION(
        owned_file(), sendmock::error, message_begins_with("cannot make /proc/sendmock-"));
}

BOOST_AUTO_TEST_CASE(refuses_a_temporary_directory_that_is_not_there) {
    const temporary_directory_at nowhere("/nowhere/at-all");
    BOOST_CHECK_EXCEPTION(
        owned_file(), sendmock::error, message_begins_with("there is no temporary directory"));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
