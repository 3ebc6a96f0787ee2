// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_PYTHON_ERROR_HPP
#define SENDMOCK_SHOP_PYTHON_ERROR_HPP

#include <sendmock/http/response_parser.hpp>
#include <sendmock/http/url.hpp>
#include <sendmock/http/utf8.hpp>
#include <sendmock/shop/python_text.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

/// What Python's requests 2.28 with urllib3 1.26 and Python 3.11, Debian 12's, says of a call that
/// went wrong. All texts are reproduced, but for those that are marked inferred; line numbers of
/// `_ssl.c` and addresses of objects, which each installation and each run has its own of, are
/// constants.
namespace sendmock::python {

/// An exception as a log keeps it.
struct exception {
    /// As `requests.exceptions.SSLError`; empty for none.
    std::string type{};
    std::string text{};

    bool operator==(const exception&) const = default;

    [[nodiscard]] explicit operator bool() const noexcept { return !type.empty(); }
};

/// Where a request went: what the texts name.
struct called_pool {
    bool secure = false;
    std::string host{};
    std::uint16_t port = 0;
    std::string target{};

    /// `HTTPSConnectionPool(host='H', port=443)`
    [[nodiscard]] std::string name() const {
        return connection_kind() + "Pool(host=" + repr(host) + ", port=" + std::to_string(port) +
               ')';
    }

    [[nodiscard]] std::string connection_kind() const {
        return secure ? "HTTPSConnection" : "HTTPConnection";
    }

