// SPDX-License-Identifier: MIT
#include <sendmock/service/route.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace unit::service::route {

using sendmock::find_route;
using sendmock::resource;

bool is_integration(std::string_view path, std::optional<std::int64_t> id) {
    const sendmock::route found = find_route(path);
    return found.resource == resource::integration_logs && found.integration_id == id;
}

} // namespace unit::service::route

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(service)
BOOST_AUTO_TEST_SUITE(route)

BOOST_AUTO_TEST_CASE(finds_the_logs_with_and_without_a_trailing_slash) {
    for (const auto& path : {"/api/v2/integrations/logs", "/api/v2/integrations/logs/"}) {
        const sendmock::route found = find_route(path);
        BOOST_TEST((found.resource == resource::logs));
        BOOST_TEST(!found.integration_id.has_value());
    }
    BOOST_TEST((find_route(sendmock::logs_path).resource == resource::logs));
}

BOOST_AUTO_TEST_CASE(finds_an_integration_s_logs_with_and_without_a_trailing_slash) {
    BOOST_TEST(is_integration("/api/v2/integrations/123/logs", 123));
    BOOST_TEST(is_integration("/api/v2/integrations/123/logs/", 123));
    BOOST_TEST(is_integration("/api/v2/integrations/0/logs", 0));
    BOOST_TEST(is_integration("/api/v2/integrations/007/logs", 7));
    BOOST_TEST(is_integration("/api/v2/integrations/9223372036854775807/logs",
                              std::int64_t{9223372036854775807}));
}

BOOST_AUTO_TEST_CASE(knows_no_integration_of_a_number_beyond_64_bits) {
    BOOST_TEST(is_integration("/api/v2/integrations/9223372036854775808/logs", std::nullopt));
    BOOST_TEST(is_integration("/api/v2/integrations/99999999999999999999999/logs", std::nullopt));
}

BOOST_AUTO_TEST_CASE(finds_nothing_anywhere_else) {
    for (const auto& path : {"",
                             "*",
                             "/",
                             "//",
                             "/api/v2/integrations",
                             "/api/v2/integrations/",
                             "/api/v2/integrations/log",
                             "/api/v2/integrations/logss",
                             "/api/v2/integrations/logs//",
                             "/api/v2/integrations/logs/1",
                             "/api/v2/integrations//logs",
                             "/api/v2/integrations/1",
                             "/api/v2/integrations/1/",
                             "/api/v2/integrations/1logs",
                             "/api/v2/integrations/1/log",
                             "/api/v2/integrations/1/logs//",
                             "/api/v2/integrations/1//logs",
                             "/api/v2/integrations/1/2/logs",
                             "/api/v2/integrations/-1/logs",
                             "/api/v2/integrations/+1/logs",
                             "/api/v2/integrations/ 1/logs",
                             "/api/v2/integrations/1.0/logs",
                             "/api/v2/integrations/x/logs",
                             "/api/v2/integrations/\xD9\xA4/logs",
                             "/api/v2/Integrations/logs",
                             "/api/v1/integrations/logs",
                             "/x/api/v2/integrations/logs",
                             "api/v2/integrations/logs",
                             "//api/v2/integrations/logs"}) {
        BOOST_TEST_CONTEXT(path) {
            const sendmock::route found = find_route(path);
            BOOST_TEST((found.resource == resource::none));
            BOOST_TEST(!found.integration_id.has_value());
        }
    }
}

BOOST_AUTO_TEST_CASE(names_the_methods_of_each_resource) {
    BOOST_TEST(find_route("/api/v2/integrations/logs").allowed_methods() == "GET, HEAD, OPTIONS");
    BOOST_TEST(find_route("/api/v2/integrations/1/logs").allowed_methods() ==
               "GET, POST, HEAD, OPTIONS");
    BOOST_TEST(find_route("/").allowed_methods() == "");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
