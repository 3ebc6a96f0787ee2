// SPDX-License-Identifier: MIT
#include <sendmock/service/cursor.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace unit::service::cursor {

using sendmock::decode_cursor;
using sendmock::encode_cursor;
using sendmock::to_tokens;
using namespace std::string_literals;

/// What the value of the parameter means, word for word, or `refused`.
std::string decoded(std::string_view text) {
    const auto read = decode_cursor(text);
    if (!read) {
        return "refused";
    }
    return "o=" + std::to_string(read->offset) + (read->reverse ? " r" : "") +
           (read->position ? " p=" + *read->position : "");
}

/// The same of a text before base64.
std::string meaning(std::string_view tokens) {
    return decoded(sendmock::http::base64_encode(tokens));
}

const std::string first_page = "o=0";

} // namespace unit::service::cursor

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(service)
BOOST_AUTO_TEST_SUITE(cursor)

BOOST_AUTO_TEST_CASE(takes_a_text_without_a_token_for_the_first_page) {
    for (const auto& text : {"", "!!", "=", "YQ=="}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(decoded(text) == first_page);
        }
    }
    BOOST_TEST((decode_cursor("") == sendmock::cursor{}));
}

BOOST_AUTO_TEST_CASE(drops_what_is_outside_the_alphabet_and_needless_padding) {
    for (const auto& text : {"bz0z", "bz0z==", "=bz0z", "b=z0z", "b-z_0 z!"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(decoded(text) == "o=3");
        }
    }
}

BOOST_AUTO_TEST_CASE(ends_at_the_padding_that_completes_a_group) {
    for (const auto& text : {"bz0zJnA9OA==", "bz0zJnA9OB==", "bz0zJnA9OA==zzzz"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(decoded(text) == "o=3 p=8");
        }
    }
    // Three characters with one `=` make four, so that the `z` is ignored: `o=`, no number.
    BOOST_TEST(decoded("bz0=z") == "refused");
    BOOST_TEST(decoded("cD0=z") == "o=0 p=");
}

