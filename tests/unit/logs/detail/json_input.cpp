// SPDX-License-Identifier: MIT
#include <sendmock/logs/detail/json_input.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace unit::logs::detail::json_input {

using sendmock::detail::json_input;
using sendmock::detail::json_input_iterator;

/// Gives a text in blocks of a size, each in the same memory as the one before.
json_input::block_source blocks_of(std::string text, std::size_t size) {
    return [text = std::move(text), size, at = std::size_t{0}, block = std::string()]() mutable {
        if (at == text.size()) {
            return std::string_view();
        }
        block.assign(text, at, size);
        at += block.size();
        return std::string_view(block);
    };
}

std::string all_of(json_input& input) {
    std::string read;
    for (json_input_iterator at(input); at != json_input_iterator(); ++at) {
        read += *at;
    }
    return read;
}

/// `LINE:COLUMN` of the last of so many bytes that were read.
std::string place(json_input& input, std::uint64_t read) {
    const auto found = input.place_of_last(read);
    return std::to_string(found.line) + ':' + std::to_string(found.column);
}

std::string place_in(std::string_view text, std::uint64_t read) {
    json_input input(text);
    while (!input.at_end() && input.bytes_read() < read) {
        input.skip();
    }
    return place(input, read);
}

} // namespace unit::logs::detail::json_input

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(json_input)

BOOST_AUTO_TEST_CASE(reads_the_same_whatever_the_blocks) {
    const std::string text = "ab\ncd\n\nefg";
    for (std::size_t size = 1; size <= text.size() + 1; ++size) {
        json_input input(blocks_of(text, size));
        BOOST_TEST(all_of(input) == text);
        BOOST_TEST(input.bytes_read() == text.size());
        BOOST_TEST(input.last() == 'g');
        BOOST_TEST(input.at_end());
    }
}

BOOST_AUTO_TEST_CASE(an_empty_text_is_at_its_end) {
    json_input input("");
    BOOST_TEST(input.at_end());
    BOOST_TEST(input.bytes_read() == 0U);
}

BOOST_AUTO_TEST_CASE(counts_lines_and_columns_from_one) {
    BOOST_TEST(place_in("", 0) == "1:1");
    BOOST_TEST(place_in("ab", 1) == "1:1");
    BOOST_TEST(place_in("ab", 2) == "1:2");
    BOOST_TEST(place_in("ab", 99) == "1:3"); // behind the last
    BOOST_TEST(place_in("\n\n", 3) == "3:1");
    BOOST_TEST(place_in("ab\ncd", 5) == "2:2");
}

BOOST_AUTO_TEST_CASE(counts_the_same_whatever_the_blocks) {
    const std::string text = "ab\ncd\n\nefgh\ni";
    for (std::size_t size = 1; size <= text.size(); ++size) {
        json_input input(blocks_of(text, size));
        for (std::uint64_t read = 1; !input.at_end(); ++read) {
            input.skip();
            BOOST_TEST_CONTEXT("blocks of " << size << ", read " << read) {
                BOOST_TEST(place(input, read) == place_in(text, read));
            }
        }
        BOOST_TEST(place(input, text.size() + 1) == place_in(text, text.size() + 1));
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
