// SPDX-License-Identifier: MIT
#include <sendmock/logs/timestamp.hpp>

#include <boost/test/unit_test.hpp>
#include <rapidcheck/boost_test.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace property::logs::timestamp {

using sendmock::instant;

/// Any time in the years 1 to 9999, whole seconds as often as not.
rc::Gen<instant> instants() {
    const auto first = sendmock::detail::first_instant.time_since_epoch().count();
    const auto last = sendmock::detail::last_instant.time_since_epoch().count();
    return rc::gen::map(
        rc::gen::tuple(rc::gen::inRange<std::int64_t>(first, last + 1), rc::gen::arbitrary<bool>()),
        [](const std::tuple<std::int64_t, bool>& drawn) {
            const instant at{std::chrono::microseconds{std::get<0>(drawn)}};
            return std::get<1>(drawn) ? std::chrono::floor<std::chrono::seconds>(at) : at;
        });
}

/// Texts that are nearly timestamps.
rc::Gen<std::string> damaged_texts() {
    return rc::gen::map(
        rc::gen::tuple(instants(),
                       rc::gen::container<std::vector<std::pair<std::uint8_t, char>>>(rc::gen::pair(
                           rc::gen::arbitrary<std::uint8_t>(),
                           rc::gen::oneOf(rc::gen::elementOf(std::string{"0123456789-+:.,TZ \n"}),
                                          rc::gen::arbitrary<char>())))),
        [](const auto& drawn) {
            auto text = sendmock::to_service_time(std::get<0>(drawn));
            for (const auto& [place, byte] : std::get<1>(drawn)) {
                text[place % text.size()] = byte;
            }
            return text;
        });
}

} // namespace property::logs::timestamp

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(timestamp)

RC_BOOST_PROP(parse_inverts_writing_a_position, ()) {
    const auto at = *instants();
    const auto text = sendmock::to_position(at);
    RC_ASSERT(sendmock::parse_position_time(text) == at);
    RC_ASSERT(sendmock::parse_timestamp(text) == at);
    RC_ASSERT(sendmock::has_offset(text));
}

RC_BOOST_PROP(parse_inverts_writing_a_service_time, ()) {
    const auto at = *instants();
    const auto text = sendmock::to_service_time(at);
    RC_ASSERT(text.size() == 32U);
    RC_ASSERT(sendmock::parse_timestamp(text) == at);
    RC_ASSERT(sendmock::has_offset(text));
}

RC_BOOST_PROP(positions_of_whole_seconds_are_ordered_as_their_times, ()) {
    const auto a = std::chrono::floor<std::chrono::seconds>(*instants());
    const auto b = std::chrono::floor<std::chrono::seconds>(*instants());
    RC_ASSERT((sendmock::to_position(a) < sendmock::to_position(b)) == (a < b));
}

RC_BOOST_PROP(whatever_is_taken_lies_in_the_years_that_can_be_written, ()) {
    const auto text = *damaged_texts();
    const auto position = sendmock::parse_position_time(text);
    const auto timestamp = sendmock::parse_timestamp(text);
    RC_ASSERT(!timestamp || timestamp == position);
    RC_ASSERT(!sendmock::has_offset(text) || timestamp);
    if (position) {
        RC_ASSERT(sendmock::parse_position_time(sendmock::to_position(*position)) == position);
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
