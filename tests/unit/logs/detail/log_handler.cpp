// SPDX-License-Identifier: MIT
#include <sendmock/logs/detail/log_handler.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(log_handler)

BOOST_AUTO_TEST_CASE(writes_a_dot_where_the_parser_gives_the_decimal_point_of_the_locale) {
    const sendmock::reader_options options{.origin = sendmock::record_origin::created,
                                           .shape = sendmock::document_shape::record};
    std::string json;
    const sendmock::detail::log_handler::visitor visit = [&](sendmock::log_draft&& draft) {
        json = std::move(draft).complete(1).json();
    };
    sendmock::detail::json_input input{""};
    sendmock::detail::log_handler handler{options, input, visit};
    handler.start_object(0);
    handler.key("base_url");
    handler.string("x");
    handler.key("spent");
    handler.number_float(-1.5e-7, "-1,5E-7");
    handler.end_object();
    BOOST_TEST(json.starts_with(R"({"id":1,"base_url":"x","spent":-1.5E-7,)"), json);
    BOOST_TEST(handler.take_faults().empty());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
