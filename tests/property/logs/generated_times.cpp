// SPDX-License-Identifier: MIT
#include <sendmock/logs/detail/generated_times.hpp>

#include <boost/test/unit_test.hpp>
#include <rapidcheck/boost_test.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace property::logs::generated_times {

using sendmock::generated_logs;
using sendmock::instant;
using sendmock::detail::generated_times;
using std::chrono::microseconds;

double any_share() {
    return *rc::gen::oneOf(rc::gen::element(0.0, 1.0),
                           rc::gen::map(rc::gen::inRange(0, 1001),
                                        [](int thousandths) { return thousandths / 1000.0; }));
}

microseconds any_interval() {
    return microseconds{
        *rc::gen::oneOf(rc::gen::element<std::int64_t>(
                            1, 2, 999'999, 1'000'000, 1'000'001, 600'000'000, 3 * 86'400'000'000),
                        rc::gen::inRange<std::int64_t>(1, 100),
                        rc::gen::inRange<std::int64_t>(1, 10'000'000))};
}

instant any_from() {
    using namespace std::chrono;
    constexpr sys_days year_1 = year{1} / 1 / 1;
    constexpr sys_days year_1900 = year{1900} / 1 / 1;
    constexpr sys_days year_2023 = year{2023} / 3 / 25;
    const instant base = *rc::gen::element<instant>(year_1, year_1900, sys_days{}, year_2023);
    return base + microseconds{*rc::gen::oneOf(rc::gen::just<std::int64_t>(0),
                                               rc::gen::inRange<std::int64_t>(0, 5'000'000))};
}

/// Small counts often: the first and last runs are where mistakes are made.
generated_logs any_options() {
    generated_logs options;
    options.count = *rc::gen::oneOf(rc::gen::inRange<std::uint64_t>(1, 20),
                                    rc::gen::inRange<std::uint64_t>(1, 3001));
    options.seed = *rc::gen::arbitrary<std::uint64_t>();
    options.ties = any_share();
    options.from = any_from();
    options.interval = any_interval();
    options.whole_seconds = any_share();
    options.check();
    return options;
}

std::vector<instant> all_times(const generated_times& times, std::uint64_t count) {
    std::vector<instant> all;
    for (std::uint64_t log = 0; log < count; ++log) {
        all.push_back(times.run(times.run_of(log)).at);
    }
    return all;
}

std::uint64_t ties_of(const std::vector<instant>& times) {
    std::uint64_t ties = 0;
    for (std::size_t log = 1; log < times.size(); ++log) {
        ties += times[log] == times[log - 1] ? 1U : 0U;
    }
    return ties;
}

bool is_whole(instant at) {
    return at == std::chrono::floor<std::chrono::seconds>(at);
}

} // namespace property::logs::generated_times

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(generated_times)

RC_BOOST_PROP(runs_lie_one_behind_the_other_and_cover_all_logs, ()) {
    const auto options = any_options();
    const generated_times times{options};
    std::uint64_t log = 0;
    instant before = instant::min();
    for (std::uint64_t number = 0; log < options.count; ++number) {
        const auto run = times.run(number);
        RC_ASSERT(run.begin == log);
        RC_ASSERT(run.end > run.begin);
        RC_ASSERT(run.end <= options.count);
        RC_ASSERT(run.at > before);
        RC_ASSERT(run.at >= options.from);
        before = run.at;
        for (; log < run.end; ++log) {
            RC_ASSERT(times.run_of(log) == number);
        }
    }
    RC_ASSERT(before <=
              options.from + *options.interval * static_cast<std::int64_t>(options.count));
}

RC_BOOST_PROP(times_never_decrease, ()) {
    const auto options = any_options();
    const auto all = all_times(generated_times{options}, options.count);
    RC_ASSERT(std::is_sorted(all.begin(), all.end()));
}

