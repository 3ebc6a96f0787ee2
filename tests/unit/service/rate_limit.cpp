// SPDX-License-Identifier: MIT
#include <sendmock/service/rate_limit.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

namespace unit::service::rate_limit {

using sendmock::instant;
using sendmock::parse_rate_limit;
using sendmock::to_string;
using sendmock::token_bucket;
using namespace std::chrono;

const instant start = sys_days{year{2023} / 3 / 1};

/// How many of so many requests at one moment are let through.
int taken(token_bucket& bucket, int requests, instant at) {
    int count = 0;
    for (int request = 0; request < requests; ++request) {
        count += bucket.take(at) ? 1 : 0;
    }
    return count;
}

/// As above for a quota and a method.
int taken(sendmock::request_quota& quota, std::string_view method, int requests, instant at) {
    int count = 0;
    for (int request = 0; request < requests; ++request) {
        count += quota.take(method, at) ? 1 : 0;
    }
    return count;
}

} // namespace unit::service::rate_limit

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(service)
BOOST_AUTO_TEST_SUITE(rate_limit)

BOOST_AUTO_TEST_CASE(reads_and_writes_requests_per_second_or_minute) {
    const auto second = parse_rate_limit("15/s");
    BOOST_TEST_REQUIRE(second.has_value());
    BOOST_TEST(second->requests == 15U);
    BOOST_TEST((second->per == seconds{1}));
    const auto minute = parse_rate_limit("1000/min");
    BOOST_TEST_REQUIRE(minute.has_value());
    BOOST_TEST(minute->requests == 1000U);
    BOOST_TEST((minute->per == seconds{60}));
    for (const std::string_view text : {"1/s", "15/s", "4294967295/s", "1/min", "1000/min"}) {
        BOOST_TEST(to_string(parse_rate_limit(text).value()) == text);
    }
}

BOOST_AUTO_TEST_CASE(refuses_other_texts) {
    for (const auto& text :
         {"",       "/s",    "/min",    "0/s",   "0/min", "15",    "15/",  "15/h",        "15/ms",
          "15/sec", "15/S",  "15/s ",   " 15/s", "15 /s", "15/ s", "-1/s", "+1/s",        "1.5/s",
          "1e3/s",  "0x1/s", "1,000/s", "15/m",  "15min", "15//s", "s/15", "4294967296/s"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!parse_rate_limit(text).has_value());
        }
    }
}

