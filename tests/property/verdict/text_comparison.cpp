// SPDX-License-Identifier: MIT
#include <sendmock/testing/log_generators.hpp>
#include <sendmock/verdict/text_comparison.hpp>
#include <sendmock/verdict/value_comparison.hpp>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <rapidcheck/boost_test.h>

#include <array>
#include <cstddef>
#include <iterator>
#include <string>

namespace property::verdict::text_comparison {

using nlohmann::json;

/// A value in a log, however deep.
json& any_value_in(json& log) {
    json* at = &log;
    do {
        const auto place = *rc::gen::inRange<std::size_t>(0, at->size());
        at = &*std::next(at->begin(), static_cast<std::ptrdiff_t>(place));
    } while (at->is_structured() && !at->empty());
    return *at;
}

} // namespace property::verdict::text_comparison

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(verdict)
BOOST_AUTO_TEST_SUITE(text_comparison)

RC_BOOST_PROP(a_log_is_the_same_as_what_is_read_of_it, ()) {
    const std::string text = (*sendmock::testing::log_records()).json();
    json read = json::parse(text);
    RC_ASSERT(sendmock::is_surely_same_log(text, read));
    read.erase(std::next(read.begin(), *rc::gen::inRange(0, static_cast<int>(read.size()))));
    RC_ASSERT(sendmock::is_surely_same_log(text, read));
}

RC_BOOST_PROP(a_log_is_not_the_same_once_a_value_is_another, ()) {
    const std::string text = (*sendmock::testing::log_records()).json();
    json changed = json::parse(text);
    json& value = any_value_in(changed);
    const std::array<json, 9> others{
        nullptr, true, 1, -1, 1.5, "", R"("\)", json::array(), {{"a", 1}}};
    const json& other = others.at(*rc::gen::inRange<std::size_t>(0, others.size()));
    const bool is_another = value != other; // which RapidCheck could not show
    RC_PRE(is_another);
    value = other;
    RC_ASSERT(!sendmock::is_surely_same_log(text, changed));
}

RC_BOOST_PROP(a_log_is_not_the_same_once_it_has_another_member, ()) {
    const std::string text = (*sendmock::testing::log_records()).json();
    json changed = json::parse(text);
    changed["another"] = nullptr;
    RC_ASSERT(!sendmock::is_surely_same_log(text, changed));
}

RC_BOOST_PROP(what_is_surely_the_same_is_the_same, ()) {
    const json served = json::parse((*sendmock::testing::log_records()).json());
    json changed = served;
    const std::array<json, 7> others{
        "", 1.0, 9007199254740992.0, json::array(), json::object(), 0, nullptr};
    any_value_in(changed) = others.at(*rc::gen::inRange<std::size_t>(0, others.size()));
    RC_ASSERT(!sendmock::is_surely_same_log(served.dump(), changed) ||
              !sendmock::compare_log(served, changed));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
