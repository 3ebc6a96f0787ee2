// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_LOG_DATA_JSON_HPP
#define SENDMOCK_LOGS_LOG_DATA_JSON_HPP

#include <sendmock/logs/document_fault.hpp>
#include <sendmock/logs/document_place.hpp>
#include <sendmock/logs/generated_logs.hpp>
#include <sendmock/logs/input_fault.hpp>
#include <sendmock/logs/json_object_text.hpp>
#include <sendmock/logs/log_data.hpp>
#include <sendmock/logs/log_reader.hpp>
#include <sendmock/logs/log_record.hpp>
#include <sendmock/logs/reader_options.hpp>
#include <sendmock/logs/record_faults.hpp>
#include <sendmock/logs/timestamp.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sendmock {

/// Reads an array of stored logs that is part of a document.
/// @throws record_faults if there is any fault
[[nodiscard]] inline std::vector<log_record> read_records(const document_place& place) {
    log_reader reader({.shape = document_shape::array});
    std::vector<log_draft> drafts = reader.read(place.text());
    if (!reader.faults().empty()) {
        std::vector<input_fault> faults = reader.faults();
        for (input_fault& fault : faults) {
            fault.pointer.insert(0, place.pointer());
        }
        throw record_faults(std::move(faults));
    }
    return complete(std::move(drafts));
}

/// Writes what `read_records` reads, each record word for word.
[[nodiscard]] inline std::string to_json_text(const std::vector<log_record>& records) {
    std::string text = "[";
    for (const log_record& record : records) {
        text += text.size() > 1 ? "," : "";
        text += record.json();
    }
    return text += ']';
}

namespace detail {

using share_member = std::pair<std::string_view, double generated_logs::*>;

inline constexpr std::array<share_member, 9> share_members{
    {{"ties", &generated_logs::ties},
     {"without_owner", &generated_logs::without_owner},
     {"absent", &generated_logs::absent},
     {"null", &generated_logs::null},
     {"protected_logs", &generated_logs::protected_logs},
     {"text_payloads", &generated_logs::text_payloads},
     {"unusual_texts", &generated_logs::unusual_texts},
     {"other_zones", &generated_logs::other_zones},
     {"whole_seconds", &generated_logs::whole_seconds}}};

inline constexpr std::array<std::string_view, 17> generated_logs_names{"count",
                                                                       "seed",
                                                                       "first_id",
                                                                       "ties",
                                                                       "from",
                                                                       "interval_microseconds",
                                                                       "shops",
                                                                       "failure_weights",
                                                                       "without_owner",
                                                                       "absent",
                                                                       "null",
                                                                       "protected_logs",
                                                                       "text_payloads",
                                                                       "unusual_texts",
                                                                       "other_zones",
                                                                       "whole_seconds",
                                                                       "body_bytes"};

} // namespace detail

/// Reads what to generate: an object with the members of `generated_logs`, all of them optional.
/// @throws document_fault
[[nodiscard]] inline generated_logs read_generated_logs(const document_place& place) {
    constexpr auto largest_id =
        static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    place.expect_object("a description of generated logs", detail::generated_logs_names);
    generated_logs read;
    if (const auto count = place.find("count")) {
        read.count = count->integer(0, generated_logs::largest_count);
    }
    if (const auto seed = place.find("seed")) {
        read.seed = seed->integer();
    }
    if (const auto first = place.find("first_id")) {
        read.first_id = static_cast<std::int64_t>(first->integer(1, largest_id));
    }
    for (const auto& [name, member] : detail::share_members) {
        if (const auto share = place.find(std::string(name))) {
            read.*member = share->number(0, 1, "a number from 0 to 1");
        }
    }
    if (const auto from = place.find("from")) {
        const auto time = parse_timestamp(from->string());
        if (!time || !has_offset(from->string())) {
            from->refuse("a date and time with its zone");
        }
        read.from = *time;
    }
    if (const auto interval = place.find("interval_microseconds")) {
        read.interval =
            std::chrono::microseconds(static_cast<std::int64_t>(interval->integer(1, largest_id)));
    }
    if (const auto shops = place.find("shops")) {
        read.shops = static_cast<std::uint32_t>(shops->integer(1, 1000));
    }
    if (const auto weights = place.find("failure_weights")) {
        const auto elements = weights->elements();
        if (elements.size() != read.failure_weights.size()) {
            weights->refuse(std::to_string(read.failure_weights.size()) + " weights");
        }
        for (std::size_t at = 0; at < elements.size(); ++at) {
            read.failure_weights[at] =
                static_cast<std::uint32_t>(elements[at].integer(0, 1'000'000));
        }
    }
    if (const auto bytes = place.find("body_bytes")) {
        read.body_bytes = bytes->integer(0, generated_logs::largest_body);
    }
    try {
        read.check();
    } catch (const std::invalid_argument& failure) {
        throw document_fault(place.pointer(), failure.what());
    }
    return read;
}

/// Writes what `read_generated_logs` reads: count, seed, and what is not the default.
[[nodiscard]] inline std::string to_json_text(const generated_logs& written) {
    const generated_logs usual;
    json_object_text object;
    object.add("count", written.count).add("seed", written.seed);
    if (written.first_id != usual.first_id) {
        object.add("first_id", written.first_id);
    }
    for (const auto& [name, member] : detail::share_members) {
        if (written.*member != usual.*member) {
            object.add(name, written.*member);
        }
    }
    if (written.from != usual.from) {
        object.add("from", to_service_time(written.from));
    }
    if (written.interval) {
        object.add("interval_microseconds", written.interval->count());
    }
    if (written.shops != usual.shops) {
        object.add("shops", written.shops);
    }
    if (written.failure_weights != usual.failure_weights) {
        object.add_json("failure_weights", nlohmann::json(written.failure_weights).dump());
    }
    if (written.body_bytes != usual.body_bytes) {
        object.add("body_bytes", written.body_bytes);
    }
    return std::move(object).take();
}

} // namespace sendmock

#endif
