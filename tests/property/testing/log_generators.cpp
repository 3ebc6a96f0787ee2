// SPDX-License-Identifier: MIT
#include <sendmock/testing/log_generators.hpp>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <rapidcheck/boost_test.h>

#include <cstddef>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace property::testing::log_generators {

using sendmock::log_record;
using sendmock::testing::data_sets;
using sendmock::testing::log_records;
using logs = std::vector<log_record>;

/// What a generator shrinks to, if all that it gives is refused.
template <class T, class Refuses>
T smallest(const rc::Gen<T>& generator, const Refuses& refuses, std::uint64_t seed) {
    rc::Shrinkable<T> found = generator(rc::Random(seed), rc::kNominalSize);
    for (bool smaller = refuses(found.value()); smaller;) {
        smaller = false;
        auto tried = found.shrinks();
        while (auto next = tried.next()) {
            if (refuses(next->value())) {
                found = *next;
                smaller = true;
                break;
            }
        }
    }
    return found.value();
}

std::size_t ties_in(const logs& all) {
    std::size_t ties = 0;
    for (std::size_t i = 1; i < all.size(); ++i) {
        ties += all[i].created_at() == all[i - 1].created_at() ? 1U : 0U;
    }
    return ties;
}

constexpr std::string_view plain_log =
    R"({"id":1,"base_url":"https://shop.example","created_at":"2023-03-01T00:00:00Z"})";

} // namespace property::testing::log_generators

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(log_generators)

RC_BOOST_PROP(a_log_is_sound, ()) {
    const log_record record = *log_records();
    RC_ASSERT(sendmock::parse_log(record.json()).json() == record.json());
}

RC_BOOST_PROP(logs_are_in_the_order_of_their_times_and_ids, ()) {
    const logs all = *data_sets();
    for (std::size_t i = 1; i < all.size(); ++i) {
        RC_ASSERT(all[i].id() == all[i - 1].id() + 1);
        RC_ASSERT(all[i].created_at() >= all[i - 1].created_at());
    }
}

RC_BOOST_PROP(ties_are_as_many_as_asked_for, ()) {
    const logs none = *data_sets({.ties = 0.0});
    RC_ASSERT(ties_in(none) == 0U);
    const logs all = *data_sets({.ties = 1.0});
    RC_ASSERT(ties_in(all) == (all.empty() ? 0U : all.size() - 1));
}

RC_BOOST_PROP(logs_have_only_what_they_must_have_if_asked_for, ()) {
    const logs all = *data_sets({.optional_members = false});
    for (const log_record& record : all) {
        RC_ASSERT(nlohmann::json::parse(record.json()).size() == 3U);
    }
}

RC_BOOST_PROP(a_page_size_is_in_range, ()) {
    const std::size_t size = *sendmock::testing::page_sizes(50);
    RC_ASSERT(size >= 1U);
    RC_ASSERT(size <= 50U);
}

BOOST_AUTO_TEST_CASE(everything_optional_is_seen_and_missed) {
    std::set<std::string> seen;
    std::set<std::string> missed;
    std::size_t most = 0;
    std::size_t tied = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const logs all = data_sets()(rc::Random(seed), rc::kNominalSize).value();
        most = std::max(most, all.size());
        tied += ties_in(all);
        for (const log_record& record : all) {
            const auto log = nlohmann::json::parse(record.json());
            for (const sendmock::log_field& field : sendmock::log_fields) {
                (log.contains(field.name) ? seen : missed).insert(std::string(field.name));
            }
        }
    }
    BOOST_TEST(seen.size() == sendmock::log_fields.size());
    BOOST_TEST(missed.size() == sendmock::log_fields.size() - 3); // id, base_url, created_at
    BOOST_TEST(most > 50U);
    BOOST_TEST(tied > 100U);
}

BOOST_AUTO_TEST_CASE(a_log_shrinks_to_a_plain_one) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto any = [](const log_record&) { return true; };
        BOOST_TEST(smallest(log_records(), any, seed).json() == plain_log);
        // What is needed for the failure stays, and nothing else.
        const auto null_code = [](const log_record& record) {
            return record.json().find(R"("response_code":null)") != std::string::npos;
        };
        const log_record kept = smallest(log_records(), null_code, seed);
        BOOST_TEST((!null_code(kept) || nlohmann::json::parse(kept.json()).size() == 4U),
                   kept.json());
    }
}

BOOST_AUTO_TEST_CASE(a_data_set_shrinks_to_few_plain_logs_at_distinct_times) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto three = [](const logs& all) { return all.size() >= 3; };
        const logs found = smallest(data_sets(), three, seed);
        if (!three(found)) {
            continue; // it was small to begin with
        }
        BOOST_TEST(found.size() == 3U);
        BOOST_TEST(found[0].json() == plain_log);
        BOOST_TEST(
            found[2].json() ==
            R"({"id":3,"base_url":"https://shop.example","created_at":"2023-03-01T00:02:00Z"})");
    }
}

BOOST_AUTO_TEST_CASE(a_counterexample_is_readable_json) {
    std::ostringstream shown;
    rc::show(logs{sendmock::parse_log(plain_log)}, shown);
    BOOST_TEST(shown.str() == "[{\n  \"id\": 1,\n  \"base_url\": \"https://shop.example\",\n"
                              "  \"created_at\": \"2023-03-01T00:00:00Z\"\n}]");
}

BOOST_AUTO_TEST_CASE(shares_that_are_none_are_refused) {
    BOOST_CHECK_THROW(static_cast<void>(data_sets({.ties = 1.5})), std::invalid_argument);
    BOOST_CHECK_THROW(static_cast<void>(data_sets({.ties = -0.1})), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
