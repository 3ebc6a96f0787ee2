// SPDX-License-Identifier: MIT
#include <sendmock/logs/fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace unit::logs::fixture {

constexpr std::string_view two_logs =
    R"([{"id":2,"base_url":"x","created_at":"2023-03-01T02:02Z"},)"
    R"({"id":1,"base_url":"y","created_at":"2023-03-01T02:02Z"}])";

/// A folder that ends with its scope.
class scratch_folder {
public:
    scratch_folder()
        : path_(std::filesystem::temp_directory_path() /
                ("sendmock-" + std::to_string(std::random_device{}()))) {
        std::filesystem::create_directories(path_);
    }

    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;

    ~scratch_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] std::filesystem::path write(std::string_view name, std::string_view text) const {
        const auto file = path_ / name;
        std::ofstream{file, std::ios::binary} << text;
        return file;
    }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

template <typename Call>
std::string message_of(const Call& call) {
    try {
        static_cast<void>(call());
    } catch (const sendmock::error& failure) {
        return failure.what();
    }
    return "nothing was thrown";
}

} // namespace unit::logs::fixture

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(fixture)

BOOST_AUTO_TEST_CASE(reads_an_array_in_its_order) {
    const auto logs = sendmock::parse_logs(two_logs);
    BOOST_REQUIRE_EQUAL(logs.size(), 2U);
    BOOST_TEST(logs[0].id() == 2);
    BOOST_TEST(logs[1].json() == R"({"id":1,"base_url":"y","created_at":"2023-03-01T02:02Z"})");
}

BOOST_AUTO_TEST_CASE(reads_a_page_document_and_ignores_what_else_is_in_it) {
    const auto logs =
        sendmock::parse_logs(R"({"next":"https://x/?cursor=a","count":{"results":[5]},"results":)" +
                             std::string{two_logs} + R"(,"previous":null,"more":[{"id":"x"}]})");
    BOOST_TEST(logs.size() == 2U);
}

BOOST_AUTO_TEST_CASE(reads_a_document_without_any_log) {
    BOOST_TEST(sendmock::parse_logs("[]").empty());
    BOOST_TEST(sendmock::parse_logs(R"({"results":[]})").empty());
}

BOOST_AUTO_TEST_CASE(reads_one_log) {
    BOOST_TEST(
        sendmock::parse_log(R"({"id":5,"base_url":"x","created_at":"2023-03-01T02:02Z"})").id() ==
        5);
}

BOOST_AUTO_TEST_CASE(names_each_fault_in_a_line_of_its_own) {
    const auto message = message_of([] {
        return sendmock::parse_logs(
            R"({"results":[{"id":0,"base_url":"x","created_at":"2023-03-01T02:02Z"},7]})",
            "my.json");
    });
    BOOST_TEST(message == "my.json: /results/0/id: expected an integer >= 1, found the number 0\n"
                          "my.json: /results/1: expected an object, found the number 7");
}

BOOST_AUTO_TEST_CASE(refuses_a_page_where_one_log_is_due) {
    BOOST_CHECK_THROW(static_cast<void>(sendmock::parse_log(R"({"results":[]})")), sendmock::error);
    BOOST_CHECK_THROW(static_cast<void>(sendmock::parse_log(two_logs)), sendmock::error);
}

BOOST_AUTO_TEST_CASE(loads_a_file) {
    const scratch_folder folder;
    BOOST_TEST(sendmock::load_logs(folder.write("logs.json", two_logs)).size() == 2U);
}

BOOST_AUTO_TEST_CASE(loads_a_file_of_many_blocks_and_tells_how_far_it_is) {
    std::string text = "[";
    for (int id = 1; id <= 20'000; ++id) {
        text += (id == 1 ? "" : ",\n") + std::string(R"({"id":)") + std::to_string(id) +
                R"(,"base_url":"x","created_at":"2023-03-01T02:02Z"})";
    }
    const scratch_folder folder;
    const auto file = folder.write("many.json", text + "]");
    std::vector<std::uint64_t> seen;
    const auto logs = sendmock::load_logs(file, [&](std::uint64_t read, std::uint64_t size) {
        BOOST_TEST(size == text.size() + 1);
        seen.push_back(read);
    });
    BOOST_TEST(logs.size() == 20'000U);
    BOOST_TEST(logs.back().id() == 20'000);
    BOOST_TEST(seen.size() > 3U);
    BOOST_TEST(std::is_sorted(seen.begin(), seen.end()));
    BOOST_TEST(seen.back() == text.size() + 1);
}

BOOST_AUTO_TEST_CASE(names_the_place_of_a_fault_in_a_later_block) {
    const std::string before = "[\n" + std::string(700'000, ' ') + "\n";
    const scratch_folder folder;
    const auto file = folder.write("late.json", before + "  ?]");
    BOOST_TEST(message_of([&] { return sendmock::load_logs(file); }).ends_with("line 3, column 3"));
}

BOOST_AUTO_TEST_CASE(names_the_file_in_a_fault) {
    const scratch_folder folder;
    const auto file = folder.write("logs.json", "[{]");
    const auto message = message_of([&] { return sendmock::load_logs(file); });
    BOOST_TEST(message.starts_with(file.string() + ": /0: expected "), message);
}

BOOST_AUTO_TEST_CASE(refuses_a_file_that_is_not_there) {
    const scratch_folder folder;
    const auto file = folder.path() / "absent.json";
    BOOST_TEST(message_of([&] { return sendmock::load_logs(file); }) ==
               file.string() + ": there is no such file");
}

BOOST_AUTO_TEST_CASE(refuses_a_folder) {
    const scratch_folder folder;
    BOOST_TEST(message_of([&] { return sendmock::load_logs(folder.path()); }) ==
               folder.path().string() + ": is a directory, not a file");
}

BOOST_AUTO_TEST_CASE(refuses_an_empty_file) {
    const scratch_folder folder;
    const auto file = folder.write("empty.json", "");
    BOOST_TEST(message_of([&] { return sendmock::load_logs(file); }) ==
               file.string() + ": is empty");
}

BOOST_AUTO_TEST_CASE(refuses_a_path_through_a_file) {
    const scratch_folder folder;
    const auto file = folder.write("logs.json", two_logs) / "inner.json";
    BOOST_CHECK_THROW(static_cast<void>(sendmock::load_logs(file)), sendmock::error);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
