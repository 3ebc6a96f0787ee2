// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_READER_OPTIONS_HPP
#define SENDMOCK_LOGS_READER_OPTIONS_HPP

#include <sendmock/logs/timestamp.hpp>

#include <cstdint>
#include <optional>

namespace sendmock {

/// What the records of an input are.
enum class record_origin {
    stored, ///< logs that exist: each names its id and created_at, with a zone
    created ///< logs to be created: what they do not name of these is filled in
};

/// What an input may be.
enum class document_shape {
    any,            ///< one of the following; an object is a record if its first member is a log's
    array_or_page,  ///< an array of records, or a page: an object whose `results` is one
    array,          ///< an array of records
    record,         ///< one record
    record_or_array ///< one record or an array of them
};

/// How log_reader reads.
struct reader_options {
    record_origin origin = record_origin::stored;
    document_shape shape = document_shape::array_or_page;
    /// Keeps `id` and `protected` of a created record; else they are dropped unchecked, as by the
    /// service itself (documented). Those of a stored record are always kept.
    bool keep_read_only = true;
    /// Keeps members that a log does not have; else they are dropped, as by the service itself.
    bool keep_unknown = true;
    /// The integration that all records get, whichever they name.
    std::optional<std::int64_t> integration_id{};
    /// created_at of created records that name none, written as the service writes times.
    instant now{};
};

} // namespace sendmock

#endif