    /// `<urllib3.connection.HTTPSConnection object at 0x…>`
    [[nodiscard]] std::string connection() const {
        return "<urllib3.connection." + connection_kind() + " object at 0x7f2b9c1d4a90>";
    }
};

/// `repr()` of the OSError of a system call.
[[nodiscard]] inline std::string os_error(int code) {
    const auto kind = [code] {
        switch (code) {
        case ECONNREFUSED:
            return "ConnectionRefusedError";
        case ECONNRESET:
            return "ConnectionResetError";
        case ECONNABORTED:
            return "ConnectionAbortedError";
        case EPIPE:
            return "BrokenPipeError";
        case ETIMEDOUT:
            return "TimeoutError";
        case EACCES:
        case EPERM:
            return "PermissionError";
        default:
            return "OSError";
        }
    }();
    return std::string(kind) + '(' + std::to_string(code) + ", " +
           repr(std::generic_category().message(code)) + ')';
}

/// `[Errno 111] Connection refused`
[[nodiscard]] inline std::string errno_text(int code, std::string_view message) {
    return "[Errno " + std::to_string(code) + "] " + std::string(message);
}

/// @param cause  `repr()` of what urllib3 gave up for
[[nodiscard]] inline std::string max_retries(const called_pool& pool, std::string_view cause) {
    return pool.name() + ": Max retries exceeded with url: " + pool.target + " (Caused by " +
           std::string(cause) + ')';
}

/// No connection came about, or the host has no address.
/// @param cause  as errno_text()
[[nodiscard]] inline exception new_connection_failed(const called_pool& pool,
                                                     std::string_view cause) {
    const std::string message =
        pool.connection() + ": Failed to establish a new connection: " + std::string(cause);
    return {"requests.exceptions.ConnectionError",
            max_retries(pool, "NewConnectionError(" + repr(message) + ')')};
}

[[nodiscard]] inline exception connect_timed_out(const called_pool& pool,
                                                 std::chrono::milliseconds timeout) {
    std::string host = pool.host;
    host.erase(host.find_last_not_of('.') + 1);
    const std::string message =
        "Connection to " + host + " timed out. (connect timeout=" + seconds(timeout) + ')';
    return {
        "requests.exceptions.ConnectTimeout",
        max_retries(pool, "ConnectTimeoutError(" + pool.connection() + ", " + repr(message) + ')')};
}

/// No answer came in time, or the TLS handshake did not end in time.
[[nodiscard]] inline exception read_timed_out(const called_pool& pool,
                                              std::chrono::milliseconds timeout) {
    return {"requests.exceptions.ReadTimeout",
            pool.name() + ": Read timed out. (read timeout=" + seconds(timeout) + ')'};
}

/// The answer's content did not go on in time.
[[nodiscard]] inline exception content_timed_out(const called_pool& pool) {
    return {"requests.exceptions.ConnectionError", pool.name() + ": Read timed out."};
}

/// @param cause  `repr()` of what ssl raised
[[nodiscard]] inline exception tls_failed(const called_pool& pool, std::string_view cause) {
    return {"requests.exceptions.SSLError",
            max_retries(pool, "SSLError(" + std::string(cause) + ')')};
}

/// TLS failed in the answer's content (inferred).
/// @param text  of what ssl raised
[[nodiscard]] inline exception tls_failed_in_content(std::string_view text) {
    return {"requests.exceptions.SSLError", std::string(text)};
}

/// The connection ended, or what came is no HTTP, before there was an answer.
/// @param cause  `repr()` of what http.client raised
[[nodiscard]] inline exception connection_aborted(std::string_view cause) {
    return {"requests.exceptions.ConnectionError",
            "('Connection aborted.', " + std::string(cause) + ')'};
}

/// The answer's content cannot be read to its end.
/// @param cause  `repr()` of what http.client raised
[[nodiscard]] inline exception connection_broken(std::string_view cause) {
    return {"requests.exceptions.ChunkedEncodingError",
            '(' + repr("Connection broken: " + std::string(cause)) + ", " + std::string(cause) +
                ')'};
}

/// @param cause  what zlib says: `incorrect header check`
[[nodiscard]] inline exception content_not_decoded(std::string_view encoding,
                                                   std::string_view cause) {
    return {"requests.exceptions.ContentDecodingError",
            '(' +
                repr("Received response with content-encoding: " + std::string(encoding) +
                     ", but failed to decode it.") +
                ", error(" + repr("Error -3 while decompressing data: " + std::string(cause)) +
                "))"};
}

[[nodiscard]] inline exception too_many_redirects(int most) {
    return {"requests.exceptions.TooManyRedirects",
            "Exceeded " + std::to_string(most) + " redirects."};
}

/// @param reason  as it came, in ISO 8859-1
[[nodiscard]] inline exception
http_error(int status, std::string_view reason, std::string_view url) {
    return {"requests.exceptions.HTTPError",
            std::to_string(status) + (status < 500 ? " Client" : " Server") +
                " Error: " + http::latin1_to_utf8(reason) + " for url: " + std::string(url)};
}

/// @param text  as `Expecting value: line 1 column 1 (char 0)`
[[nodiscard]] inline exception json_not_decoded(std::string text) {
    return {"requests.exceptions.JSONDecodeError", std::move(text)};
}

[[nodiscard]] inline exception no_such_url(http::url_fault fault, std::string_view url) {
    const std::string text(url);
    switch (fault) {
    case http::url_fault::no_scheme:
        return {"requests.exceptions.MissingSchema",
                "Invalid URL " + repr(url) + ": No scheme supplied. Perhaps you meant http://" +
                    text + '?'};
    case http::url_fault::no_host:
        return {"requests.exceptions.InvalidURL",
                "Invalid URL " + repr(url) + ": No host supplied"};
    case http::url_fault::bad_label:
        return {"requests.exceptions.InvalidURL", "URL has an invalid label."};
    case http::url_fault::other_scheme:
        return {"requests.exceptions.InvalidSchema",
                "No connection adapters were found for " + repr(url)};
    case http::url_fault::malformed:
    case http::url_fault::not_ascii: // those that it cannot encode
        break;
    }
    return {"requests.exceptions.InvalidURL", "Failed to parse: " + text};
}

/// A redirect leads to a URL without a host.
[[nodiscard]] inline exception no_host_in_redirect() {
    return {"requests.exceptions.InvalidURL", "No host specified."};
}

/// A host whose labels, between the points, are empty or longer than 63.
[[nodiscard]] inline exception no_such_label(std::string_view host) {
    return {"urllib3.exceptions.LocationParseError",
            "Failed to parse: '" + std::string(host) + "', label empty or too long"};
}

/// `repr()` of the exception that http.client or urllib3 raises for a response that broke off;
/// empty where they make nothing of it: a truncated content of a known length is taken as it is.
/// @param piece  how many bytes of a chunk are read at once
[[nodiscard]] inline std::string http_exception(const http::response_failure& failure,
                                                const http::message_limits& limits,
                                                std::size_t piece = 10'240) {
    using http::response_fault;
    const std::string text = http::latin1_to_utf8(failure.text);
    const auto incomplete = [](std::size_t read, std::size_t missing) {
        return "IncompleteRead(" + std::to_string(read) + " bytes read, " +
               std::to_string(missing) + " more expected)";
    };
    switch (failure.fault) {
    case response_fault::no_response:
        return "RemoteDisconnected('Remote end closed connection without response')";
    case response_fault::bad_status_line:
        return "BadStatusLine(" + repr(text) + ')';
    case response_fault::unknown_version:
        return "UnknownProtocol(" + repr(text) + ')';
    case response_fault::long_line:
        return "LineTooLong('got more than " + std::to_string(limits.head_bytes) +
               " bytes when reading " + text + "')";
    case response_fault::too_many_fields:
        return "HTTPException('got more than " + std::to_string(limits.fields + 1) + " headers')";
    case response_fault::bad_chunk_line:
        return "InvalidChunkLength(got length " + repr_bytes(failure.text) + ", 0 bytes read)";
    case response_fault::incomplete_chunk: {
        const std::size_t begin = failure.read / piece * piece;
        const std::size_t wanted = std::min(piece, failure.read + failure.missing - begin);
        const std::size_t read = failure.read - begin;
        return incomplete(read, wanted - read);
    }
    case response_fault::incomplete_chunk_end:
        return incomplete(failure.read, failure.missing);
    case response_fault::none:
    case response_fault::incomplete_content:
    case response_fault::conflicting_lengths: // an exception of its own
    case response_fault::large_content:
        break;
    }
    return {};
}

/// The lengths that an answer names differ.
[[nodiscard]] inline exception conflicting_lengths(std::string_view all) {
    return {"requests.exceptions.InvalidHeader",
            "Content-Length contained multiple unmatching values (" + std::string(all) + ')'};
}

} // namespace sendmock::python

#endif
