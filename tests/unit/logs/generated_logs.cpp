// SPDX-License-Identifier: MIT
#include <sendmock/logs/generated_logs.hpp>

#include "support/has_message.hpp"
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace unit::logs::generated_logs {

using sendmock::generated_logs;
using std::chrono::microseconds;
namespace data = boost::unit_test::data;

/// The message of check() without what was expected: the member's name; empty where all is well.
std::string refused_member(const generated_logs& options) {
    try {
        options.check();
        return {};
    } catch (const std::invalid_argument& failure) {
        const std::string message = failure.what();
        const std::string::size_type end = message.find(": expected ");
        return end == std::string::npos ? "(unclear) " + message : message.substr(0, end);
    }
}

struct share_member {
    std::string name;
    double generated_logs::*member;
};

std::ostream& operator<<(std::ostream& out, const share_member& share) {
    return out << share.name;
}

const std::vector<share_member> shares{{"ties", &generated_logs::ties},
                                       {"without_owner", &generated_logs::without_owner},
                                       {"absent", &generated_logs::absent},
                                       {"null", &generated_logs::null},
                                       {"protected_logs", &generated_logs::protected_logs},
                                       {"text_payloads", &generated_logs::text_payloads},
                                       {"unusual_texts", &generated_logs::unusual_texts},
                                       {"other_zones", &generated_logs::other_zones},
                                       {"whole_seconds", &generated_logs::whole_seconds}};

} // namespace unit::logs::generated_logs

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(generated_logs)

BOOST_AUTO_TEST_CASE(takes_the_defaults) {
    BOOST_TEST(refused_member({}) == "");
}

BOOST_AUTO_TEST_CASE(takes_no_more_logs_than_a_million_million) {
    BOOST_TEST(refused_member({.count = 0}) == "");
    BOOST_TEST(refused_member({.count = 1'000'000'000'000}) == "");
    BOOST_TEST(refused_member({.count = 1'000'000'000'001}) == "count");
    BOOST_TEST(refused_member({.count = std::numeric_limits<std::uint64_t>::max()}) == "count");
}

BOOST_AUTO_TEST_CASE(takes_first_ids_from_one_that_leave_room_for_all) {
    constexpr auto largest = std::numeric_limits<std::int64_t>::max();
    BOOST_TEST(refused_member({.first_id = 1}) == "");
    BOOST_TEST(refused_member({.first_id = 0}) == "first_id");
    BOOST_TEST(refused_member({.first_id = -1}) == "first_id");
    BOOST_TEST(refused_member({.first_id = std::numeric_limits<std::int64_t>::min()}) ==
               "first_id");
    BOOST_TEST(refused_member({.count = 10, .first_id = largest - 10}) == "");
    BOOST_TEST(refused_member({.count = 10, .first_id = largest - 8}) == "first_id");
    BOOST_TEST(refused_member({.count = 10, .first_id = largest}) == "first_id");
}

