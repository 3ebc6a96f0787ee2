// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_FAILURE_CATALOGUE_HPP
#define SENDMOCK_LOGS_FAILURE_CATALOGUE_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sendmock {

/// What went wrong between the platform and a shop.
enum class failure_kind : std::uint8_t {
    certificate,   ///< the shop's certificate is not accepted
    handshake,     ///< no TLS connection comes about
    connection,    ///< refused, reset, or no such host
    timeout,       ///< no connection, or no answer, in time
    redirects,     ///< redirected without end
    content,       ///< an answer that cannot be read
    not_found,     ///< 404
    unauthorized,  ///< 401 and 403: credentials that were revoked
    server_error,  ///< 500 to 504
    configuration, ///< a URL or proxy that cannot work
};

inline constexpr std::size_t failure_kinds = 10;
static_assert(static_cast<std::size_t>(failure_kind::configuration) + 1 == failure_kinds);

/// A failure as a log keeps it.
///
/// `exception` may hold `{host}`, `{path}` and `{url}`, the shop's. The texts
/// are those of Python's requests 2.34 on urllib3 2.7 (reproduced), but for two of the documented
/// example.
struct catalogued_failure {
    failure_kind kind = failure_kind::connection;
    std::string_view exception_type{}; ///< empty for none
    std::string_view exception{};
    /// The status that the shop answered; 0 if it did not answer. 495 stands for a certificate
    /// that is not accepted (documented).
    int response_code = 0;
    /// Whether what the shop answered is JSON rather than a page.
    bool json = false;
};

namespace detail {

inline constexpr std::string_view ssl_error = "requests.exceptions.SSLError";
inline constexpr std::string_view connection_error = "requests.exceptions.ConnectionError";
inline constexpr std::string_view http_failure = "requests.exceptions.HTTPError";

} // namespace detail

