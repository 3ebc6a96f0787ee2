// SPDX-License-Identifier: MIT
#include <sendmock/logs/documented_example.hpp>
#include <sendmock/logs/log_reader.hpp>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <rapidcheck/boost_test.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace property::logs::log_reader {

using nlohmann::json;
using nlohmann::ordered_json;

ordered_json any_value(int depth) {
    switch (*rc::gen::inRange(0, depth == 0 ? 6 : 8)) {
    case 0:
        return nullptr;
    case 1:
        return *rc::gen::arbitrary<bool>();
    case 2:
        return *rc::gen::arbitrary<std::int64_t>();
    case 3:
        return *rc::gen::arbitrary<std::uint64_t>();
    case 4:
        return *rc::gen::map(rc::gen::arbitrary<std::int32_t>(),
                             [](int value) { return value / 7.; });
    case 5:
        return *rc::gen::element<std::string>(
            "", "a", "\"\\\n", "\u00e9", "\u2028", "id", "user_id");
    case 6: {
        auto array = ordered_json::array();
        for (int count = *rc::gen::inRange(0, 4); count > 0; --count) {
            array.push_back(any_value(depth - 1));
        }
        return array;
    }
    default: {
        auto object = ordered_json::object();
        for (int count = *rc::gen::inRange(0, 4); count > 0; --count) {
            object[*rc::gen::element<std::string>("a", "b/~", "id", "user_id", "headers", "body")] =
                any_value(depth - 1);
        }
        return object;
    }
    }
}

ordered_json any_object(int depth) {
    auto object = ordered_json::object();
    for (int count = *rc::gen::inRange(0, 4); count > 0; --count) {
        object[*rc::gen::element<std::string>("x", "y", "integration_id")] = any_value(depth);
    }
    return object;
}

/// A sound record whose members stand in any order.
ordered_json any_record(std::int64_t id) {
    std::vector<std::pair<std::string, ordered_json>> members{
        {"id", id},
        {"base_url", "https://example.com"},
        {"created_at",
         sendmock::to_service_time(sendmock::instant{
             std::chrono::microseconds{*rc::gen::inRange<std::int64_t>(0, 1LL << 50)}})}};
    const auto maybe = [&](const std::string& name, const auto& make) {
        if (*rc::gen::arbitrary<bool>()) {
            members.emplace_back(name, make());
        }
    };
    maybe("integration_id", [] { return *rc::gen::inRange<std::int64_t>(1, 1LL << 62); });
    maybe("user_id", [] { return *rc::gen::inRange(1, 5); });
    maybe("method", [] { return "GET"; });
    maybe("response_code", [] { return *rc::gen::inRange(0, 600); });
    maybe("response", [] { return ordered_json{{"headers", any_object(2)}, {"body", nullptr}}; });
    maybe("request", [] { return ordered_json{{"payload", any_object(3)}}; });
    maybe("exception", [] { return "\u00e9\u2028\\"; });
    maybe("protected", [] { return *rc::gen::arbitrary<bool>(); });
    maybe("unknown", [] { return any_value(3); });
    ordered_json record = ordered_json::object();
    while (!members.empty()) {
        const auto at = *rc::gen::inRange<std::size_t>(0, members.size());
        record[members[at].first] = members[at].second;
        members.erase(members.begin() + static_cast<std::ptrdiff_t>(at));
    }
    return record;
}

std::vector<ordered_json> any_records() {
    std::vector<ordered_json> records;
    for (std::int64_t count = *rc::gen::inRange(0, 5); count > 0; --count) {
        records.push_back(any_record(count));
    }
    return records;
}

} // namespace property::logs::log_reader

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(log_reader)

RC_BOOST_PROP(what_is_written_is_what_was_read, ()) {
    const auto records = any_records();
    const ordered_json page{{"next", nullptr}, {"results", records}};
    const int indent = *rc::gen::inRange(-1, 3);
    const auto logs = sendmock::parse_logs(
        *rc::gen::arbitrary<bool>() ? page.dump(indent) : ordered_json(records).dump(indent));
    RC_ASSERT(logs.size() == records.size());
    for (std::size_t at = 0; at < logs.size(); ++at) {
        const auto again = ordered_json::parse(logs[at].json());
        RC_ASSERT(again == records[at]);
        RC_ASSERT(logs[at].id() == records[at]["id"]);
        RC_ASSERT(logs[at].created_at() ==
                  sendmock::parse_timestamp(records[at]["created_at"].get<std::string>()));
    }
}

