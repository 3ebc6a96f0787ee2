// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_DETAIL_THEN_READER_HPP
#define SENDMOCK_FAULTS_DETAIL_THEN_READER_HPP

#include <sendmock/faults/canned_response.hpp>
#include <sendmock/faults/delay.hpp>
#include <sendmock/faults/fault.hpp>
#include <sendmock/faults/pager_fault.hpp>
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/faults/wire_fault.hpp>
#include <sendmock/logs/document_fault.hpp>
#include <sendmock/logs/document_place.hpp>
#include <sendmock/logs/log_data.hpp>
#include <sendmock/logs/log_data_json.hpp>
#include <sendmock/logs/nearest_name.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace sendmock::detail {

[[nodiscard]] inline std::chrono::milliseconds read_milliseconds(const document_place& place) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(
        place.integer(0, static_cast<std::uint64_t>(delay::longest.count()))));
}

/// Reads `{"type":"uniform",…}` or `{"type":"lognormal",…}`.
[[nodiscard]] inline std::variant<uniform_delay, lognormal_delay>
read_distribution(const document_place& place) {
    constexpr std::array<std::string_view, 2> types{"uniform", "lognormal"};
    constexpr std::array<std::string_view, 3> uniform_names{"type", "lower", "upper"};
    constexpr std::array<std::string_view, 4> lognormal_names{
        "type", "median", "sigma", "maxValue"};
    constexpr std::array<std::string_view, 6> all_names{
        "type", "lower", "upper", "median", "sigma", "maxValue"};
    if (!place.value().is_object()) {
        place.refuse("an object (a distribution)");
    }
    if (!place.find("type")) {
        place.expect_object("a distribution", all_names);
    }
    if (place.at("type").one_of("a distribution", types) == 0) {
        place.expect_object("a uniform distribution", uniform_names);
        const uniform_delay read{.lower = read_milliseconds(place.at("lower")),
                                 .upper = read_milliseconds(place.at("upper"))};
        if (read.upper < read.lower) {
            place.at("upper").refuse("at least " + std::to_string(read.lower.count()));
        }
        return read;
    }
    place.expect_object("a lognormal distribution", lognormal_names);
    lognormal_delay read{.median = read_milliseconds(place.at("median")),
                         .sigma = place.at("sigma").number(0, 10, "a number from 0 to 10")};
    if (const auto maximum = place.find("maxValue")) {
        read.maximum = read_milliseconds(*maximum);
    }
    return read;
}

[[nodiscard]] inline delay read_delay(const document_place& place) {
    constexpr std::array<std::string_view, 3> names{
        "fixedDelayMilliseconds", "delayDistribution", "chunkedDribbleDelay"};
    constexpr std::array<std::string_view, 2> dribble_names{"numberOfChunks", "totalDuration"};
    place.expect_object("a delay", names);
    if (place.value().empty()) {
        throw document_fault(place.pointer(), "expected at least one kind of delay");
    }
    delay read;
    if (const auto fixed = place.find("fixedDelayMilliseconds")) {
        read.fixed = read_milliseconds(*fixed);
    }
    if (const auto distribution = place.find("delayDistribution")) {
        read.drawn = read_distribution(*distribution);
    }
    if (const auto chunks = place.find("chunkedDribbleDelay")) {
        chunks->expect_object("a dribble", dribble_names);
        read.dribbled = dribble{.chunks = static_cast<std::uint32_t>(
                                    chunks->at("numberOfChunks").integer(1, dribble::most_chunks)),
                                .total = read_milliseconds(chunks->at("totalDuration"))};
    }
    return read;
}

/// Reads `{"Name":"value","Other":["several","values"]}`.
inline void read_headers(const document_place& place, canned_response& into) {
    if (!place.value().is_object()) {
        place.refuse("an object of header fields");
    }
    for (const auto& [header, value] : place.value().items()) {
        const std::string& name = header; // clang's lambdas cannot have a structured binding
        const document_place field = place.at(name);
        const auto add = [&](const document_place& one) {
            try {
                into.add_field(name, one.string());
            } catch (const std::invalid_argument& failure) {
                throw document_fault(one.pointer(), failure.what());
            }
        };
        if (value.is_array()) {
            for (const document_place& one : field.elements()) {
                add(one);
            }
        } else {
            add(field);
        }
    }
}

[[nodiscard]] inline canned_response read_respond(const document_place& place) {
    constexpr std::array<std::string_view, 3> names{"status", "headers", "body"};
    place.expect_object("a response", names);
    canned_response read;
    read.status = static_cast<int>(place.at("status").integer(200, 999));
    if (const auto headers = place.find("headers")) {
        read_headers(*headers, read);
    }
    if (const auto body = place.find("body")) {
        read.body = body->string();
    }
    return read;
}

