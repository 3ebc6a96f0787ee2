// SPDX-License-Identifier: MIT
#include <sendmock/verdict/verdict.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace unit::verdict::verdict {

using sendmock::invariant;
using sendmock::judgement;
using sendmock::judgement_state;

} // namespace unit::verdict::verdict

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(verdict)
BOOST_AUTO_TEST_SUITE(verdict)

BOOST_AUTO_TEST_CASE(names_each_state) {
    BOOST_TEST(to_string(judgement_state::not_judged) == "not_judged");
    BOOST_TEST(to_string(judgement_state::holds) == "holds");
    BOOST_TEST(to_string(judgement_state::fails) == "fails");
}

BOOST_AUTO_TEST_CASE(says_nothing_of_any_invariant_at_first) {
    const sendmock::verdict found;
    for (const auto& one : sendmock::invariants) {
        BOOST_TEST((found[one.which].state == judgement_state::not_judged), one.name);
    }
    BOOST_TEST(found.holds());
}

BOOST_AUTO_TEST_CASE(what_was_looked_at_holds_and_nothing_else_is_touched) {
    sendmock::verdict found;
    found.note(invariant::in_order);
    found.note(invariant::in_order);
    for (const auto& one : sendmock::invariants) {
        BOOST_TEST(((found[one.which].state == judgement_state::holds) ==
                    (one.which == invariant::in_order)),
                   one.name);
    }
    BOOST_TEST(found.holds());
}

BOOST_AUTO_TEST_CASE(a_failure_has_what_was_expected_and_what_happened) {
    sendmock::verdict found;
    found.fail(invariant::complete, "all rows", "one is missing", 7);
    const judgement& one = found[invariant::complete];
    BOOST_TEST((one.state == judgement_state::fails));
    BOOST_TEST(one.expected == "all rows");
    BOOST_TEST(one.happened == "one is missing");
    BOOST_TEST((one.request == 7U));
    BOOST_TEST(!found.holds());
    found.fail(invariant::memory_flat, "little", "much");
    BOOST_TEST(!found[invariant::memory_flat].request.has_value());
    BOOST_TEST((found[invariant::in_order].state == judgement_state::not_judged));
}

BOOST_AUTO_TEST_CASE(the_first_failure_is_kept_whatever_comes_later) {
    sendmock::verdict found;
    found.note(invariant::complete);
    found.fail(invariant::complete, "first", "first", 1);
    found.fail(invariant::complete, "second", "second", 2);
    found.note(invariant::complete);
    BOOST_TEST((found[invariant::complete].state == judgement_state::fails));
    BOOST_TEST(found[invariant::complete].expected == "first");
    BOOST_TEST(found[invariant::complete].happened == "first");
    BOOST_TEST((found[invariant::complete].request == 1U));
    BOOST_TEST(!found.holds());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