BOOST_AUTO_TEST_CASE(takes_times_that_begin_in_year_1_to_9999) {
    using namespace std::chrono;
    const sendmock::instant first = sys_days{year{1} / 1 / 1};
    const sendmock::instant last = sys_days{year{10'000} / 1 / 1} - microseconds{1};
    BOOST_TEST(refused_member({.from = first}) == "");
    BOOST_TEST(refused_member({.from = first - microseconds{1}}) == "from");
    BOOST_TEST(refused_member({.count = 0, .from = last}) == "");
    BOOST_TEST(refused_member({.count = 0, .from = last + microseconds{1}}) == "from");
    BOOST_TEST(refused_member({.from = sendmock::instant::min()}) == "from");
    BOOST_TEST(refused_member({.from = sendmock::instant::max()}) == "from");
}

BOOST_AUTO_TEST_CASE(takes_intervals_from_a_microsecond_to_a_leap_year) {
    constexpr microseconds longest = std::chrono::days{366};
    BOOST_TEST(refused_member({.interval = microseconds{1}}) == "");
    BOOST_TEST(refused_member({.interval = microseconds{0}}) == "interval");
    BOOST_TEST(refused_member({.interval = microseconds{-1}}) == "interval");
    BOOST_TEST(refused_member({.interval = microseconds::min()}) == "interval");
    BOOST_TEST(refused_member({.interval = longest}) == "");
    BOOST_TEST(refused_member({.interval = longest + microseconds{1}}) == "interval");
    BOOST_TEST(refused_member({.interval = microseconds::max()}) == "interval");
}

BOOST_AUTO_TEST_CASE(refuses_logs_that_would_not_end_before_the_year_10000) {
    using namespace std::chrono;
    const sendmock::instant end = sys_days{year{10'000} / 1 / 1};
    const microseconds hour = hours{1};
    // The end itself is a microsecond late.
    BOOST_TEST(refused_member(
                   {.count = 5, .from = end - microseconds{1} - 5 * hour, .interval = hour}) == "");
    BOOST_TEST(refused_member({.count = 5, .from = end - 5 * hour, .interval = hour}) ==
               "interval");
    const microseconds minute = minutes{1};
    BOOST_TEST(refused_member({.count = 6, .from = end - 60 * minute}) == "interval");
    BOOST_TEST(refused_member({.count = 5, .from = end - 60 * minute}) == "");
    BOOST_TEST(refused_member({.count = sendmock::generated_logs::largest_count}) == "");
    BOOST_TEST(refused_member({.count = sendmock::generated_logs::largest_count,
                               .from = sys_days{year{5000} / 1 / 1}}) == "interval");
}

BOOST_AUTO_TEST_CASE(takes_one_to_a_thousand_shops) {
    BOOST_TEST(refused_member({.shops = 0}) == "shops");
    BOOST_TEST(refused_member({.shops = 1}) == "");
    BOOST_TEST(refused_member({.shops = 1000}) == "");
    BOOST_TEST(refused_member({.shops = 1001}) == "shops");
}

BOOST_AUTO_TEST_CASE(wants_a_weight_and_none_above_a_million) {
    BOOST_TEST(refused_member({.failure_weights = {}}) == "failure_weights");
    BOOST_TEST(refused_member({.failure_weights = {0, 0, 0, 0, 0, 0, 0, 0, 0, 1}}) == "");
    BOOST_TEST(refused_member({.failure_weights = {1'000'000}}) == "");
    BOOST_TEST(refused_member({.failure_weights = {1'000'001}}) == "failure_weights");
    BOOST_TEST(refused_member({.failure_weights = {1, 0, 0, 0, 0, 0, 0, 0, 0, 1'000'001}}) ==
               "failure_weights");
    sendmock::generated_logs all_heaviest;
    all_heaviest.failure_weights.fill(1'000'000);
    BOOST_TEST(refused_member(all_heaviest) == "");
    // Their sum is 0 in 32 bits.
    BOOST_TEST(refused_member({.failure_weights = {2'147'483'648U, 2'147'483'648U}}) ==
               "failure_weights");
}

BOOST_DATA_TEST_CASE(takes_shares_from_0_to_1, data::make(shares), share) {
    const auto refused = [&](double value) {
        sendmock::generated_logs options;
        options.*share.member = value;
        return refused_member(options);
    };
    BOOST_TEST(refused(0) == "");
    BOOST_TEST(refused(1) == "");
    BOOST_TEST(refused(0.5) == "");
    BOOST_TEST(refused(std::nextafter(0.0, -1.0)) == share.name);
    BOOST_TEST(refused(std::nextafter(1.0, 2.0)) == share.name);
    BOOST_TEST(refused(-1) == share.name);
    BOOST_TEST(refused(std::numeric_limits<double>::infinity()) == share.name);
    BOOST_TEST(refused(-std::numeric_limits<double>::infinity()) == share.name);
    BOOST_TEST(refused(std::numeric_limits<double>::quiet_NaN()) == share.name);
}

BOOST_AUTO_TEST_CASE(takes_hardly_any_owners_only_where_there_are_none) {
    BOOST_TEST(refused_member({.without_owner = 0.99}) == "");
    BOOST_TEST(refused_member({.without_owner = std::nextafter(0.99, 1.0)}) == "without_owner");
    BOOST_TEST(refused_member({.without_owner = std::nextafter(1.0, 0.0)}) == "without_owner");
    BOOST_TEST(refused_member({.without_owner = 1}) == "");
}

BOOST_AUTO_TEST_CASE(takes_pages_up_to_16_mebibytes) {
    BOOST_TEST(refused_member({.body_bytes = 0}) == "");
    BOOST_TEST(refused_member({.body_bytes = 16'777'216}) == "");
    BOOST_TEST(refused_member({.body_bytes = 16'777'217}) == "body_bytes");
    BOOST_TEST(refused_member({.body_bytes = std::numeric_limits<std::size_t>::max()}) ==
               "body_bytes");
}

BOOST_AUTO_TEST_CASE(says_what_was_expected) {
    BOOST_CHECK_EXCEPTION(sendmock::generated_logs{.shops = 0}.check(),
                          std::invalid_argument,
                          sendmock::tests::has_message("shops: expected 1 to 1000"));
    BOOST_CHECK_EXCEPTION(sendmock::generated_logs{.null = 2}.check(),
                          std::invalid_argument,
                          sendmock::tests::has_message("null: expected 0 to 1"));
}

BOOST_AUTO_TEST_CASE(has_long_slots_first_and_short_ones_for_the_rest) {
    constexpr std::uint64_t ten_minutes = 600'000'000;
    constexpr std::uint64_t edge = 100'000'000;
    const sendmock::detail::time_slots slots(std::nullopt);
    BOOST_TEST(slots.begin_of(7) == 7 * ten_minutes);
    BOOST_TEST(slots.length_of(edge - 1) == ten_minutes);
    BOOST_TEST(slots.begin_of(edge) == edge * ten_minutes);
    BOOST_TEST(slots.length_of(edge) == 100'000U);
    BOOST_TEST(slots.begin_of(edge + 3) == edge * ten_minutes + 300'000);
    for (const std::uint64_t slot : {std::uint64_t{0}, edge - 1, edge, edge + 1, 9 * edge}) {
        BOOST_TEST(slots.slot_at(slots.begin_of(slot)) == slot);
        BOOST_TEST(slots.slot_at(slots.begin_of(slot + 1) - 1) == slot);
    }
}

BOOST_AUTO_TEST_CASE(has_slots_of_one_length_if_asked_for) {
    const sendmock::detail::time_slots slots(microseconds{7});
    BOOST_TEST(slots.begin_of(1'000'000'000) == 7'000'000'000U);
    BOOST_TEST(slots.length_of(1'000'000'000) == 7U);
    BOOST_TEST(slots.slot_at(7'000'000'006U) == 1'000'000'000U);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
