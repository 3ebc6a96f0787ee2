// SPDX-License-Identifier: MIT
#include <sendmock/faults/detail/when_reader.hpp>
#include <sendmock/logs/json_document.hpp>

#include "support/has_message.hpp"
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <string>

namespace unit::faults::detail::when_reader {

using sendmock::condition_terms;
using sendmock::document_fault;
using sendmock::number_range;
using sendmock::tests::has_message;

constexpr auto last = std::numeric_limits<std::uint64_t>::max();

condition_terms read(const std::string& text) {
    const auto value = sendmock::parse_json_object(text);
    return sendmock::detail::read_when(sendmock::document_place(value, text));
}

} // namespace unit::faults::detail::when_reader

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(when_reader)

BOOST_AUTO_TEST_CASE(reads_nothing_as_a_condition_that_always_holds) {
    BOOST_TEST((read("{}") == condition_terms{}));
}

BOOST_AUTO_TEST_CASE(reads_each_term) {
    BOOST_TEST((read(R"({"method":"GET"})") == condition_terms{.method = "GET"}));
    BOOST_TEST((read(R"({"path":"/é"})") == condition_terms{.path = "/é"}));
    BOOST_TEST((read(R"({"account":"key"})") == condition_terms{.account = "key"}));
    BOOST_TEST((read(R"({"page":2})") == condition_terms{.page = number_range{2, 2}}));
    BOOST_TEST((read(R"({"attempt":3})") == condition_terms{.attempt = number_range{3, 3}}));
    BOOST_TEST((read(R"({"request":4})") == condition_terms{.request = number_range{4, 4}}));
    BOOST_TEST((read(R"({"connection":5})") == condition_terms{.connection = number_range{5, 5}}));
    BOOST_TEST((read(R"({"probability":0.25})") == condition_terms{.probability = 0.25}));
    BOOST_TEST((read(R"({"probability":1})") == condition_terms{.probability = 1}));
    BOOST_TEST((read(R"({"probability":0})") == condition_terms{.probability = 0}));
}

BOOST_AUTO_TEST_CASE(reads_all_terms_together) {
    BOOST_TEST((read(R"({"probability":1e-3,"method":"GET","request":1,"page":{"from":2,"to":3},)"
                     R"("path":"/","attempt":{"to":2},"account":""})") ==
                condition_terms{.method = "GET",
                                .path = "/",
                                .page = number_range{2, 3},
                                .attempt = number_range{1, 2},
                                .request = number_range{1, 1},
                                .account = "",
                                .probability = 1e-3}));
}

BOOST_AUTO_TEST_CASE(reads_ranges_of_which_either_end_may_be_absent) {
    const auto page = [](const std::string& text) { return read(R"({"page":)" + text + '}').page; };
    BOOST_TEST((page(R"({"from":2,"to":4})") == number_range{2, 4}));
    BOOST_TEST((page(R"({"from":2})") == number_range{2, last}));
    BOOST_TEST((page(R"({"to":4})") == number_range{1, 4}));
    BOOST_TEST((page("{}") == number_range{1, last}));
    BOOST_TEST((page("18446744073709551615") == number_range{last, last}));
}

BOOST_AUTO_TEST_CASE(refuses_numbers_that_are_never_reached) {
    const std::string range = " an integer from 1 to 18446744073709551615, found ";
    for (const std::string name : {"page", "attempt", "request", "connection"}) {
        const std::string at = '/' + name + ": expected";
        const auto refused = [&](const std::string& text, const std::string& expected) {
            BOOST_CHECK_EXCEPTION(static_cast<void>(read("{\"" + name + "\":" + text + '}')),
                                  document_fault,
                                  has_message(expected));
        };
        refused("0", at + range + '0');
        refused("-1", at + range + "-1");
        refused("1.0", at + range + "1.0");
        refused(R"("1")", at + R"( an object (a number from 1, or a range), found "1")");
        refused("null", at + " an object (a number from 1, or a range), found null");
        refused("[1,2]", at + " an object (a number from 1, or a range), found [1,2]");
        refused(R"({"from":0})", '/' + name + "/from: expected" + range + '0');
        refused(R"({"to":0})", '/' + name + "/to: expected" + range + '0');
        refused(R"({"to":null})", '/' + name + "/to: expected" + range + "null");
        refused(R"({"from":5,"to":4})", '/' + name + "/to: expected at least 5, found 4");
        refused(R"({"form":5})",
                '/' + name +
                    R"(/form: a number from 1, or a range has no member "form"; the nearest is )"
                    R"("from")");
    }
}

BOOST_AUTO_TEST_CASE(refuses_probabilities_beyond_0_to_1) {
    for (const std::string text : {"-0.1", "1.1", "2", "-1", "1e300"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_CHECK_THROW(static_cast<void>(read(R"({"probability":)" + text + '}')),
                              document_fault);
        }
    }
    BOOST_CHECK_EXCEPTION(static_cast<void>(read(R"({"probability":"1"})")),
                          document_fault,
                          has_message(R"(/probability: expected a number from 0 to 1, found "1")"));
}

BOOST_AUTO_TEST_CASE(refuses_texts_that_are_none) {
    for (const std::string name : {"method", "path", "account"}) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(read("{\"" + name + "\":1}")),
                              document_fault,
                              has_message('/' + name + ": expected a string, found 1"));
        BOOST_CHECK_EXCEPTION(static_cast<void>(read("{\"" + name + "\":null}")),
                              document_fault,
                              has_message('/' + name + ": expected a string, found null"));
    }
}

BOOST_AUTO_TEST_CASE(refuses_terms_that_it_does_not_know_with_the_nearest) {
    const auto refused = [](const std::string& name, const std::string& nearest) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(read("{\"" + name + "\":1}")),
                              document_fault,
                              has_message('/' + name + ": a condition has no member \"" + name +
                                          "\"; the nearest is \"" + nearest + '"'));
    };
    refused("pages", "page");
    refused("Page", "page");
    refused("mehtod", "method");
    refused("attempts", "attempt");
    refused("probabilty", "probability");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