RC_BOOST_PROP(a_compact_text_is_kept_byte_for_byte, ()) {
    const auto text = sendmock::parse_log(any_record(5).dump()).json();
    RC_ASSERT(sendmock::parse_log(text).json() == text);
}

RC_BOOST_PROP(without_owner_ids_only_these_members_are_missing, ()) {
    auto record = any_record(5);
    const auto log = sendmock::parse_log(record.dump());
    RC_ASSERT(log.integration_id().has_value() == record.contains("integration_id"));
    std::string shown;
    log.append_to(shown, false);
    record.erase("integration_id");
    record.erase("user_id");
    RC_ASSERT(shown == sendmock::parse_log(record.dump()).json());
}

RC_BOOST_PROP(a_created_record_is_the_same_with_its_id_and_time_filled_in, ()) {
    auto record = any_record(5);
    const bool names_id = *rc::gen::arbitrary<bool>();
    const bool names_time = *rc::gen::arbitrary<bool>();
    sendmock::reader_options options{.origin = sendmock::record_origin::created,
                                     .shape = sendmock::document_shape::record,
                                     .keep_unknown = *rc::gen::arbitrary<bool>()};
    if (*rc::gen::arbitrary<bool>()) {
        options.integration_id = 8;
    }
    if (!names_id) {
        record.erase("id");
    }
    if (!names_time) {
        record.erase("created_at");
    }
    sendmock::log_reader reader{options};
    auto drafts = reader.read(record.dump());
    RC_ASSERT(reader.faults().empty());
    const auto log = std::move(drafts.at(0)).complete(77);

    json expected = json::parse(record.dump());
    if (!names_id) {
        expected["id"] = 77;
    }
    if (!names_time) {
        expected["created_at"] = sendmock::to_service_time(options.now);
    }
    if (options.integration_id) {
        expected["integration_id"] = *options.integration_id;
    }
    if (!options.keep_unknown) {
        expected.erase("unknown");
    }
    RC_ASSERT(json::parse(log.json()) == expected);
    RC_ASSERT(log.id() == expected["id"]);
    std::string shown;
    log.append_to(shown, false);
    expected.erase("integration_id");
    expected.erase("user_id");
    RC_ASSERT(json::parse(shown) == expected);
}

RC_BOOST_PROP(damaged_bytes_are_a_fault_or_another_sound_document, ()) {
    std::string text{sendmock::documented_example_json};
    const auto damages = *rc::gen::container<std::vector<std::tuple<int, std::uint16_t, char>>>(
        rc::gen::tuple(rc::gen::inRange(0, 4),
                       rc::gen::arbitrary<std::uint16_t>(),
                       rc::gen::oneOf(rc::gen::arbitrary<char>(),
                                      rc::gen::elementOf(std::string{"{}[]\",:0-1eE.ntf\\u \n"}))));
    for (const auto& [what, drawn_place, byte] : damages) {
        const auto place = drawn_place % text.size();
        switch (what) {
        case 0:
            text[place] = byte;
            break;
        case 1:
            text.insert(place, 1, byte);
            break;
        case 2:
            text.erase(place, 1);
            break;
        default:
            text.insert(place, text.substr(place / 2, 40));
        }
    }
    sendmock::log_reader reader;
    const auto drafts = reader.read(text);
    if (!json::accept(text)) {
        RC_ASSERT(!reader.faults().empty());
    }
    for (const auto& fault : reader.faults()) {
        RC_ASSERT(json::accept(json(to_string(fault, "f")).dump()));
    }
    if (reader.faults().empty()) {
        const auto document = json::parse(text);
        const auto& records = document.is_array() ? document : document["results"];
        RC_ASSERT(drafts.size() == records.size());
        for (std::size_t at = 0; at < drafts.size(); ++at) {
            RC_ASSERT(json::parse(sendmock::log_draft{drafts[at]}.complete(0).json()) ==
                      records[at]);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
