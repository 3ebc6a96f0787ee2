// SPDX-License-Identifier: MIT
#include <sendmock/server/detail/record_alteration.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace unit::server::detail::record_alteration {

using sendmock::detail::altered_record;
using kind = sendmock::pager_fault_kind;

/// A record whose texts do not survive being read as JSON and written again.
const std::string record =
    R"({"id":9223372036854775807, "integration_id":7,"user_id":8,"base_url":"a\/\u00e9",)"
    R"("request":{"payload":{"n":1.50e3,"exception_type":"inner"}},"response_code":404,)"
    R"("created_at":"2023-03-01T02:02:00+01:00","exception_type":"a.B","protected":false})";

const std::string least = R"({"id":1,"base_url":"b","created_at":"2023-03-01T02:02:00Z"})";

} // namespace unit::server::detail::record_alteration

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(record_alteration)

BOOST_AUTO_TEST_CASE(faults_of_links_leave_records_word_for_word) {
    for (const kind other : {kind::empty, kind::short_page, kind::cycle, kind::html}) {
        BOOST_TEST(altered_record(other, record, true) == record);
    }
}

BOOST_AUTO_TEST_CASE(unknown_members_stand_behind_those_that_are_there) {
    const std::string more = R"(,"retry_of":null,"trace":{"id":"4bf92f35","spans":[1,2.5,true]}})";
    BOOST_TEST(altered_record(kind::unknown_fields, record, true) ==
               record.substr(0, record.size() - 1) + more);
    BOOST_TEST(altered_record(kind::unknown_fields, least, false) ==
               least.substr(0, least.size() - 1) + more);
}

BOOST_AUTO_TEST_CASE(an_unknown_exception_type_stands_in_its_place_or_at_the_end) {
    std::string wanted = record;
    const std::string present = R"("a.B")";
    wanted.replace(
        wanted.find(present), present.size(), R"("carrier.exceptions.QuantumTunnelError")");
    BOOST_TEST(altered_record(kind::unknown_exception_type, record, true) == wanted);
    BOOST_TEST(altered_record(kind::unknown_exception_type, least, true) ==
               least.substr(0, least.size() - 1) +
                   R"(,"exception_type":"carrier.exceptions.QuantumTunnelError"})");
}

BOOST_AUTO_TEST_CASE(each_member_that_may_be_null_is_and_the_others_stay_word_for_word) {
    BOOST_TEST(altered_record(kind::null_optionals, record, true) ==
               R"({"id":9223372036854775807,"integration_id":null,"user_id":8,)"
               R"("base_url":"a\/\u00e9","full_url":null,"response_code":null,"response":null,)"
               R"("request":null,"created_at":"2023-03-01T02:02:00+01:00",)"
               R"("exception_type":null,"exception":null,"protected":false})");
    BOOST_TEST(altered_record(kind::null_optionals, least, false) ==
               R"({"id":1,"base_url":"b","full_url":null,"response_code":null,"response":null,)"
               R"("request":null,"created_at":"2023-03-01T02:02:00Z","exception_type":null,)"
               R"("exception":null})");
}

BOOST_AUTO_TEST_CASE(owners_that_are_not_shown_do_not_appear_as_null) {
    const std::string altered = altered_record(kind::null_optionals, least, false);
    BOOST_TEST(altered.find("integration_id") == std::string::npos);
    BOOST_TEST(altered_record(kind::null_optionals, least, true).find("integration_id\":null") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(without_optionals_there_is_only_what_must_be) {
    BOOST_TEST(altered_record(kind::no_optionals, record, true) ==
               R"({"id":9223372036854775807,"base_url":"a\/\u00e9",)"
               R"("created_at":"2023-03-01T02:02:00+01:00"})");
    BOOST_TEST(altered_record(kind::no_optionals, least, true) == least);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
