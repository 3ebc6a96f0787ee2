// SPDX-License-Identifier: MIT
#include <sendmock/testing/check_client.hpp>
#include <sendmock/testing/check_report.hpp>
#include <sendmock/testing/detail/memory_comparison.hpp>
#include <sendmock/testing/tested_client.hpp>

#include "clients/honest_client.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace unit::testing::detail::memory_comparison {

using sendmock::invariant;
using sendmock::judgement_state;
using sendmock::testing::client_walk;

constexpr std::size_t megabyte = std::size_t{1} << 20U;
constexpr std::size_t few = sendmock::testing::detail::memory_comparison::brief_rows;
constexpr std::size_t many = sendmock::testing::detail::memory_comparison::lengthy_rows;

/// Makes up what comes of the two walks of which the memory is compared, without a request. The
/// first walk of all is an honest one.
class scripted_client final : public sendmock::testing::tested_client {
public:
    using script = std::function<client_walk(std::size_t rows)>;

    explicit scripted_client(script walk) : walk_(std::move(walk)) {}

    client_walk walk(const sendmock::endpoint& at,
                     sendmock::testing::detail::walk_watch&,
                     bool /*backward*/) override {
        if (walks_++ == 0) {
            client_walk made;
            honest_client(at, std::chrono::seconds{5}).for_each_log([&](const auto& log) {
                made.rows.push_back(log);
            });
            return made;
        }
        return walk_(walks_ == 2 ? few : many);
    }

    [[nodiscard]] bool has_memory_of_its_own() const override { return true; }

private:
    const script walk_;
    std::size_t walks_ = 0;
};

client_walk walk_of(std::size_t rows, std::optional<std::size_t> memory) {
    client_walk made{.peak_memory = memory};
    made.rows.resize(rows, nlohmann::json::object());
    return made;
}

sendmock::testing::invariant_report memory_of(const scripted_client::script& script) {
    scripted_client client(script);
    const auto report = sendmock::testing::check(
        client, {.seed = 1, .only = {invariant::memory_flat}, .expect = {"memory"}, .jobs = 1});
    return report.invariants.at(0);
}

} // namespace unit::testing::detail::memory_comparison

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(memory_comparison)

using namespace ::unit::testing::detail::memory_comparison;

BOOST_AUTO_TEST_CASE(memory_may_grow_a_little) {
    const auto found = memory_of([](std::size_t rows) {
        return walk_of(rows, rows == few ? 10 * megabyte : 74 * megabyte);
    });
    BOOST_TEST((found.state == judgement_state::holds));
    BOOST_TEST(found.judged == 1U);
}

BOOST_AUTO_TEST_CASE(memory_that_grows_with_the_rows_fails) {
    const auto found = memory_of([](std::size_t rows) {
        return walk_of(rows, rows == few ? 10 * megabyte : 75 * megabyte);
    });
    BOOST_REQUIRE((found.state == judgement_state::fails));
    BOOST_TEST(found.counterexample->found.expected ==
               "at most 64 MiB more than for a short walk, which took 10 MiB");
    BOOST_TEST(found.counterexample->found.happened == "it took 75 MiB");
    BOOST_TEST(found.counterexample->walk.rows == many);
}

BOOST_AUTO_TEST_CASE(a_long_walk_that_does_not_end_well_fails) {
    const auto found = memory_of([](std::size_t rows) {
        client_walk made = walk_of(rows == few ? rows : 7, megabyte);
        if (rows == many) {
            made.ending = sendmock::walk_ending::crash;
            made.ending_text = "signal 9 ended it";
        }
        return made;
    });
    BOOST_REQUIRE((found.state == judgement_state::fails));
    BOOST_TEST(found.counterexample->found.expected ==
               "100000 rows of a walk on which nothing goes wrong");
    BOOST_TEST(found.counterexample->found.happened == "signal 9 ended it");
}

BOOST_AUTO_TEST_CASE(a_short_walk_that_lacks_rows_fails) {
    const auto found = memory_of([](std::size_t rows) { return walk_of(rows - 1, megabyte); });
    BOOST_REQUIRE((found.state == judgement_state::fails));
    BOOST_TEST(found.counterexample->found.happened == "4999 rows");
    BOOST_TEST(found.counterexample->walk.rows == few);
}

BOOST_AUTO_TEST_CASE(memory_of_which_the_system_does_not_tell_is_not_judged) {
    const auto found = memory_of([](std::size_t rows) { return walk_of(rows, std::nullopt); });
    BOOST_TEST((found.state == judgement_state::not_judged));
}

BOOST_AUTO_TEST_CASE(an_interrupted_walk_says_nothing_of_memory) {
    const auto found = memory_of([](std::size_t rows) {
        client_walk made = walk_of(rows == few ? rows : 0, megabyte);
        made.interrupted = rows == many;
        return made;
    });
    BOOST_TEST((found.state == judgement_state::not_judged));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