/// All failures that generated logs are made of, kind by kind.
inline constexpr std::array failure_catalogue{
    catalogued_failure{failure_kind::certificate, detail::ssl_error, "An SSL error occurred", 495},
    catalogued_failure{
        failure_kind::certificate,
        detail::ssl_error,
        "HTTPSConnectionPool(host='{host}', port=443): Max retries exceeded with url: {path} "
        "(Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] "
        "certificate verify failed: certificate has expired (_ssl.c:1006)')))",
        495},
    catalogued_failure{
        failure_kind::certificate,
        detail::ssl_error,
        "HTTPSConnectionPool(host='{host}', port=443): Max retries exceeded with url: {path} "
        "(Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] "
        "certificate verify failed: self-signed certificate (_ssl.c:1006)')))"},
    catalogued_failure{
        failure_kind::certificate,
        detail::ssl_error,
        "HTTPSConnectionPool(host='{host}', port=443): Max retries exceeded with url: {path} "
        "(Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] "
        "certificate verify failed: unable to get local issuer certificate (_ssl.c:1006)')))"},
    catalogued_failure{
        failure_kind::certificate,
        detail::ssl_error,
        "HTTPSConnectionPool(host='{host}', port=443): Max retries exceeded with url: {path} "
        "(Caused by SSLError(SSLCertVerificationError(1, \"[SSL: CERTIFICATE_VERIFY_FAILED] "
        "certificate verify failed: Hostname mismatch, certificate is not valid for '{host}'. "
        "(_ssl.c:1006)\")))"},
    catalogued_failure{
        failure_kind::certificate,
        detail::ssl_error,
        "HTTPSConnectionPool(host='{host}', port=443): Max retries exceeded with url: {path} "
        "(Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] "
        "certificate verify failed: certificate revoked (_ssl.c:1006)')))",
        495},
    catalogued_failure{
        failure_kind::handshake,
        detail::ssl_error,
        "HTTPSConnectionPool(host='{host}', port=443): Max retries exceeded with url: {path} "
        "(Caused by SSLError(SSLError(1, '[SSL: WRONG_VERSION_NUMBER] wrong version number "
        "(_ssl.c:1006)')))"},
    catalogued_failure{
        failure_kind::handshake,
        detail::ssl_error,
        "HTTPSConnectionPool(host='{host}', port=443): Max retries exceeded with url: {path} "
        "(Caused by SSLError(SSLError(1, '[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert "
        "handshake failure (_ssl.c:1006)')))"},
    catalogued_failure{
        failure_kind::handshake,
        detail::ssl_error,
        "HTTPSConnectionPool(host='{host}', port=443): Max retries exceeded with url: {path} "
        "(Caused by SSLError(SSLEOFError(8, '[SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in "
        "violation of protocol (_ssl.c:1006)')))"},
    catalogued_failure{
        failure_kind::connection,
        detail::connection_error,
        "HTTPSConnectionPool(host='{host}', port=443): Max retries exceeded with url: {path} "
        "(Caused by NewConnectionError(\"HTTPSConnection(host='{host}', port=443): Failed to "
        "establish a new connection: [Errno 111] Connection refused\"))"},
    catalogued_failure{
        failure_kind::connection,
        detail::connection_error,
        "HTTPSConnectionPool(host='{host}', port=443): Max retries exceeded with url: {path} "
        "(Caused by NameResolutionError(\"HTTPSConnection(host='{host}', port=443): Failed to "
        "resolve '{host}' ([Errno -2] Name or service not known)\"))"},
    catalogued_failure{failure_kind::connection,
                       detail::connection_error,
                       "('Connection aborted.', RemoteDisconnected('Remote end closed connection "
                       "without response'))"},
    catalogued_failure{
        failure_kind::connection,
        detail::connection_error,
        "('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))"},
    catalogued_failure{
        failure_kind::timeout,
        "requests.exceptions.ReadTimeout",
        "HTTPSConnectionPool(host='{host}', port=443): Read timed out. (read timeout=10)"},
    catalogued_failure{
        failure_kind::timeout,
        "requests.exceptions.ConnectTimeout",
        "HTTPSConnectionPool(host='{host}', port=443): Max retries exceeded with url: {path} "
        "(Caused by ConnectTimeoutError(<HTTPSConnection(host='{host}', port=443) at "
        "0x7f2b9c1d4a90>, 'Connection to {host} timed out. (connect timeout=10)'))"},
    catalogued_failure{failure_kind::redirects,
                       "requests.exceptions.TooManyRedirects",
                       "Exceeded 30 redirects.",
                       302},
    catalogued_failure{failure_kind::content,
                       "requests.exceptions.JSONDecodeError",
                       "Expecting value: line 1 column 1 (char 0)",
                       200},
    catalogued_failure{failure_kind::content,
                       "requests.exceptions.ChunkedEncodingError",
                       "('Connection broken: IncompleteRead(2 bytes read, 98 more expected)', "
                       "IncompleteRead(2 bytes read, 98 more expected))",
                       200},
    catalogued_failure{failure_kind::content,
                       "requests.exceptions.ContentDecodingError",
                       "('Received response with content-encoding: gzip, but failed to decode "
                       "it.', error('Error -3 while decompressing data: incorrect header check'))",
                       200},
    catalogued_failure{failure_kind::not_found, "", "PageNotFound", 404},
    catalogued_failure{failure_kind::not_found,
                       detail::http_failure,
                       "404 Client Error: Not Found for url: {url}",
                       404},
    catalogued_failure{failure_kind::not_found,
                       detail::http_failure,
                       "404 Client Error: Not Found for url: {url}",
                       404,
                       true},
    catalogued_failure{failure_kind::unauthorized,
                       detail::http_failure,
                       "401 Client Error: Unauthorized for url: {url}",
                       401,
                       true},
    catalogued_failure{failure_kind::unauthorized,
                       detail::http_failure,
                       "403 Client Error: Forbidden for url: {url}",
                       403,
                       true},
    catalogued_failure{failure_kind::server_error,
                       detail::http_failure,
                       "500 Server Error: Internal Server Error for url: {url}",
                       500},
    catalogued_failure{failure_kind::server_error,
                       detail::http_failure,
                       "502 Server Error: Bad Gateway for url: {url}",
                       502},
    catalogued_failure{failure_kind::server_error,
                       detail::http_failure,
                       "503 Server Error: Service Unavailable for url: {url}",
                       503},
    catalogued_failure{failure_kind::server_error,
                       detail::http_failure,
                       "504 Server Error: Gateway Timeout for url: {url}",
                       504},
    catalogued_failure{failure_kind::configuration,
                       "requests.exceptions.MissingSchema",
                       "Invalid URL '{host}{path}': No scheme supplied. Perhaps you meant "
                       "https://{host}{path}?"},
    catalogued_failure{failure_kind::configuration,
                       "requests.exceptions.InvalidURL",
                       "Invalid URL 'https://{path}': No host supplied"},
    catalogued_failure{
        failure_kind::configuration,
        "requests.exceptions.ProxyError",
        "HTTPSConnectionPool(host='{host}', port=443): Max retries exceeded with url: {path} "
        "(Caused by ProxyError('Unable to connect to proxy', OSError('Tunnel connection failed: "
        "407 Proxy Authentication Required')))"},
};

} // namespace sendmock

#endif