BOOST_AUTO_TEST_CASE(refuses_an_unfinished_group) {
    for (const auto& text : {"a", "abcde", "YQ", "YQ=", "bz0zJnA9OA=x", "bz0zJnA9OA"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(decoded(text) == "refused");
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_bytes_outside_ascii_before_and_after_base64) {
    BOOST_TEST(decoded("YQ==\xC3\xA9") == "refused");
    BOOST_TEST(decoded("bz0z\x80") == "refused");
    BOOST_TEST(decoded("/w==") == "refused");
    BOOST_TEST(meaning("p=\xC3\xA9") == "refused");
    BOOST_TEST(meaning("p=%C3%A9") == "o=0 p=\xC3\xA9");
}

BOOST_AUTO_TEST_CASE(form_decodes_names_and_values) {
    BOOST_TEST(meaning("%6F=3") == "o=3");
    BOOST_TEST(meaning("o=%33") == "o=3");
    BOOST_TEST(meaning("p=a+b%2Bc%zz") == "o=0 p=a b+c%zz");
    BOOST_TEST(meaning("p=%FF") == "o=0 p=\xEF\xBF\xBD");
    BOOST_TEST(meaning("p=a;o=3") == "o=0 p=a;o=3");
    BOOST_TEST(meaning("p=a=b") == "o=0 p=a=b");
}

BOOST_AUTO_TEST_CASE(ignores_other_names) {
    BOOST_TEST(meaning("O=3") == first_page);
    BOOST_TEST(meaning("+o=3") == first_page);
    BOOST_TEST(meaning("offset=3&x=1&o=2") == "o=2");
}

BOOST_AUTO_TEST_CASE(takes_the_first_of_a_repeated_token) {
    BOOST_TEST(meaning("o=3&o=4") == "o=3");
    BOOST_TEST(meaning("o=3&o=x") == "o=3");
    BOOST_TEST(meaning("o=&o=3") == "refused");
    BOOST_TEST(meaning("r=0&r=1") == "o=0");
    BOOST_TEST(meaning("p=a&p=b") == "o=0 p=a");
    BOOST_TEST(meaning("p=&p=b") == "o=0 p=");
}

BOOST_AUTO_TEST_CASE(reads_offsets_as_the_framework_reads_integers) {
    for (const auto& four : {"4", "%2B4", "+4+", "04", "0_4", "4%0A", "%2b4", "%094%0D"}) {
        BOOST_TEST_CONTEXT(four) {
            BOOST_TEST(meaning("o="s + four) == "o=4");
        }
    }
    for (const auto& zero : {"0", "-0", "000"}) {
        BOOST_TEST_CONTEXT(zero) {
            BOOST_TEST(meaning("o="s + zero) == "o=0");
        }
    }
    BOOST_TEST(meaning("o=1_0") == "o=10");
    for (const auto& text : {"",    "x",   "1__0", "_1",   "1_",      "%2B+4", "%2B-4", "4+4",
                             "4.0", "4e0", "0x4",  "1,0",  "-1",      "-9",    "%1C4",  "4%1F",
                             "-_1", "%00", "%FF",  "4%85", "%C2%A04", "%D9%A4"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(meaning("o="s + text) == "refused");
        }
    }
    BOOST_TEST(meaning("o") == "refused");
}

BOOST_AUTO_TEST_CASE(caps_offsets_of_any_size) {
    BOOST_TEST(meaning("o=999") == "o=999");
    BOOST_TEST(meaning("o=1000") == "o=1000");
    BOOST_TEST(meaning("o=1001") == "o=1000");
    BOOST_TEST(meaning("o=5000") == "o=1000");
    BOOST_TEST(meaning("o=4294967297") == "o=1000");
    BOOST_TEST(meaning("o=18446744073709551617") == "o=1000");
    BOOST_TEST(meaning("o=" + std::string(4300, '9')) == "o=1000");
    BOOST_TEST(meaning("o=" + std::string(4301, '9')) == "refused");
    BOOST_TEST(meaning("o=" + std::string(4300, '0') + "1") == "refused");
    BOOST_TEST(meaning("o=-" + std::string(4300, '9')) == "refused");
}

BOOST_AUTO_TEST_CASE(reverses_unless_the_number_is_zero) {
    for (const auto& text : {"1", "-1", "2", "%2B1", "0_1", "99999999999999999999"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(meaning("r="s + text) == "o=0 r");
        }
    }
    for (const auto& text : {"0", "-0", "000", "+0+"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(meaning("r="s + text) == "o=0");
        }
    }
    for (const auto& text : {"", "x", "1__0", "true", "0x0"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(meaning("r="s + text) == "refused");
        }
    }
    BOOST_TEST(meaning("r=" + std::string(4301, '0')) == "refused");
}

BOOST_AUTO_TEST_CASE(keeps_the_position_word_for_word) {
    BOOST_TEST(meaning("p=007") == "o=0 p=007");
    BOOST_TEST(meaning("p=+7+") == "o=0 p= 7 ");
    BOOST_TEST(meaning("p=garbage") == "o=0 p=garbage");
}

BOOST_AUTO_TEST_CASE(tells_an_empty_position_from_none) {
    BOOST_TEST(meaning("p=") == "o=0 p=");
    BOOST_TEST(meaning("p") == "o=0 p=");
    BOOST_TEST(meaning("o=1&p&r=1") == "o=1 r p=");
    BOOST_TEST(meaning("o=1") == "o=1");
}

BOOST_AUTO_TEST_CASE(writes_offset_then_reverse_then_position) {
    BOOST_TEST(to_tokens({}) == "");
    BOOST_TEST(to_tokens({.offset = 3}) == "o=3");
    BOOST_TEST(to_tokens({.reverse = true}) == "r=1");
    BOOST_TEST(to_tokens({.position = "8"}) == "p=8");
    BOOST_TEST(to_tokens({.offset = 1100, .reverse = true}) == "o=1100&r=1");
    BOOST_TEST(to_tokens({.offset = 2, .position = "8"}) == "o=2&p=8");
    BOOST_TEST(to_tokens({.reverse = true, .position = "8"}) == "r=1&p=8");
    BOOST_TEST(to_tokens({.offset = 1, .reverse = true, .position = ""}) == "o=1&r=1&p=");
}

BOOST_AUTO_TEST_CASE(form_encodes_the_position) {
    BOOST_TEST(to_tokens({.position = "a b&c=d%+~\xC3\xA9"}) == "p=a+b%26c%3Dd%25%2B~%C3%A9");
}

BOOST_AUTO_TEST_CASE(encodes_with_padding) {
    BOOST_TEST(encode_cursor({}) == "");
    BOOST_TEST(encode_cursor({.offset = 3}) == "bz0z");
    BOOST_TEST(encode_cursor({.offset = 3, .position = "8"}) == "bz0zJnA9OA==");
    BOOST_TEST(encode_cursor({.offset = 1, .position = "2023-03-01 01:01:30+00:00"}) ==
               "bz0xJnA9MjAyMy0wMy0wMSswMSUzQTAxJTNBMzAlMkIwMCUzQTAw");
}

// From a sibling's recorded pages.
BOOST_AUTO_TEST_CASE(encodes_and_decodes_recorded_cursors) {
    const sendmock::cursor forward{.position = "302667162"};
    BOOST_TEST(encode_cursor(forward) == "cD0zMDI2NjcxNjI=");
    BOOST_TEST((decode_cursor("cD0zMDI2NjcxNjI=") == forward));
    const sendmock::cursor backward{.reverse = true, .position = "302666862"};
    BOOST_TEST(encode_cursor(backward) == "cj0xJnA9MzAyNjY2ODYy");
    BOOST_TEST((decode_cursor("cj0xJnA9MzAyNjY2ODYy") == backward));
}

// Such cursors survive clients that damage the padding, so that these fail on some data only.
BOOST_AUTO_TEST_CASE(pads_no_text_of_three_n_bytes) {
    const auto padded = [](const sendmock::cursor& value) {
        return encode_cursor(value).ends_with('=');
    };
    const std::string whole = "2023-03-01 01:02:00+00:00";
    const std::string fraction = "2023-03-01 01:02:00.123456+00:00";
    BOOST_TEST(padded({.position = whole}));
    BOOST_TEST(!padded({.position = fraction}));
    BOOST_TEST(!padded({.reverse = true, .position = whole}));
    BOOST_TEST(!padded({.offset = 1, .position = whole}));
    BOOST_TEST(padded({.reverse = true, .position = fraction}));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
