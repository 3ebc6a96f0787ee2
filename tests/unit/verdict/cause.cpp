// SPDX-License-Identifier: MIT
#include <sendmock/verdict/cause.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <vector>

namespace unit::verdict::cause {

using sendmock::follows_from;
using sendmock::invariant;

/// All that follows from an invariant, at once or through others.
std::vector<bool> consequences(invariant first) {
    std::vector<bool> reached(sendmock::invariants.size());
    std::vector<invariant> open{first};
    while (!open.empty()) {
        const invariant present = open.back();
        open.pop_back();
        for (const auto& one : sendmock::invariants) {
            const auto at = static_cast<std::size_t>(one.which);
            if (follows_from(one.which, present) && !reached[at]) {
                reached[at] = true;
                open.push_back(one.which);
            }
        }
    }
    return reached;
}

} // namespace unit::verdict::cause

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(verdict)
BOOST_AUTO_TEST_SUITE(cause)

using namespace ::unit::verdict::cause;

BOOST_AUTO_TEST_CASE(nothing_follows_from_itself_even_through_others) {
    for (const auto& one : sendmock::invariants) {
        BOOST_TEST(!consequences(one.which)[static_cast<std::size_t>(one.which)], one.name);
    }
}

BOOST_AUTO_TEST_CASE(rows_are_lost_where_the_wrong_page_is_asked_for) {
    BOOST_TEST(follows_from(invariant::complete, invariant::cursor_verbatim));
    BOOST_TEST(follows_from(invariant::optional_fields_tolerated, invariant::complete));
    BOOST_TEST(follows_from(invariant::exactly_once, invariant::no_request_after_end));
}

BOOST_AUTO_TEST_CASE(what_puts_credentials_at_risk_is_always_told) {
    for (const auto& one : sendmock::invariants) {
        for (const auto which : {invariant::credentials_stay_home,
                                 invariant::no_downgrade,
                                 invariant::certificate_verified,
                                 invariant::host_name_verified,
                                 invariant::secret_not_leaked}) {
            BOOST_TEST(!follows_from(which, one.which), one.name);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