/// Reads the name of what goes wrong. One that belongs under another member is refused with that
/// member, however it is written; any other with the nearest name.
[[nodiscard]] inline std::size_t read_fault_name(const document_place& then,
                                                 const std::string& member) {
    struct fault_names {
        std::string_view member{};
        std::string_view what{};
        std::span<const std::string_view> names{};
    };

    static constexpr std::array<fault_names, 3> kinds{
        {{"fault", "a fault on the wire", wire_fault_names},
         {"pager", "a fault of a page", pager_fault_names},
         {"tls", "a TLS profile", tls_profile_names}}};
    const document_place place = then.at(member);
    const auto* const own = std::find_if(
        kinds.begin(), kinds.end(), [&](const fault_names& kind) { return kind.member == member; });
    const std::string name = place.value().is_string() ? place.string() : "";
    const auto is_same = [&](std::string_view known) { return edit_distance(name, known) == 0; };
    if (std::none_of(own->names.begin(), own->names.end(), is_same)) {
        for (const fault_names& kind : kinds) {
            const auto other = std::find_if(kind.names.begin(), kind.names.end(), is_same);
            if (other != kind.names.end()) {
                throw document_fault(place.pointer(),
                                     std::string(*other) + " is " + std::string(kind.what) +
                                         "; write it under \"" + std::string(kind.member) + '"');
            }
        }
    }
    return place.one_of(std::string(own->what), own->names);
}

[[nodiscard]] inline pager_fault read_pager(const document_place& place) {
    const auto kind = static_cast<pager_fault_kind>(read_fault_name(place, "pager"));
    pager_fault read{.kind = kind};
    const auto rows = place.find("rows");
    const auto length = place.find("length");
    if (kind == pager_fault_kind::short_page) {
        read.rows = place.at("rows").integer(1, pager_fault::most_rows);
    } else if (rows) {
        throw document_fault(rows->pointer(), "only SHORT takes rows");
    }
    if (kind == pager_fault_kind::cycle) {
        read.length =
            static_cast<std::uint32_t>(place.at("length").integer(2, pager_fault::largest_cycle));
    } else if (kind == pager_fault_kind::opaque_cursors) {
        if (length) {
            const std::uint64_t characters =
                length->integer(pager_fault::usual_cursor, pager_fault::longest_cursor);
            if (!is_cursor_length(characters)) {
                length->refuse("a multiple of 4 from 20 to 4000");
            }
            read.cursor_length = static_cast<std::uint32_t>(characters);
        }
    } else if (length) {
        throw document_fault(length->pointer(), "only CYCLE and OPAQUE_CURSORS take length");
    }
    return read;
}

[[nodiscard]] inline wire_fault read_wire(const document_place& place) {
    const auto kind = static_cast<wire_fault_kind>(read_fault_name(place, "fault"));
    wire_fault read{.kind = kind};
    if (const auto bytes = place.find("bytes")) {
        if (!takes_bytes(kind)) {
            throw document_fault(bytes->pointer(),
                                 std::string(to_string(kind)) + " takes no bytes");
        }
        read.bytes = bytes->integer();
    }
    if (const auto notify = place.find("close_notify")) {
        if (!notify->value().is_boolean()) {
            notify->refuse("true or false");
        }
        read.close_notify = notify->value().get<bool>();
        if (!ends_with_fin(kind)) {
            throw document_fault(notify->pointer(),
                                 std::string(to_string(kind)) + " has no orderly end");
        }
    }
    return read;
}

[[nodiscard]] inline log_data read_log_data(const document_place& place) {
    if (place.value().is_array()) {
        return read_records(place);
    }
    return read_generated_logs(place);
}

[[nodiscard]] inline log_change read_change(const document_place& place) {
    constexpr std::array<std::string_view, 3> names{"replace", "delete", "insert"};
    constexpr auto largest_id =
        static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    place.expect_object("a change of logs", names);
    if (place.value().empty()) {
        throw document_fault(place.pointer(), "expected replace, delete or insert");
    }
    log_change read;
    if (const auto replaced = place.find("replace")) {
        read.replaced = read_log_data(*replaced);
    }
    if (const auto erased = place.find("delete")) {
        for (const document_place& id : erased->elements()) {
            read.erased.push_back(static_cast<std::int64_t>(id.integer(1, largest_id)));
        }
    }
    if (const auto inserted = place.find("insert")) {
        read.inserted = read_records(*inserted);
    }
    return read;
}

/// Reads what goes wrong.
[[nodiscard]] inline fault read_then(const document_place& place) {
    constexpr std::array<std::string_view, 10> names{"delay",
                                                     "respond",
                                                     "fault",
                                                     "pager",
                                                     "change",
                                                     "tls",
                                                     "bytes",
                                                     "close_notify",
                                                     "rows",
                                                     "length"};
    place.expect_object("a fault", names);
    fault read;
    if (const auto change = place.find("change")) {
        read.change = read_change(*change);
    }
    if (place.find("tls")) {
        read.tls = static_cast<tls_profile>(read_fault_name(place, "tls"));
    }
    if (const auto respond = place.find("respond")) {
        read.respond = read_respond(*respond);
    }
    if (place.find("pager")) {
        read.pager = read_pager(place);
    }
    if (const auto delay = place.find("delay")) {
        read.delay = read_delay(*delay);
    }
    if (place.find("fault")) {
        read.wire = read_wire(place);
    }
    for (const auto& [name, owner] : {std::pair{"bytes", "fault"},
                                      std::pair{"close_notify", "fault"},
                                      std::pair{"rows", "pager"},
                                      std::pair{"length", "pager"}}) {
        if (place.find(name) && !place.find(owner)) {
            throw document_fault(pointer_to(name, place.pointer()),
                                 std::string("goes with ") + owner + ", which is absent");
        }
    }
    try {
        read.check();
    } catch (const std::invalid_argument& failure) {
        throw document_fault(place.pointer(), failure.what());
    } catch (const duplicate_id& failure) {
        throw document_fault(pointer_to("change", place.pointer()), failure.what());
    }
    return read;
}

} // namespace sendmock::detail

#endif
