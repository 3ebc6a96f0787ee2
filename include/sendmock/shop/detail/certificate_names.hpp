// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_DETAIL_CERTIFICATE_NAMES_HPP
#define SENDMOCK_SHOP_DETAIL_CERTIFICATE_NAMES_HPP

#include <sendmock/http/ascii.hpp>
#include <sendmock/net/freed_by.hpp>
#include <sendmock/shop/python_text.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sendmock::detail::shop {

/// The bytes of an IPv4 or IPv6 address, empty for anything else.
[[nodiscard]] inline std::string address_bytes(const std::string& text) {
    std::array<char, sizeof(in6_addr)> bytes{};
    if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) {
        return {bytes.data(), sizeof(in_addr)};
    }
    if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) {
        return {bytes.data(), bytes.size()};
    }
    return {};
}

/// A name that a certificate is for.
struct certificate_name {
    std::string text{};
    std::string address{}; ///< its bytes, of an IP address
};

/// An IP address as OpenSSL writes it, IPv6 in large digits and without shortening.
[[nodiscard]] inline std::string address_text(std::string_view bytes) {
    std::string text;
    const bool ipv6 = bytes.size() == sizeof(in6_addr);
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (std::size_t at = 0; at < bytes.size(); at += ipv6 ? 2 : 1) {
        const auto byte = [&](std::size_t place) {
            return static_cast<unsigned>(static_cast<unsigned char>(bytes[place]));
        };
        if (!ipv6) {
            text += (at == 0 ? "" : ".") + std::to_string(byte(at));
            continue;
        }
        std::string group;
        for (unsigned value = byte(at) * 256 + byte(at + 1); value != 0; value /= 16) {
            group.insert(0, 1, digits[value % 16]);
        }
        text += (at == 0 ? "" : ":") + (group.empty() ? "0" : group);
    }
    return text;
}

[[nodiscard]] inline std::string text_of(const ASN1_STRING* text) {
    return {reinterpret_cast<const char*>(::ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(::ASN1_STRING_length(text))};
}

/// The subject alternative names that are hosts or addresses, in order.
[[nodiscard]] inline std::vector<certificate_name> alternative_names(const X509* certificate) {
    const std::unique_ptr<GENERAL_NAMES, net::freed_by<&::GENERAL_NAMES_free>> names(
        static_cast<GENERAL_NAMES*>(
            ::X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    std::vector<certificate_name> result;
    const int count = names == nullptr ? 0 : sk_GENERAL_NAME_num(names.get());
    for (int i = 0; i < count; ++i) {
        int kind = 0;
        const void* const value =
            ::GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &kind);
        if (kind == GEN_DNS) {
            result.push_back({.text = text_of(static_cast<const ASN1_STRING*>(value))});
        } else if (kind == GEN_IPADD) {
            const std::string bytes = text_of(static_cast<const ASN1_STRING*>(value));
            result.push_back({.text = address_text(bytes), .address = bytes});
        }
    }
    return result;
}

[[nodiscard]] inline std::vector<certificate_name> common_names(const X509* certificate) {
    std::vector<certificate_name> result;
    const X509_NAME* const subject = ::X509_get_subject_name(certificate);
    for (int at = -1; (at = ::X509_NAME_get_index_by_NID(subject, NID_commonName, at)) >= 0;) {
        const ASN1_STRING* const value =
            ::X509_NAME_ENTRY_get_data(::X509_NAME_get_entry(subject, at));
        unsigned char* utf8 = nullptr;
        const int size = ::ASN1_STRING_to_UTF8(&utf8, value);
        if (size >= 0) {
            result.push_back(
                {.text = {reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(size)}});
            ::OPENSSL_free(utf8);
        }
    }
    return result;
}

/// Whether a name, in which `*` may stand for one label or for a part of the first one, is a
/// host's (RFC 6125 section 6.4.3).
/// @return nothing for more than one `*`, which is a failure of its own
[[nodiscard]] inline std::optional<bool> is_name_of(std::string_view name, std::string_view host) {
    if (name.empty()) {
        return false;
    }
    const std::string_view first = name.substr(0, name.find('.'));
    const auto wildcards = std::count(first.begin(), first.end(), '*');
    if (wildcards > 1) {
        return std::nullopt;
    }
    const bool international = first.starts_with("xn--") || host.starts_with("xn--");
    if (wildcards == 0 || (first != "*" && international)) {
        return http::equal_ignoring_case(name, host);
    }
    const std::string_view label = host.substr(0, host.find('.'));
    const std::string_view before = first.substr(0, first.find('*'));
    const std::string_view after = first.substr(before.size() + 1);
    const std::size_t fixed = before.size() + after.size();
    return label.size() >= fixed && (first != "*" || !label.empty()) &&
           http::equal_ignoring_case(label.substr(0, before.size()), before) &&
           http::equal_ignoring_case(label.substr(label.size() - after.size()), after) &&
           http::equal_ignoring_case(host.substr(label.size()), name.substr(first.size()));
}

/// Checks a certificate's names as urllib3 1.26 does.
/// @return the text of its CertificateError, nothing if the certificate is the host's
[[nodiscard]] inline std::optional<std::string> find_name_fault(const X509* certificate,
                                                                const std::string& host) {
    const std::string address = address_bytes(host);
    std::vector<certificate_name> names = alternative_names(certificate);
    const bool by_subject = names.empty();
    if (by_subject) {
        names = common_names(certificate);
    }
    for (const certificate_name& name : names) {
        if (!address.empty() && !by_subject) {
            if (name.address == address) {
                return std::nullopt;
            }
            continue;
        }
        if (!name.address.empty()) {
            continue;
        }
        const auto matches = is_name_of(name.text, host);
        if (!matches) {
            return "too many wildcards in certificate DNS name: " + python::repr(name.text);
        }
        if (*matches) {
            return std::nullopt;
        }
    }
    if (names.empty()) {
        return "no appropriate commonName or subjectAltName fields were found";
    }
    std::string text = "hostname " + python::repr(host) + " doesn't match ";
    text += names.size() == 1 ? "" : "either of ";
    for (std::size_t i = 0; i < names.size(); ++i) {
        text += (i == 0 ? "" : ", ") + python::repr(names[i].text);
    }
    return text;
}

} // namespace sendmock::detail::shop

#endif
