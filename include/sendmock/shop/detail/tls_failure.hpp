// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_DETAIL_TLS_FAILURE_HPP
#define SENDMOCK_SHOP_DETAIL_TLS_FAILURE_HPP

#include <sendmock/http/ascii.hpp>
#include <sendmock/shop/python_error.hpp>
#include <sendmock/shop/python_text.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/sslerr.h>
#include <openssl/x509.h>

#include <string>
#include <string_view>

namespace sendmock::detail::shop {

/// What failed on a connection, as Python has it.
struct wire_failure {
    enum class kind {
        timeout,
        system, ///< an OSError
        tls     ///< an ssl.SSLError or a certificate for another host
    };

    kind what = kind::system;
    int code = 0;        ///< errno, of `system`
    std::string cause{}; ///< `repr()` of the exception
    std::string text{};  ///< `str()` of it, of `tls`
    bool end = false;    ///< of `tls`: no failure where the end may come
};

[[nodiscard]] inline wire_failure system_failure(int code) {
    return {.what = wire_failure::kind::system, .code = code, .cause = python::os_error(code)};
}

/// Where in Python's `_ssl.c` a call fails: 3.11 as Debian 12 has it.
enum class ssl_call : int { handshake = 992, read = 2546, write = 2396 };

/// A reason of OpenSSL's in Python's names: `WRONG_VERSION_NUMBER` for "wrong version number".
/// Empty for those that are younger than the list of names in Python 3.11.
[[nodiscard]] inline std::string python_name_of_reason(std::string_view reason) {
    for (const std::string_view younger : {"legacy sigalg disallowed or unsupported",
                                           "missing psk kex modes extension",
                                           "ocsp callback failure",
                                           "tlsv1 alert no application protocol",
                                           "tlsv1 alert unknown psk identity"}) {
        if (reason == younger) {
            return {};
        }
    }
    std::string name;
    for (const char c : reason) {
        name += c >= 'a' && c <= 'z'       ? static_cast<char>(c - 'a' + 'A')
                : http::is_alphanumeric(c) ? c
                                           : '_';
    }
    return name;
}

/// `[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:992)`
[[nodiscard]] inline std::string
python_ssl_text(unsigned long error, std::string_view text, std::string_view more, ssl_call call) {
    const char* const reason = error == 0 ? nullptr : ::ERR_reason_error_string(error);
    std::string result;
    if (error != 0) {
        // The libraries that TLS fails in: "SSL routines" and so on.
        const int library = ERR_GET_LIB(error);
        const std::string_view library_name = library == ERR_LIB_SSL    ? "SSL"
                                              : library == ERR_LIB_X509 ? "X509"
                                              : library == ERR_LIB_ASN1 ? "ASN1"
                                              : library == ERR_LIB_EVP  ? "EVP"
                                              : library == ERR_LIB_RSA  ? "RSA"
                                              : library == ERR_LIB_EC   ? "EC"
                                              : library == ERR_LIB_PROV ? "PROV"
                                                                        : "";
        const std::string name = reason == nullptr ? "" : python_name_of_reason(reason);
        if (!library_name.empty()) {
            result += '[' + std::string(library_name) + (name.empty() ? "" : ": " + name) + "] ";
        }
    }
    result += !text.empty() ? std::string(text) : reason != nullptr ? reason : "unknown error";
    if (!more.empty()) {
        result += ": " + std::string(more);
    }
    return result + " (_ssl.c:" + std::to_string(static_cast<int>(call)) + ')';
}

/// What Python makes of a failed call of OpenSSL's.
/// @param result  of SSL_get_error()
/// @param system_error  errno after the call, 0 if the system did not fail
[[nodiscard]] inline wire_failure
python_ssl_failure(const SSL* session, int result, int system_error, ssl_call call) {
    const unsigned long error = ::ERR_peek_last_error();
    ::ERR_clear_error();
    const auto raised = [](std::string_view type, int number, const std::string& text) {
        return wire_failure{.what = wire_failure::kind::tls,
                            .cause = std::string(type) + '(' + std::to_string(number) + ", " +
                                     python::repr(text) + ')',
                            .text = text};
    };
    const auto end = [&](std::string_view type, int number, std::string_view text) {
        wire_failure failure = raised(type, number, python_ssl_text(error, text, {}, call));
        failure.end = true;
        return failure;
    };
    constexpr int zero_return = 6;
    constexpr int eof = 8;
    constexpr std::string_view eof_text = "EOF occurred in violation of protocol";
    if (result == SSL_ERROR_ZERO_RETURN) {
        return end("SSLZeroReturnError", zero_return, "TLS/SSL connection has been closed (EOF)");
    }
    if (result == SSL_ERROR_SYSCALL && error == 0) {
        // Reading and writing, it takes what the system says for an end.
        return system_error != 0 && call == ssl_call::handshake ? system_failure(system_error)
                                                                : end("SSLEOFError", eof, eof_text);
    }
    if (ERR_GET_LIB(error) == ERR_LIB_SSL &&
        ERR_GET_REASON(error) == SSL_R_CERTIFICATE_VERIFY_FAILED) {
        const char* const why = ::X509_verify_cert_error_string(::SSL_get_verify_result(session));
        return raised("SSLCertVerificationError", 1, python_ssl_text(error, {}, why, call));
    }
    if (ERR_GET_LIB(error) == ERR_LIB_SSL &&
        ERR_GET_REASON(error) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
        return end("SSLEOFError", eof, eof_text);
    }
    return raised("SSLError", 1, python_ssl_text(error, {}, {}, call));
}

} // namespace sendmock::detail::shop

#endif
