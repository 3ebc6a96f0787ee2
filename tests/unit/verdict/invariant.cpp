// SPDX-License-Identifier: MIT
#include <sendmock/verdict/invariant.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace unit::verdict::invariant {

using sendmock::describe;
using sendmock::invariant_named;
using sendmock::invariants;

using which = sendmock::invariant;

} // namespace unit::verdict::invariant

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(verdict)
BOOST_AUTO_TEST_SUITE(invariant)

BOOST_AUTO_TEST_CASE(each_is_described_at_its_place) {
    BOOST_TEST(static_cast<std::size_t>(which::memory_flat) + 1 == invariants.size());
    for (std::size_t at = 0; at < invariants.size(); ++at) {
        const auto one = static_cast<which>(at);
        BOOST_TEST((invariants[at].which == one), invariants[at].name);
        BOOST_TEST(describe(one).name == invariants[at].name);
        BOOST_TEST(to_string(one) == invariants[at].name);
    }
}

BOOST_AUTO_TEST_CASE(each_is_told_in_one_sentence_of_its_own) {
    std::set<std::string_view> meanings;
    for (const auto& one : invariants) {
        BOOST_TEST_CONTEXT(one.name) {
            BOOST_TEST(one.meaning.ends_with('.'));
            BOOST_TEST(one.meaning.find(". ") == std::string_view::npos);
            BOOST_TEST(meanings.insert(one.meaning).second);
        }
    }
}

BOOST_AUTO_TEST_CASE(names_are_those_of_the_enumerators) {
    BOOST_TEST(to_string(which::complete) == "complete");
    BOOST_TEST(to_string(which::no_self_made_cursor) == "no_self_made_cursor");
    BOOST_TEST(to_string(which::reports_401) == "reports_401");
    BOOST_TEST(to_string(which::times_out) == "times_out");
    BOOST_TEST(to_string(which::retry_after_kept) == "retry_after_kept");
    BOOST_TEST(to_string(which::memory_flat) == "memory_flat");
    for (const auto& one : invariants) {
        BOOST_TEST(one.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") ==
                       std::string_view::npos,
                   one.name);
    }
}

BOOST_AUTO_TEST_CASE(each_is_found_by_its_name_and_none_by_another) {
    for (const auto& one : invariants) {
        BOOST_TEST((invariant_named(one.name) == one.which), one.name);
    }
    for (const auto& other : {"", "complet", "complete ", "Complete", "in-order", "all"}) {
        BOOST_TEST(!invariant_named(other).has_value(), other);
    }
}

BOOST_AUTO_TEST_CASE(each_ability_is_asked_for_by_one) {
    std::map<std::string, std::string> asked;
    for (const auto& one : invariants) {
        if (!one.ability.empty()) {
            BOOST_TEST(asked.emplace(std::string(one.ability), std::string(one.name)).second,
                       one.name);
        }
    }
    BOOST_TEST((asked == std::map<std::string, std::string>{
                             {"backward", "backward_walk"},
                             {"int64", "int64_ids_exact"},
                             {"memory", "memory_flat"},
                             {"partial", "rows_before_failure_kept"},
                             {"retry", "retries_succeed"},
                             {"retry-after", "retry_after_kept"},
                         }));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
