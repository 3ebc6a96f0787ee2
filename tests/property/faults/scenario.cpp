// SPDX-License-Identifier: MIT
#include <sendmock/faults/data_changes.hpp>
#include <sendmock/faults/delays.hpp>
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/pager_faults.hpp>
#include <sendmock/faults/scenario.hpp>
#include <sendmock/faults/scenario_reader.hpp>
#include <sendmock/faults/scenario_writer.hpp>
#include <sendmock/faults/wire_faults.hpp>
#include <sendmock/http/utf8.hpp>
#include <sendmock/logs/fixture.hpp>
#include <sendmock/testing/log_generators.hpp>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <rapidcheck/boost_test.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace property::faults::scenario {

using nlohmann::ordered_json;
using sendmock::fault;
using sendmock::generated_logs;
using sendmock::log_data;
using sendmock::log_record;
using sendmock::number_range;
using std::chrono::milliseconds;

bool maybe() {
    return *rc::gen::arbitrary<bool>();
}

template <class Number>
Number any_of(std::initializer_list<Number> numbers) {
    return *rc::gen::elementOf(std::vector<Number>(numbers));
}

/// Any text in UTF-8, with many characters that JSON escapes.
std::string any_text() {
    std::string text;
    for (int count = *rc::gen::inRange(0, 4); count > 0; --count) {
        text += *rc::gen::oneOf(
            rc::gen::element<std::string>(
                "\"", "\\", "/", "~", "\u2028", "é", "\U0001F600", "\x7F", "\n", "{{now}}", "x"),
            rc::gen::map(rc::gen::arbitrary<std::string>(), sendmock::http::repair_utf8));
    }
    return text;
}

std::optional<number_range> any_range() {
    if (maybe()) {
        return std::nullopt;
    }
    const auto from = any_of<std::uint64_t>({1, 1, 2, 3, 1000, number_range::largest});
    const auto room = number_range::largest - from;
    const std::uint64_t more = any_of<std::uint64_t>({0, 1, 5, number_range::largest});
    return number_range{from, from + std::min(room, more)};
}

milliseconds any_time() {
    return milliseconds(any_of({0, 1, 250, 3'600'000}));
}

double any_share() {
    return any_of({0., 0.1, 1 / 3., 0.05, 1e-9, 0.99, 1.});
}

std::vector<log_record> any_logs() {
    std::vector<log_record> logs = *sendmock::testing::data_sets({.most_logs = 2});
    if (maybe()) { // with numbers that a tree would write otherwise
        logs.push_back(sendmock::parse_log(
            R"({"id":9007199254740993,"base_url":"https://shop.example",)"
            R"("created_at":"2023-03-01T01:02:00Z","request":{"payload":{"x":[1.50e3,1E2]}}})"));
    }
    return logs;
}

generated_logs any_generated() {
    generated_logs made{.count = any_of<std::uint64_t>({0, 1, 100, 1'000'000}),
                        .seed = *rc::gen::arbitrary<std::uint64_t>()};
    const auto change = [](auto& member, auto value) {
        if (maybe()) {
            member = value;
        }
    };
    change(made.first_id, any_of<std::int64_t>({1, 7, 1LL << 53}));
    for (const auto& [name, member] : sendmock::detail::share_members) {
        change(made.*member, any_share());
    }
    change(made.shops, any_of<std::uint32_t>({1, 3, 1000}));
    change(made.failure_weights[*rc::gen::inRange<std::size_t>(0, 10)], 17U);
    change(made.body_bytes, any_of<std::size_t>({0, 300, 1'000'000}));
    change(made.interval, std::chrono::microseconds(any_of<std::int64_t>({1, 1'000'000})));
    const generated_logs usual = made;
    change(made.from,
           sendmock::instant(std::chrono::microseconds(*rc::gen::inRange<std::int64_t>(
               sendmock::detail::first_instant.time_since_epoch().count(),
               sendmock::detail::last_instant.time_since_epoch().count()))));
    try {
        made.check();
    } catch (const std::invalid_argument&) {
        return usual; // so late that not all have room
    }
    return made;
}

