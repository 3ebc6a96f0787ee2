// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_TLS_CONTEXTS_HPP
#define SENDMOCK_SERVER_DETAIL_TLS_CONTEXTS_HPP

#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/http/ascii.hpp>
#include <sendmock/net/openssl_error.hpp>
#include <sendmock/net/tls_session.hpp>
#include <sendmock/server/detail/standard_profile.hpp>
#include <sendmock/server/detail/tls_alert.hpp>
#include <sendmock/server/detail/tls_certificates.hpp>
#include <sendmock/server/detail/x509.hpp>

#include <openssl/ssl.h>
#include <openssl/tls1.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace sendmock::detail {

/// The host name that a client names in its hello (RFC 6066 section 3), empty without one. Only
/// from a client hello callback.
[[nodiscard]] inline std::string_view server_name_in_hello(SSL* session) noexcept {
    const unsigned char* bytes = nullptr;
    std::size_t size = 0;
    constexpr std::size_t before_name = 5; // the list's length, the kind of name, its length
    if (::SSL_client_hello_get0_ext(session, TLSEXT_TYPE_server_name, &bytes, &size) != 1 ||
        size < before_name) {
        return {};
    }
    const std::size_t length = (static_cast<std::size_t>(bytes[3]) << 8U) | bytes[4];
    if (length + before_name > size) {
        return {};
    }
    return {reinterpret_cast<const char*>(bytes) + before_name, length};
}

/// What a client's hello leads to.
struct hello_decision {
    std::optional<std::string> server_name{}; ///< that the client named; absent before the hello
    tls_alerts alerts{};                      ///< noted by the connection
    tls_profile profile = tls_profile::good;
    bool forced = false; ///< whatever name the client asks for
    /// The choice that gave the profile; absent if the name or force did.
    std::optional<standard_profile::choice> standard{};
};

/// How TLS is spoken for each profile, on one port: the client's hello says which, before version,
/// cipher and certificate are chosen. Contexts of rare profiles are made when they are first asked
/// for. Safe to use from several threads.
class tls_contexts {
public:
    /// @param standard  the profile for names that are no profile's, until it is changed
    tls_contexts(tls_profile standard, const std::string& host)
        : certificates_(host), standard_(standard), base_(make(tls_profile::good)) {
        ::SSL_CTX_set_client_hello_cb(base_.get(), &on_hello, this);
        // What one of the profiles allows must not be refused before the profile is known.
        SSL_CTX_set_min_proto_version(base_.get(), TLS1_VERSION);
        ::SSL_CTX_set_security_level(base_.get(), 0);
    }

    tls_contexts(const tls_contexts&) = delete;
    tls_contexts& operator=(const tls_contexts&) = delete;

    [[nodiscard]] const tls_certificates& certificates() const noexcept { return certificates_; }

    /// The profile for names that are no profile's.
    [[nodiscard]] standard_profile& standard() const noexcept { return standard_; }

    /// A session for a connection whose client has not said anything yet.
    /// @param decision  what the hello leads to; `profile` and `standard` are set by the hello
    /// unless `forced`. It must live as long as the session
    [[nodiscard]] net::tls_session start_session(hello_decision& decision) const {
        net::tls_session session = net::make_tls_session(base_.get());
        SSL_set_app_data(session.get(), &decision);
        ::SSL_set_accept_state(session.get());
        return session;
    }

private:
    static constexpr std::size_t count_ = tls_profile_names.size();
    static constexpr std::size_t longest_name_ = 255; // RFC 1035 section 2.3.4

    [[nodiscard]] static bool ends_before_answer(tls_profile profile) noexcept {
        return profile == tls_profile::handshake_eof || profile == tls_profile::handshake_reset ||
               profile == tls_profile::handshake_stall || profile == tls_profile::plain_http;
    }

    static int on_hello(SSL* session, int* alert, void* self) noexcept {
        auto& contexts = *static_cast<tls_contexts*>(self);
        auto& decision = *static_cast<hello_decision*>(SSL_get_app_data(session));
        try {
            decision.server_name = server_name_in_hello(session).substr(0, longest_name_);
        } catch (...) { // NOLINT: nothing may go through OpenSSL
            *alert = SSL_AD_INTERNAL_ERROR;
            return SSL_CLIENT_HELLO_ERROR;
        }
        if (!decision.forced) {
            contexts.decide(*decision.server_name, decision);
        }
        switch (decision.profile) {
        case tls_profile::handshake_failure:
            *alert = SSL_AD_HANDSHAKE_FAILURE;
            return SSL_CLIENT_HELLO_ERROR;
        case tls_profile::unrecognized_name:
            *alert = SSL_AD_UNRECOGNIZED_NAME;
            return SSL_CLIENT_HELLO_ERROR;
        case tls_profile::internal_error:
            *alert = SSL_AD_INTERNAL_ERROR;
            return SSL_CLIENT_HELLO_ERROR;
        default:
            break;
        }
        if (ends_before_answer(decision.profile)) {
            return SSL_CLIENT_HELLO_RETRY; // the connection sees to it
        }
        try {
            contexts.switch_to(session, decision.profile);
        } catch (...) { // NOLINT: nothing may go through OpenSSL
            *alert = SSL_AD_INTERNAL_ERROR;
            return SSL_CLIENT_HELLO_ERROR;
        }
        return SSL_CLIENT_HELLO_SUCCESS;
    }

    void decide(std::string_view name, hello_decision& decision) const noexcept {
        const auto named = profile_of(name);
        decision.standard = named ? std::nullopt : std::optional(standard_.current());
        decision.profile = named ? *named : decision.standard->profile;
    }