BOOST_AUTO_TEST_CASE(lets_everything_through_without_a_limit) {
    token_bucket bucket;
    BOOST_TEST(taken(bucket, 10'000, start) == 10'000);
}

BOOST_AUTO_TEST_CASE(lets_as_many_through_at_once_as_the_limit_says) {
    token_bucket bucket(sendmock::rate_limit{.requests = 5, .per = seconds{60}});
    BOOST_TEST(taken(bucket, 20, start) == 5);
}

BOOST_AUTO_TEST_CASE(refills_evenly) {
    token_bucket bucket(sendmock::rate_limit{.requests = 4, .per = seconds{60}});
    BOOST_TEST(taken(bucket, 9, start) == 4);
    BOOST_TEST(taken(bucket, 1, start + seconds{15} - microseconds{1}) == 0);
    BOOST_TEST(taken(bucket, 9, start + seconds{15}) == 1);
    BOOST_TEST(taken(bucket, 9, start + seconds{45}) == 2);
    BOOST_TEST(taken(bucket, 9, start + seconds{46}) == 0);
}

BOOST_AUTO_TEST_CASE(never_holds_more_than_the_limit) {
    token_bucket bucket(sendmock::rate_limit{.requests = 4, .per = seconds{1}});
    BOOST_TEST(taken(bucket, 1, start) == 1);
    BOOST_TEST(taken(bucket, 9, start + hours{24 * 365 * 300}) == 4);
}

// A client that keeps exactly to the limit is never refused, however long it goes on.
BOOST_AUTO_TEST_CASE(lets_evenly_spaced_requests_through) {
    for (const std::uint32_t requests : {1U, 2U, 3U, 6U, 7U, 60U, 90U, 1000U, 1200U, 7919U}) {
        for (const seconds per : {seconds{1}, seconds{60}}) {
            token_bucket bucket(sendmock::rate_limit{.requests = requests, .per = per});
            BOOST_TEST(taken(bucket, static_cast<int>(requests), start) ==
                       static_cast<int>(requests));
            const std::int64_t whole = microseconds{per}.count();
            for (std::int64_t count = 1; count <= 3000; ++count) {
                // The first microsecond in which the next token is there.
                const microseconds passed{(count * whole + requests - 1) / requests};
                BOOST_REQUIRE_MESSAGE(bucket.take(start + passed),
                                      requests << " in " << per.count() << " s, the " << count
                                               << "th");
                BOOST_REQUIRE(!bucket.take(start + passed));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(loses_and_gains_nothing_by_a_clock_that_is_set_back) {
    token_bucket bucket(sendmock::rate_limit{.requests = 2, .per = seconds{60}});
    BOOST_TEST(taken(bucket, 1, start) == 1);
    BOOST_TEST(taken(bucket, 9, start - hours{1}) == 1);
    BOOST_TEST(taken(bucket, 9, start - hours{1} + seconds{30}) == 1);
}

BOOST_AUTO_TEST_CASE(is_full_again_with_another_limit) {
    token_bucket bucket(sendmock::rate_limit{.requests = 2, .per = seconds{60}});
    BOOST_TEST(taken(bucket, 9, start) == 2);
    bucket.set(sendmock::rate_limit{.requests = 3, .per = seconds{60}});
    BOOST_TEST(taken(bucket, 9, start) == 3);
    bucket.set(std::nullopt);
    BOOST_TEST(taken(bucket, 9, start) == 9);
}

BOOST_AUTO_TEST_CASE(counts_exactly_with_several_threads) {
    token_bucket bucket(sendmock::rate_limit{.requests = 100'000, .per = seconds{60}});
    std::atomic<int> through{0};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&] { through += taken(bucket, 50'000, start); });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    BOOST_TEST(through == 100'000);
}

BOOST_AUTO_TEST_CASE(reads_and_writes_the_documented_limit) {
    const auto limit = parse_rate_limit("documented");
    BOOST_TEST_REQUIRE(limit.has_value());
    BOOST_TEST((*limit == sendmock::documented_rate_limit));
    BOOST_TEST(limit->requests == 1000U);
    BOOST_TEST((limit->per == seconds{60}));
    BOOST_TEST_REQUIRE(limit->unsafe.has_value());
    BOOST_TEST(limit->unsafe->requests == 100U);
    BOOST_TEST(limit->unsafe->burst == 15U);
    BOOST_TEST(to_string(*limit) == "documented");
    BOOST_TEST((parse_rate_limit("1000/min") != limit));
    for (const std::string_view text : {"Documented", "documented ", "documente"}) {
        BOOST_TEST(!parse_rate_limit(text).has_value());
    }
}

BOOST_AUTO_TEST_CASE(leaves_out_a_limit_for_unsafe_methods_that_has_no_text) {
    sendmock::rate_limit limit = sendmock::documented_rate_limit;
    limit.unsafe->burst = 16;
    BOOST_TEST(to_string(limit) == "1000/min");
}

BOOST_AUTO_TEST_CASE(a_quota_lets_everything_through_without_a_limit) {
    sendmock::request_quota quota;
    BOOST_TEST(taken(quota, "GET", 5000, start) == 5000);
    quota.set(std::nullopt);
    BOOST_TEST(taken(quota, "POST", 5000, start) == 5000);
}

BOOST_AUTO_TEST_CASE(a_quota_counts_all_methods_together_unless_some_have_their_own) {
    sendmock::request_quota quota;
    quota.set(sendmock::rate_limit{.requests = 5, .per = seconds{60}});
    BOOST_TEST(taken(quota, "GET", 2, start) == 2);
    BOOST_TEST(taken(quota, "POST", 9, start) == 3);
    BOOST_TEST(taken(quota, "GET", 9, start) == 0);
}

BOOST_AUTO_TEST_CASE(a_quota_counts_what_reads_apart_from_what_writes) {
    for (const std::string_view method : {"GET", "HEAD", "OPTIONS"}) {
        sendmock::request_quota quota;
        quota.set(sendmock::documented_rate_limit);
        BOOST_TEST(taken(quota, "POST", 100, start) == 15);
        BOOST_TEST(taken(quota, method, 2000, start) == 1000);
        BOOST_TEST(taken(quota, "POST", 9, start + seconds{1}) == 9);
    }
    for (const std::string_view method : {"POST", "PUT", "PATCH", "DELETE", "get"}) {
        sendmock::request_quota quota;
        quota.set(sendmock::documented_rate_limit);
        BOOST_TEST(taken(quota, method, 100, start) == 15);
    }
}

BOOST_AUTO_TEST_CASE(a_quota_holds_what_writes_to_15_in_a_second_and_100_in_a_minute) {
    sendmock::request_quota quota;
    quota.set(sendmock::documented_rate_limit);
    int through = 0;
    for (int second = 0; second < 6; ++second) {
        BOOST_TEST(taken(quota, "POST", 15, start + seconds{second}) == 15);
        through += 15;
    }
    // 90 are gone, and 100 a minute have refilled 5 in 3 s, 8 and a third in 5 s.
    through += taken(quota, "POST", 15, start + seconds{6});
    through += taken(quota, "POST", 15, start + seconds{7});
    BOOST_TEST(through == 111); // 100 and the 11 of 7 s
    BOOST_TEST(taken(quota, "POST", 99, start + seconds{67}) == 15);
}

BOOST_AUTO_TEST_CASE(a_quota_is_full_again_with_another_limit) {
    sendmock::request_quota quota;
    quota.set(sendmock::documented_rate_limit);
    BOOST_TEST(taken(quota, "POST", 99, start) == 15);
    quota.set(sendmock::documented_rate_limit);
    BOOST_TEST(taken(quota, "POST", 99, start) == 15);
    quota.set(sendmock::rate_limit{.requests = 20, .per = seconds{60}}); // all together now
    BOOST_TEST(taken(quota, "POST", 99, start) == 20);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