RC_BOOST_PROP(counts_the_logs_before_a_time_as_one_by_one, ()) {
    const auto options = any_options();
    const generated_times times{options};
    const auto all = all_times(times, options.count);
    const auto check = [&](instant at) {
        // Counted from sorted times, which another property demands.
        const auto earlier = std::lower_bound(all.begin(), all.end(), at) - all.begin();
        const auto not_later = std::upper_bound(all.begin(), all.end(), at) - all.begin();
        RC_ASSERT(times.earlier_than(at) == static_cast<std::uint64_t>(earlier));
        RC_ASSERT(times.not_later_than(at) == static_cast<std::uint64_t>(not_later));
    };
    for (std::size_t log = 0; log < all.size(); ++log) {
        check(all[log]);
        check(all[log] - microseconds{1});
        check(all[log] + microseconds{1});
        if (log > 0) {
            check(all[log - 1] + (all[log] - all[log - 1]) / 2);
        }
    }
    // The edges of the stretches that times are drawn from, and some beyond all of them.
    for (std::int64_t stretch = -2; stretch < static_cast<std::int64_t>(options.count) + 2;
         ++stretch) {
        const instant edge = options.from + stretch * *options.interval;
        check(edge - microseconds{1});
        check(edge);
    }
    for (const instant far : {sendmock::detail::first_instant,
                              sendmock::detail::last_instant,
                              instant{},
                              options.from - std::chrono::days{1'000},
                              all.back() + std::chrono::days{1'000}}) {
        check(far);
    }
}

RC_BOOST_PROP(as_many_logs_share_a_time_as_asked, ()) {
    auto options = any_options();
    options.count = *rc::gen::inRange<std::uint64_t>(500, 3001);
    const auto all = all_times(generated_times{options}, options.count);
    const auto share = static_cast<double>(ties_of(all)) / static_cast<double>(options.count - 1);
    RC_ASSERT(std::abs(share - options.ties) < 0.02);
    RC_ASSERT(options.ties != 0 || share == 0);
    RC_ASSERT(options.ties != 1 || share == 1);
}

RC_BOOST_PROP(the_mean_distance_of_times_is_the_interval, ()) {
    auto options = any_options();
    options.count = *rc::gen::inRange<std::uint64_t>(500, 3001);
    options.ties = *rc::gen::element(0.0, 0.1, 0.5);
    const auto all = all_times(generated_times{options}, options.count);
    const auto distances = static_cast<double>(all.size() - 1 - ties_of(all));
    const double mean = static_cast<double>((all.back() - all.front()).count()) / distances;
    const auto interval = static_cast<double>(options.interval->count());
    RC_ASSERT(std::abs(mean - interval) <= interval / 100);
}

RC_BOOST_PROP(as_many_times_are_whole_seconds_as_asked, ()) {
    auto options = any_options();
    options.count = 3000;
    options.ties = *rc::gen::element(0.0, 0.1);
    options.interval = std::max<microseconds>(*options.interval, std::chrono::seconds{1});
    const auto all = all_times(generated_times{options}, options.count);
    const auto whole = std::count_if(all.begin(), all.end(), is_whole);
    const double share = static_cast<double>(whole) / static_cast<double>(all.size());
    RC_ASSERT(std::abs(share - options.whole_seconds) < 0.06);
    RC_ASSERT(options.whole_seconds != 1 || share == 1);
}

RC_BOOST_PROP(the_time_of_a_log_does_not_depend_on_the_number_of_logs, ()) {
    auto options = any_options();
    const auto all = all_times(generated_times{options}, options.count);
    options.count = *rc::gen::inRange<std::uint64_t>(1, options.count + 1);
    const auto fewer = all_times(generated_times{options}, options.count);
    RC_ASSERT(std::equal(fewer.begin(), fewer.end(), all.begin()));
    options.count = generated_logs::largest_count;
    options.interval = std::min<microseconds>(*options.interval, std::chrono::milliseconds{200});
    const auto of_many = all_times(generated_times{options}, fewer.size());
    options.count = fewer.size();
    RC_ASSERT(of_many == all_times(generated_times{options}, fewer.size()));
}

RC_BOOST_PROP(finds_logs_anywhere_in_the_longest_sequences, ()) {
    auto options = any_options();
    options.count = generated_logs::largest_count - *rc::gen::inRange<std::uint64_t>(0, 3);
    options.interval = std::min<microseconds>(*options.interval, std::chrono::milliseconds{200});
    options.check();
    const generated_times times{options};
    const auto log = *rc::gen::oneOf(
        rc::gen::map(rc::gen::inRange<std::uint64_t>(0, 10),
                     [&](std::uint64_t before) { return options.count - 1 - before; }),
        rc::gen::map(rc::gen::arbitrary<std::uint64_t>(),
                     [&](std::uint64_t drawn) { return drawn % options.count; }));
    const auto number = times.run_of(log);
    const auto run = times.run(number);
    RC_ASSERT(run.begin <= log);
    RC_ASSERT(log < run.end);
    RC_ASSERT(run.end <= options.count);
    RC_ASSERT(times.earlier_than(run.at) == run.begin);
    RC_ASSERT(times.not_later_than(run.at) == run.end);
    if (run.begin > 0) {
        const auto previous = times.run(number - 1);
        RC_ASSERT(previous.end == run.begin);
        RC_ASSERT(previous.at < run.at);
    }
    RC_ASSERT(run.at <= sendmock::detail::last_instant);
}

BOOST_AUTO_TEST_CASE(counts_none_at_the_beginning_of_time_and_all_at_its_end) {
    for (const instant from : {instant{sendmock::detail::first_instant},
                               instant{},
                               instant{std::chrono::sys_days{std::chrono::year{2023} / 3 / 25}}}) {
        const generated_times times{{.count = 50, .from = from}};
        BOOST_TEST(times.earlier_than(instant::min()) == 0U);
        BOOST_TEST(times.not_later_than(instant::min()) == 0U);
        BOOST_TEST(times.earlier_than(instant::max()) == 50U);
        BOOST_TEST(times.not_later_than(instant::max()) == 50U);
    }
}

BOOST_AUTO_TEST_CASE(counts_none_of_no_logs) {
    for (const double ties : {0.0, 0.5, 1.0}) {
        const generated_times times{{.count = 0, .ties = ties}};
        const instant from = generated_logs{}.from;
        BOOST_TEST(times.earlier_than(from + std::chrono::days{1}) == 0U);
        BOOST_TEST(times.not_later_than(from) == 0U);
        BOOST_TEST(times.not_later_than(from - std::chrono::days{1}) == 0U);
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
