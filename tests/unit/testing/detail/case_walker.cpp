// SPDX-License-Identifier: MIT
#include <sendmock/testing/detail/case_walker.hpp>

#include "support/eventually.hpp"
#include "support/service_client.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace unit::testing::detail::case_walker {

using namespace std::chrono_literals;

using sendmock::endpoint;
using sendmock::invariant;
using sendmock::testing::client_walk;
using sendmock::testing::tested_client;
using sendmock::testing::walk_case;
using sendmock::testing::detail::case_server;
using sendmock::testing::detail::walk_watch;
using sendmock::tests::service_client;

/// Asks so often, and then does nothing until it is given up.
class hung_client final : public tested_client {
public:
    explicit hung_client(int requests) : requests_(requests) {}

    client_walk walk(const endpoint& at, walk_watch& watch, bool /*backward*/) override {
        const std::size_t port = at.url.find(':', at.url.find("//")) + 1;
        service_client client(
            static_cast<std::uint16_t>(std::stoul(at.url.substr(port))), at.key, at.secret);
        for (int number = 0; number < requests_; ++number) {
            BOOST_TEST(client.get().status == 200);
        }
        std::optional<std::string> reason;
        BOOST_TEST(
            sendmock::tests::eventually([&] { return (reason = watch.overdue()).has_value(); }));
        return {.ending = sendmock::walk_ending::cut_off, .ending_text = reason.value_or("")};
    }

private:
    const int requests_;
};

/// What is told of so many walks of a client, one after the other.
std::vector<std::string> told_of(hung_client& client, int walks) {
    const sendmock::testing::check_options options{.timeout = 50ms};
    sendmock::testing::detail::case_walker walker(client, options, /*seed=*/1);
    case_server server;
    std::vector<std::string> told;
    for (int number = 0; number < walks; ++number) {
        const auto walked = walker.walk(walk_case{.rows = 0}, server);
        told.push_back(walked.found[invariant::terminates].happened);
    }
    return told;
}

const std::string brief = "it did not end, and asked for nothing for 360 ms";
const std::string lenient = "it did not end, and asked for nothing for 460 ms";

} // namespace unit::testing::detail::case_walker

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(case_walker)

BOOST_AUTO_TEST_CASE(a_client_has_more_time_to_start_unless_it_hangs_again_and_again) {
    hung_client client(0);
    BOOST_TEST(told_of(client, 5) == (std::vector{lenient, lenient, lenient, brief, brief}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_client_that_has_asked_has_started) {
    hung_client client(1);
    BOOST_TEST(told_of(client, 4) == (std::vector{brief, brief, brief, brief}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
