// SPDX-License-Identifier: MIT
#include <sendmock/service/rate_limit.hpp>

#include <boost/test/unit_test.hpp>
#include <rapidcheck/boost_test.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <vector>

namespace property::service::rate_limit {

using sendmock::instant;
using sendmock::token_bucket;
using namespace std::chrono;

rc::Gen<sendmock::rate_limit> limits(std::uint32_t most) {
    return rc::gen::build<sendmock::rate_limit>(
        rc::gen::set(&sendmock::rate_limit::requests, rc::gen::inRange<std::uint32_t>(1, most)),
        rc::gen::set(&sendmock::rate_limit::per, rc::gen::element(seconds{1}, seconds{60})));
}

/// Waits between requests, most of them about as long as a token takes.
rc::Gen<std::vector<std::int64_t>> waits() {
    return rc::gen::container<std::vector<std::int64_t>>(rc::gen::oneOf(
        rc::gen::just(std::int64_t{0}), rc::gen::inRange<std::int64_t>(0, 20'000'000)));
}

} // namespace property::service::rate_limit

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(service)
BOOST_AUTO_TEST_SUITE(rate_limit)

RC_BOOST_PROP(parse_inverts_to_string, ()) {
    const auto limit = *limits(std::numeric_limits<std::uint32_t>::max());
    RC_ASSERT((sendmock::parse_rate_limit(to_string(limit)) == limit));
}

RC_BOOST_PROP(no_span_of_time_lets_more_through_than_the_limit_and_its_refill, ()) {
    const auto limit = *limits(20);
    token_bucket bucket(limit);
    std::vector<instant> through;
    instant now = sys_days{year{2023} / 3 / 1};
    for (const std::int64_t wait : *waits()) {
        now += microseconds{wait};
        if (bucket.take(now)) {
            through.push_back(now);
        }
    }
    for (auto first = through.begin(); first != through.end(); ++first) {
        for (auto last = first; last != through.end(); ++last) {
            const std::int64_t refill =
                (*last - *first).count() * limit.requests / microseconds{limit.per}.count();
            RC_ASSERT(last - first + 1 <= std::int64_t{limit.requests} + refill);
        }
    }
}

RC_BOOST_PROP(a_request_is_refused_only_where_the_limit_is_used_up, ()) {
    const auto limit = *limits(20);
    const std::int64_t per = microseconds{limit.per}.count();
    token_bucket bucket(limit);
    instant now = sys_days{year{2023} / 3 / 1};
    std::int64_t level = per * limit.requests; // a token is `per` of it
    for (const std::int64_t wait : *waits()) {
        now += microseconds{wait};
        level = std::min(per * limit.requests, level + wait * limit.requests);
        const bool taken = bucket.take(now);
        RC_ASSERT(taken == (level >= per));
        level -= taken ? per : 0;
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
