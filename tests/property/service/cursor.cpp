// SPDX-License-Identifier: MIT
#include <sendmock/http/utf8.hpp>
#include <sendmock/logs/timestamp.hpp>
#include <sendmock/service/cursor.hpp>

#include <boost/test/unit_test.hpp>
#include <rapidcheck/boost_test.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace property::service::cursor {

using sendmock::decode_cursor;
using sendmock::encode_cursor;

/// Bytes, most of them of those that cursors are made of.
rc::Gen<std::string> bytes() {
    return rc::gen::container<std::string>(rc::gen::oneOf(
        rc::gen::map(rc::gen::inRange(0, 256), [](int byte) { return static_cast<char>(byte); }),
        rc::gen::elementOf(std::string("orp=&%+ 012_-\n:TZ"))));
}

/// A position as links have it: an id or a time.
rc::Gen<std::string> row_positions() {
    constexpr std::int64_t microseconds_of_century = std::int64_t{100} * 365 * 86'400 * 1'000'000;
    return rc::gen::oneOf(
        rc::gen::map(rc::gen::inRange<std::int64_t>(1, std::numeric_limits<std::int64_t>::max()),
                     [](std::int64_t id) { return std::to_string(id); }),
        rc::gen::map(
            rc::gen::inRange<std::int64_t>(0, microseconds_of_century), [](std::int64_t time) {
                return sendmock::to_position(sendmock::instant{std::chrono::microseconds{time}});
            }));
}

rc::Gen<sendmock::cursor> cursors(const rc::Gen<std::string>& positions) {
    using sendmock::cursor;
    return rc::gen::build<cursor>(
        rc::gen::set(&cursor::offset,
                     rc::gen::inRange<std::uint32_t>(0, cursor::largest_offset + 1)),
        rc::gen::set(&cursor::reverse, rc::gen::arbitrary<bool>()),
        rc::gen::set(&cursor::position,
                     rc::gen::oneOf(rc::gen::just(std::optional<std::string>{}),
                                    rc::gen::cast<std::optional<std::string>>(positions))));
}

} // namespace property::service::cursor

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(service)
BOOST_AUTO_TEST_SUITE(cursor)

RC_BOOST_PROP(decode_inverts_encode, ()) {
    const auto value = *cursors(rc::gen::map(bytes(), sendmock::http::repair_utf8));
    RC_ASSERT((decode_cursor(encode_cursor(value)) == value));
}

RC_BOOST_PROP(decoded_cursors_mean_the_same_once_they_are_encoded_again, ()) {
    const std::string tokens = *bytes();
    const auto value = decode_cursor(sendmock::http::base64_encode(tokens));
    RC_PRE(value.has_value());
    RC_ASSERT((decode_cursor(encode_cursor(*value)) == value));
}

RC_BOOST_PROP(damaged_texts_are_refused_or_have_an_offset_within_the_cap, ()) {
    const auto value = decode_cursor(*bytes());
    if (value) {
        RC_ASSERT(value->offset <= sendmock::cursor::largest_offset);
    }
}

RC_BOOST_PROP(offsets_of_any_size_are_capped, ()) {
    const auto offset = *rc::gen::arbitrary<std::uint64_t>();
    const auto value = decode_cursor(sendmock::http::base64_encode("o=" + std::to_string(offset)));
    RC_ASSERT(value.has_value());
    RC_ASSERT(value->offset == (offset < 1000 ? offset : 1000));
}

// So that all that a URL has to encode is the padding.
RC_BOOST_PROP(cursors_of_rows_have_neither_plus_nor_slash, ()) {
    const std::string encoded = encode_cursor(*cursors(row_positions()));
    RC_ASSERT(encoded.find_first_of("+/") == std::string::npos);
}

RC_BOOST_PROP(no_cursor_survives_the_loss_of_its_padding, ()) {
    std::string encoded = encode_cursor(*cursors(row_positions()));
    RC_PRE(encoded.ends_with('='));
    encoded.erase(encoded.find('='));
    RC_ASSERT(!decode_cursor(encoded).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