    /// The profile that a host name asks for. Host names are the same in any letters' case
    /// (RFC 4343).
    [[nodiscard]] static std::optional<tls_profile> profile_of(std::string_view name) noexcept {
        constexpr std::string_view below = ".localhost";
        if (name.size() < below.size()) {
            return std::nullopt;
        }
        const std::string_view label = name.substr(0, name.size() - below.size());
        const auto* const found = std::find_if(
            tls_profile_names.begin(), tls_profile_names.end(), [&](std::string_view profile) {
                return http::equal_ignoring_case(label, profile);
            });
        const bool is_profiles = found != tls_profile_names.end() &&
                                 http::equal_ignoring_case(name.substr(label.size()), below);
        return is_profiles
                   ? std::optional(static_cast<tls_profile>(found - tls_profile_names.begin()))
                   : std::nullopt;
    }

    void switch_to(SSL* session, tls_profile profile) {
        SSL_CTX* const context = context_of(profile);
        if (context != base_.get()) {
            ::SSL_set_SSL_CTX(session, context); // certificate, key and chain, but not its settings
        }
        const auto [oldest, newest] = versions_of(profile);
        ::SSL_set_security_level(session, security_level_of(profile));
        net::demand_openssl(SSL_set_min_proto_version(session, oldest) == 1 &&
                                SSL_set_max_proto_version(session, newest) == 1,
                            "choose versions");
        ::SSL_set_verify(session, ::SSL_CTX_get_verify_mode(context), nullptr);
        if (profile == tls_profile::no_shared_cipher) {
            net::demand_openssl(::SSL_set_cipher_list(session, unusual_cipher_) == 1,
                                "choose a cipher");
        } else if (profile == tls_profile::tls_v1_0 || profile == tls_profile::tls_v1_1) {
            net::demand_openssl(::SSL_set_cipher_list(session, old_ciphers_) == 1,
                                "choose ciphers");
        }
        // No session is resumed under another profile.
        const auto id = static_cast<unsigned char>(profile);
        ::SSL_set_session_id_context(session, &id, 1);
    }

    /// The context with a profile's certificate and settings; that of `good` begins all sessions.
    [[nodiscard]] SSL_CTX* context_of(tls_profile profile) {
        if (profile == tls_profile::good) {
            return base_.get();
        }
        const std::lock_guard lock(mutex_);
        net::tls_context& context = contexts_[static_cast<std::size_t>(profile)];
        if (!context) {
            context = make(profile);
        }
        return context.get();
    }

    [[nodiscard]] net::tls_context make(tls_profile profile) const {
        net::tls_context made = net::make_tls_context(::TLS_server_method());
        SSL_CTX* const context = made.get();
        ::SSL_CTX_set_security_level(context, security_level_of(profile));
        net::demand_openssl(::SSL_CTX_set_cipher_list(context, usual_ciphers_) == 1,
                            "choose ciphers");
        ::SSL_CTX_set_options(context,
                              SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                  SSL_OP_IGNORE_UNEXPECTED_EOF);
        SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE);
        SSL_CTX_set_read_ahead(context, 1);
        const presented_identity presented = certificates_.make_server(profile);
        net::demand_openssl(::SSL_CTX_use_certificate(context, presented.own.certificate.get()) ==
                                    1 &&
                                ::SSL_CTX_use_PrivateKey(context, presented.own.key.get()) == 1,
                            "use a certificate");
        for (const x509_certificate& certificate : presented.chain) {
            net::demand_openssl(SSL_CTX_add1_chain_cert(context, certificate.get()) == 1,
                                "use a chain of certificates");
        }
        if (profile == tls_profile::client_cert_required) {
            ::SSL_CTX_set_verify(
                context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
            X509_STORE* const store = ::SSL_CTX_get_cert_store(context);
            ::X509_STORE_add_cert(store, certificates_.root().get());
            ::X509_STORE_add_cert(store, certificates_.client_ca().get());
            ::SSL_CTX_add_client_CA(context, certificates_.client_ca().get());
        }
        return made;
    }

    /// OpenSSL's: 0 lets everything through, 2 is Debian's.
    [[nodiscard]] static int security_level_of(tls_profile profile) noexcept {
        switch (profile) {
        case tls_profile::sha1_signature:
        case tls_profile::weak_key:
        case tls_profile::tls_v1_0:
        case tls_profile::tls_v1_1:
        case tls_profile::no_shared_cipher:
            return 0;
        default:
            return 2;
        }
    }

    struct version_range {
        int oldest;
        int newest;
    };

    [[nodiscard]] static version_range versions_of(tls_profile profile) noexcept {
        switch (profile) {
        case tls_profile::tls_v1_0:
            return {TLS1_VERSION, TLS1_VERSION};
        case tls_profile::tls_v1_1:
            return {TLS1_1_VERSION, TLS1_1_VERSION};
        case tls_profile::tls_v1_2:
        case tls_profile::no_shared_cipher:
            return {TLS1_2_VERSION, TLS1_2_VERSION};
        case tls_profile::tls_v1_3:
            return {TLS1_3_VERSION, TLS1_3_VERSION};
        default:
            return {TLS1_2_VERSION, TLS1_3_VERSION};
        }
    }

    static constexpr const char* usual_ciphers_ = "ECDHE+AESGCM:ECDHE+CHACHA20";
    static constexpr const char* old_ciphers_ = "ECDHE+AES:@SECLEVEL=0";
    static constexpr const char* unusual_cipher_ = "AECDH-NULL-SHA";

    const tls_certificates certificates_;
    mutable standard_profile standard_; // safe to use from several threads, as all else
    const net::tls_context base_;
    std::mutex mutex_; // guards contexts_
    std::array<net::tls_context, count_> contexts_{};
};

} // namespace sendmock::detail

#endif