log_data any_data() {
    return maybe() ? log_data(any_logs()) : log_data(any_generated());
}

fault any_response() {
    sendmock::canned_response response{.status = any_of({200, 204, 302, 429, 503, 999})};
    for (int count = *rc::gen::inRange(0, 4); count > 0; --count) {
        response.fields.add(*rc::gen::element<std::string>("A", "X-Long", "~`|"),
                            *rc::gen::element<std::string>("",
                                                           "a b",
                                                           "a\tb",
                                                           "clé\"\\",
                                                           "{{now offset='-5 minutes'}}",
                                                           "{{request.baseUrl}}{{request.url}}"));
    }
    if (maybe()) {
        response.body = response.status == 204 ? "" : any_text();
    }
    return sendmock::respond(std::move(response));
}

fault any_page_fault() {
    const auto kind = static_cast<sendmock::pager_fault_kind>(
        *rc::gen::inRange<std::size_t>(0, sendmock::pager_fault_names.size()));
    if (kind == sendmock::pager_fault_kind::short_page) {
        return sendmock::short_page(any_of<std::size_t>({1, 7, 1000}));
    }
    if (kind == sendmock::pager_fault_kind::cycle) {
        return sendmock::cursor_cycle(any_of<std::uint32_t>({2, 3, 1000}));
    }
    if (kind == sendmock::pager_fault_kind::opaque_cursors && maybe()) {
        return sendmock::opaque_cursors(4 * *rc::gen::inRange<std::uint32_t>(5, 1001));
    }
    return {.pager = sendmock::pager_fault{.kind = kind}};
}

/// A fault on the wire that has a request, or one that has none.
fault any_wire_fault(bool at_accept) {
    if (at_accept) {
        return maybe() ? sendmock::reset_on_accept() : sendmock::fail_handshake();
    }
    sendmock::wire_fault made{
        .kind = static_cast<sendmock::wire_fault_kind>(
            *rc::gen::inRange<std::size_t>(0, sendmock::wire_fault_names.size() - 2))};
    if (takes_bytes(made.kind) && maybe()) {
        made.bytes = any_of<std::size_t>({0, 1, 1'000'000'000'000});
    }
    return {.wire = made};
}

fault any_delay() {
    sendmock::delay made;
    if (maybe()) {
        made.fixed = any_time();
    }
    if (maybe()) {
        made.dribbled = sendmock::dribble{any_of<std::uint32_t>({1, 1'000'000}), any_time()};
    }
    const bool has_any = made.fixed || made.dribbled;
    if (has_any ? maybe() : true) {
        const auto lower = any_time();
        if (maybe()) {
            made.drawn = sendmock::uniform_delay{lower, std::max(lower, any_time())};
        } else {
            made.drawn = sendmock::lognormal_delay{
                lower, any_share() * 10, maybe() ? std::optional(any_time()) : std::nullopt};
        }
    }
    return {.delay = made};
}

fault any_change() {
    sendmock::log_change made;
    if (maybe()) {
        made.replaced = any_data();
    }
    if (maybe()) {
        made.inserted = any_logs();
    }
    if (maybe() || (!made.replaced && made.inserted.empty())) {
        made.erased = {1, any_of<std::int64_t>({2, 1LL << 62})};
    }
    try {
        made.check();
    } catch (const sendmock::duplicate_id&) { // what is inserted is in what replaces the others
        made.inserted.clear();
    }
    return {.change = std::move(made)};
}

fault any_fault() {
    std::vector<fault> parts;
    if (maybe()) {
        parts.push_back(maybe() ? any_response() : any_page_fault());
    }
    if (maybe()) {
        parts.push_back(any_delay());
    }
    if (maybe()) {
        parts.push_back(any_change());
    }
    if (maybe()) {
        parts.push_back({.tls = static_cast<sendmock::tls_profile>(*rc::gen::inRange<std::size_t>(
                             0, sendmock::tls_profile_names.size()))});
    }
    if (parts.empty() || maybe()) {
        parts.push_back(any_wire_fault(false));
    }
    fault made = parts.front();
    for (std::size_t at = 1; at < parts.size(); ++at) {
        made = made.with(parts[at]);
    }
    return made;
}

sendmock::rule any_rule() {
    const bool at_accept = *rc::gen::inRange(0, 8) == 0;
    sendmock::condition_terms terms;
    terms.times = any_of<std::uint32_t>({1, 1, 2, 4'294'967'295});
    if (maybe()) {
        terms.times.reset();
    }
    if (maybe()) {
        terms.probability = any_share();
    }
    if (at_accept) {
        terms.connection = any_range();
    } else {
        terms.page = any_range();
        terms.attempt = any_range();
        terms.request = any_range();
        if (maybe()) {
            terms.method = any_of<const char*>({"GET", "GET", "POST", "get", "x-`|~"});
        }
        if (maybe()) {
            terms.path = '/' + any_text();
        }
        if (maybe()) {
            terms.account = any_text();
        }
    }
    sendmock::rule made{sendmock::condition(terms),
                        at_accept ? any_wire_fault(true) : any_fault(),
                        maybe() ? any_text() : ""};
    try {
        made.check();
    } catch (const std::invalid_argument&) { // pages or a method by which the fault cannot act
        terms.page.reset();
        terms.method.reset();
        made.when = sendmock::condition(terms);
    }
    return made;
}

sendmock::scenario_data any_scenario_data() {
    using std::chrono::seconds;
    sendmock::scenario_data made;
    if (maybe()) {
        made.logs = any_data();
    }
    if (maybe()) {
        made.settings.page_size = any_of<std::size_t>({1, 100, 1000});
    }
    if (maybe()) {
        made.settings.ordering =
            maybe() ? sendmock::ordering::id_descending : sendmock::ordering::created_at_descending;
    }
    if (maybe()) {
        made.settings.rate_limit = sendmock::parse_rate_limit(
            any_of<const char*>({"none", "documented", "15/s", "4294967295/min"}));
    }
    if (maybe()) {
        made.settings.owner_ids = maybe();
    }
    if (maybe()) {
        made.settings.cursor_lifetime.emplace();
        if (maybe()) {
            made.settings.cursor_lifetime = seconds(any_of({0, 60, 31'622'400}));
        }
    }
    return made;
}

sendmock::scenario any_scenario() {
    sendmock::scenario made{.name = any_text(), .description = any_text()};
    if (maybe()) {
        made.seed = *rc::gen::arbitrary<std::uint64_t>();
    }
    if (maybe()) {
        made.server.emplace();
        made.server->data = any_scenario_data();
        for (const char* key : {"clé \"", ""}) {
            if (maybe()) {
                made.server->accounts.push_back({key, any_text(), any_scenario_data()});
            }
        }
    }
    for (int count = *rc::gen::inRange(0, 4); count > 0; --count) {
        made.rules.push_back(any_rule());
    }
    made.check();
    return made;
}

/// The records word for word, or what is generated.
std::string text_of(const std::optional<log_data>& data) {
    if (!data) {
        return "none";
    }
    if (const auto* generated = std::get_if<generated_logs>(&*data)) {
        return to_json_text(*generated);
    }
    std::string text;
    for (const log_record& record : std::get<std::vector<log_record>>(*data)) {
        text += record.json() + '\n';
    }
    return text;
}

void check_equal(const sendmock::scenario_data& one, const sendmock::scenario_data& other) {
    RC_ASSERT(one.settings == other.settings);
    RC_ASSERT(text_of(one.logs) == text_of(other.logs));
}

void check_equal(const sendmock::rule& one, const sendmock::rule& other) {
    RC_ASSERT(one.name == other.name);
    RC_ASSERT(one.when == other.when);
    RC_ASSERT(one.then.respond == other.then.respond);
    RC_ASSERT(one.then.pager == other.then.pager);
    RC_ASSERT(one.then.delay == other.then.delay);
    RC_ASSERT(one.then.wire == other.then.wire);
    RC_ASSERT(one.then.tls == other.then.tls);
    RC_ASSERT(one.then.change.has_value() == other.then.change.has_value());
    if (one.then.change) {
        RC_ASSERT(one.then.change->erased == other.then.change->erased);
        RC_ASSERT(text_of(one.then.change->inserted) == text_of(other.then.change->inserted));
        RC_ASSERT(text_of(one.then.change->replaced) == text_of(other.then.change->replaced));
    }
}

void check_equal(const sendmock::scenario& one, const sendmock::scenario& other) {
    RC_ASSERT(one.name == other.name);
    RC_ASSERT(one.description == other.description);
    RC_ASSERT(one.seed == other.seed);
    RC_ASSERT(one.server.has_value() == other.server.has_value());
    if (one.server) {
        check_equal(one.server->data, other.server->data);
        RC_ASSERT(one.server->accounts.size() == other.server->accounts.size());
        for (std::size_t at = 0; at < one.server->accounts.size(); ++at) {
            RC_ASSERT(one.server->accounts[at].key == other.server->accounts[at].key);
            RC_ASSERT(one.server->accounts[at].secret == other.server->accounts[at].secret);
            check_equal(one.server->accounts[at].data, other.server->accounts[at].data);
        }
    }
    RC_ASSERT(one.rules.size() == other.rules.size());
    for (std::size_t at = 0; at < one.rules.size(); ++at) {
        check_equal(one.rules[at], other.rules[at]);
    }
}

/// Where the names stand that scenarios have: pointers to members, and to texts that are names.
void find_names(const ordered_json& value,
                const std::string& pointer,
                std::vector<std::string>& found) {
    if (value.is_array()) {
        for (std::size_t at = 0; at < value.size(); ++at) {
            find_names(value[at], pointer + '/' + std::to_string(at), found);
        }
    }
    if (!value.is_object() || value.contains("base_url")) { // a log may have any member
        return;
    }
    for (const auto& [name, member] : value.items()) {
        const std::string here = sendmock::pointer_to(name, pointer);
        found.push_back(here);
        if (name != "headers") {
            find_names(member, here, found);
        }
    }
}

/// The name with one letter dropped, added, exchanged or swapped.
std::string misspelled(std::string name) {
    const auto at = *rc::gen::inRange<std::size_t>(0, name.size());
    const char letter = *rc::gen::element('a', 'e', 'x', 'X', '_');
    switch (*rc::gen::inRange(0, 4)) {
    case 0:
        name.erase(at, 1);
        break;
    case 1:
        name.insert(at, 1, letter);
        break;
    case 2:
        name[at] = letter;
        break;
    default:
        std::swap(name[at], name[at == 0 ? name.size() - 1 : at - 1]);
    }
    return name;
}

/// The document with another name for a member, in the same place.
ordered_json renamed(const ordered_json& value,
                     const std::string& pointer,
                     const std::string& member,
                     const std::string& name) {
    ordered_json changed = value;
    ordered_json& object = changed[ordered_json::json_pointer(pointer)];
    ordered_json other = ordered_json::object();
    for (const auto& [key, content] : object.items()) {
        other[key == member ? name : key] = content;
    }
    object = std::move(other);
    return changed;
}

} // namespace property::faults::scenario

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(scenario)

RC_BOOST_PROP(reading_inverts_writing, ()) {
    const sendmock::scenario written = any_scenario();
    const std::string text = to_json_text(written);
    RC_LOG() << text << '\n';
    const sendmock::scenario read = sendmock::parse_scenario(text);
    RC_ASSERT(to_json_text(read) == text);
    check_equal(read, written);
}

RC_BOOST_PROP(layout_makes_no_difference, ()) {
    sendmock::scenario written = any_scenario();
    const std::string text = to_json_text(written);
    // A tree writes numbers in its own way, so that records are left out.
    if (text.find("base_url") != std::string::npos) {
        written.server.reset();
        std::erase_if(written.rules, [](const auto& rule) { return rule.then.change; });
    }
    const std::string plain = to_json_text(written);
    const std::string indented = ordered_json::parse(plain).dump(*rc::gen::inRange(0, 4));
    RC_ASSERT(to_json_text(sendmock::parse_scenario(indented)) == plain);
}

RC_BOOST_PROP(a_misspelled_name_is_refused_with_its_place_and_the_nearest_one, ()) {
    const ordered_json whole = ordered_json::parse(to_json_text(any_scenario()));
    std::vector<std::string> found;
    find_names(whole, "", found);
    const std::string chosen = *rc::gen::elementOf(found);
    const std::size_t slash = chosen.rfind('/');
    const std::string name = chosen.substr(slash + 1);
    const std::string other = misspelled(name);
    const std::string above = chosen.substr(0, slash);
    const auto& object = whole[ordered_json::json_pointer(above)];
    RC_PRE(other != name && !object.contains(other));
    RC_PRE(sendmock::edit_distance(other, name) <= 2); // a swap of the ends may change all
    const std::string text = renamed(whole, above, name, other).dump();
    RC_LOG() << text << '\n';

    sendmock::scenario_reader reader;
    const bool accepted = reader.read(text).has_value();
    // A letter may make one known name of another.
    RC_PRE(!(accepted && (other == "then" || other == "when")));
    RC_ASSERT(!accepted);
    const std::string place = sendmock::pointer_to(other, above);
    const auto fault = std::find_if(reader.faults().begin(),
                                    reader.faults().end(),
                                    [&](const auto& one) { return one.pointer() == place; });
    RC_ASSERT(fault != reader.faults().end());
    const std::string before = "; the nearest is \"";
    const std::size_t nearest = fault->cause().find(before);
    RC_ASSERT(nearest != std::string::npos);
    std::string meant = fault->cause().substr(nearest + before.size());
    meant.pop_back();
    RC_ASSERT(sendmock::edit_distance(other, meant) <= sendmock::edit_distance(other, name));
}

RC_BOOST_PROP(a_member_of_another_kind_is_refused_and_nothing_is_read, ()) {
    ordered_json whole = ordered_json::parse(to_json_text(any_scenario()));
    std::vector<std::string> found;
    find_names(whole, "", found);
    const std::string chosen = *rc::gen::elementOf(found);
    ordered_json& value = whole[ordered_json::json_pointer(chosen)];
    value = value.is_boolean() ? ordered_json(7) : ordered_json(true);
    sendmock::scenario_reader reader;
    RC_ASSERT(!reader.read(whole.dump()).has_value());
    const auto& faults = reader.faults();
    RC_ASSERT(std::any_of(faults.begin(), faults.end(), [&](const auto& fault) {
        return fault.pointer() == chosen && fault.cause().starts_with("expected ");
    }));
}

RC_BOOST_PROP(any_text_is_read_or_refused_with_a_cause, ()) {
    std::string text = to_json_text(any_scenario());
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    const char byte =
        *rc::gen::element('"', '\\', '{', '}', '[', ']', ',', ':', '0', '-', 'e', '\0', '\xFF');
    if (maybe()) {
        text[at] = byte;
    } else {
        text.erase(at, 1);
    }
    sendmock::scenario_reader reader;
    const auto made = reader.read(text);
    RC_ASSERT(made.has_value() == reader.faults().empty());
    if (!ordered_json::accept(text)) {
        RC_ASSERT(!made.has_value());
    }
    if (made) { // and what was read can be written
        RC_ASSERT(to_json_text(sendmock::parse_scenario(to_json_text(*made))) ==
                  to_json_text(*made));
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
