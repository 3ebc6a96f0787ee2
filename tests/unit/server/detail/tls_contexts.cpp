// SPDX-License-Identifier: MIT
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/net/freed_by.hpp>
#include <sendmock/net/tls_session.hpp>
#include <sendmock/server/client_identity.hpp>
#include <sendmock/server/detail/tls_contexts.hpp>

#include <boost/test/unit_test.hpp>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/sslerr.h>
#include <openssl/x509.h>

#include <array>
#include <barrier>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace unit::server::detail::tls_contexts {

using sendmock::tls_profile;
using sendmock::detail::hello_decision;
using sendmock::detail::tls_contexts;

template <auto Free>
using freed_by = sendmock::net::freed_by<Free>;

/// How the client of a handshake is.
struct client_options {
    std::string name{}; ///< asked for; empty for none
    int oldest = TLS1_2_VERSION;
    int newest = TLS1_3_VERSION;
    int level = 2;
    const char* signatures = nullptr; ///< of handshakes, that it takes; null for the usual
    sendmock::client_identity identity{};
};

/// What came of a handshake in memory.
struct outcome {
    bool complete = false;       ///< for both
    int version = 0;             ///< that both speak
    std::string presented{};     ///< the common name of the server's certificate
    std::size_t chain = 0;       ///< how many certificates the server sent
    int client_reason = 0;       ///< why it failed, as OpenSSL has it
    int server_reason = 0;       ///< the same at the server
    int server_wants = 0;        ///< of SSL_get_error() where it did not fail
    std::size_t answer_size = 0; ///< bytes that the server sent to the first hello
};

void use(const sendmock::client_identity& identity, SSL* session) {
    const auto reading = [](const std::string& text) {
        return std::unique_ptr<BIO, freed_by<&::BIO_free_all>>(
            ::BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    };
    const auto certificates = reading(identity.certificate_pem);
    const auto next = [&] {
        return std::unique_ptr<X509, freed_by<&::X509_free>>(
            ::PEM_read_bio_X509(certificates.get(), nullptr, nullptr, nullptr));
    };
    BOOST_REQUIRE(::SSL_use_certificate(session, next().get()) == 1);
    if (const auto intermediate = next()) {
        SSL_add1_chain_cert(session, intermediate.get());
    }
    const auto keys = reading(identity.key_pem);
    const std::unique_ptr<EVP_PKEY, freed_by<&::EVP_PKEY_free>> key(
        ::PEM_read_bio_PrivateKey(keys.get(), nullptr, nullptr, nullptr));
    BOOST_REQUIRE(::SSL_use_PrivateKey(session, key.get()) == 1);
}

/// Shakes hands with a client that verifies nothing.
outcome shake_hands(const tls_contexts& contexts,
                    hello_decision& decision,
                    const client_options& options = {}) {
    const auto context = sendmock::net::make_tls_context(::TLS_client_method());
    const auto client = sendmock::net::make_tls_session(context.get());
    const auto server = contexts.start_session(decision);
    ::SSL_set_connect_state(client.get());
    ::SSL_set_security_level(client.get(), options.level);
    SSL_set_min_proto_version(client.get(), options.oldest);
    SSL_set_max_proto_version(client.get(), options.newest);
    if (options.level == 0) {
        ::SSL_set_cipher_list(client.get(), "ALL:@SECLEVEL=0");
    }
    if (options.signatures != nullptr) {
        BOOST_REQUIRE(SSL_set1_sigalgs_list(client.get(), options.signatures) == 1);
    }
    if (!options.name.empty()) {
        SSL_set_tlsext_host_name(client.get(), options.name.c_str());
    }
    if (!options.identity.key_pem.empty()) {
        use(options.identity, client.get());
    }
    BIO* of_client = nullptr;
    BIO* of_server = nullptr;
    constexpr std::size_t room = 100'000;
    BOOST_REQUIRE(::BIO_new_bio_pair(&of_client, room, &of_server, room) == 1);
    ::SSL_set_bio(client.get(), of_client, of_client);
    ::SSL_set_bio(server.get(), of_server, of_server);

    outcome result;
    const auto step = [](SSL* session, int& reason) {
        ::ERR_clear_error();
        const int returned = ::SSL_do_handshake(session);
        if (returned != 1 && ::SSL_get_error(session, returned) == SSL_ERROR_SSL) {
            reason = ERR_GET_REASON(::ERR_peek_error());
        }
        return ::SSL_get_error(session, returned);
    };
    constexpr int most_rounds = 10;
    for (int round = 0; round < most_rounds && result.server_reason == 0; ++round) {
        const int of_clients = step(client.get(), result.client_reason);
        result.server_wants = step(server.get(), result.server_reason);
        if (round == 0) {
            result.answer_size = BIO_ctrl_pending(of_client);
        }
        result.complete = of_clients == SSL_ERROR_NONE && result.server_wants == SSL_ERROR_NONE;
        if (result.complete || result.client_reason != 0) {
            break;
        }
    }
    if (result.server_reason != 0 && result.client_reason == 0) { // the alert is on its way
        step(client.get(), result.client_reason);
    }
    result.version = ::SSL_version(client.get());
    if (X509* const certificate = ::SSL_get0_peer_certificate(client.get())) {
        std::array<char, 100> text{};
        ::X509_NAME_get_text_by_NID(::X509_get_subject_name(certificate),
                                    NID_commonName,
                                    text.data(),
                                    static_cast<int>(text.size()));
        result.presented = text.data();
        result.chain =
            static_cast<std::size_t>(sk_X509_num(::SSL_get_peer_cert_chain(client.get())));
    }
    ::ERR_clear_error();
    return result;
}

outcome
shake_hands(const tls_contexts& contexts, tls_profile profile, const client_options& options = {}) {
    hello_decision decision{.profile = profile, .forced = true};
    return shake_hands(contexts, decision, options);
}

tls_contexts& shared() {
    static tls_contexts only(tls_profile::good, "127.0.0.1");
    return only;
}

/// The profile that a name leads to.
tls_profile profile_for(const std::string& name, const tls_contexts& contexts = shared()) {
    hello_decision decision;
    static_cast<void>(shake_hands(contexts, decision, {.name = name}));
    return decision.profile;
}

} // namespace unit::server::detail::tls_contexts

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(tls_contexts)

BOOST_AUTO_TEST_CASE(a_name_below_localhost_leads_to_its_profile) {
    for (const std::string_view name : sendmock::tls_profile_names) {
        const std::string host = std::string(name) + ".localhost";
        BOOST_TEST((profile_for(host) == sendmock::parse_tls_profile(name)), host);
    }
}

BOOST_AUTO_TEST_CASE(a_host_name_is_the_same_in_any_letters_case) {
    BOOST_TEST((profile_for("Expired.LocalHost") == tls_profile::expired));
    BOOST_TEST((profile_for("TLS-V1-2.LOCALHOST") == tls_profile::tls_v1_2));
}

BOOST_AUTO_TEST_CASE(every_other_name_leads_to_the_standard_profile) {
    const sendmock::detail::tls_contexts contexts(tls_profile::expired, "127.0.0.1");
    for (const char* name : {"",
                             "localhost",
                             "good",
                             "good.example",
                             "good-localhost",
                             "no-profile.localhost",
                             "a.good.localhost",
                             "good.localhost.example"}) {
        BOOST_TEST((profile_for(name, contexts) == tls_profile::expired), name);
    }
    BOOST_TEST((profile_for("good.localhost", contexts) == tls_profile::good));
}

BOOST_AUTO_TEST_CASE(every_other_name_leads_to_the_profile_of_the_last_change) {
    const sendmock::detail::tls_contexts contexts(tls_profile::good, "127.0.0.1");
    contexts.standard().change(tls_profile::self_signed);
    hello_decision by_change;
    const outcome changed = shake_hands(contexts, by_change, {.name = "localhost"});
    BOOST_TEST(changed.presented == "self-signed.localhost");
    BOOST_TEST((by_change.standard == contexts.standard().current()));
    hello_decision by_name;
    const outcome named = shake_hands(contexts, by_name, {.name = "expired.localhost"});
    BOOST_TEST(named.presented == "expired.localhost");
    BOOST_TEST(!by_name.standard);
}

BOOST_AUTO_TEST_CASE(a_forced_profile_is_presented_whatever_name_is_asked_for) {
    hello_decision decision{.profile = tls_profile::self_signed, .forced = true};
    const outcome made = shake_hands(shared(), decision, {.name = "expired.localhost"});
    BOOST_TEST(made.presented == "self-signed.localhost");
    BOOST_TEST((decision.profile == tls_profile::self_signed));
}

BOOST_AUTO_TEST_CASE(each_profile_presents_its_certificate_with_the_chain_that_it_has) {
    const std::map<tls_profile, std::string> names{
        {tls_profile::wrong_host, "elsewhere.example"},
        {tls_profile::longer_host, "longer-host.localhost.example"},
        {tls_profile::prefixed_host, "otherprefixed-host.localhost"},
        {tls_profile::wrong_wildcard, "*.wrong-wildcard.localhost"},
        {tls_profile::common_name_only, "127.0.0.1"},
        {tls_profile::address_as_name, "elsewhere.example"}};
    for (const tls_profile profile : {tls_profile::good,
                                      tls_profile::expired,
                                      tls_profile::not_yet_valid,
                                      tls_profile::wrong_host,
                                      tls_profile::longer_host,
                                      tls_profile::prefixed_host,
                                      tls_profile::wrong_wildcard,
                                      tls_profile::common_name_only,
                                      tls_profile::address_as_name,
                                      tls_profile::self_signed,
                                      tls_profile::untrusted_root,
                                      tls_profile::incomplete_chain,
                                      tls_profile::revoked,
                                      tls_profile::sha1_signature,
                                      tls_profile::weak_key,
                                      tls_profile::wrong_purpose}) {
        BOOST_TEST_CONTEXT(sendmock::to_string(profile)) {
            const outcome made = shake_hands(shared(), profile, {.level = 0});
            const auto name = names.find(profile);
            BOOST_TEST(made.complete);
            BOOST_TEST(made.version == TLS1_3_VERSION);
            BOOST_TEST(made.presented ==
                       (name != names.end()
                            ? name->second
                            : std::string(sendmock::to_string(profile)) + ".localhost"));
            const bool alone = profile == tls_profile::self_signed ||
                               profile == tls_profile::untrusted_root ||
                               profile == tls_profile::incomplete_chain;
            BOOST_TEST(made.chain == (alone ? 1U : 2U));
        }
    }
}

BOOST_AUTO_TEST_CASE(each_version_is_spoken_alone_where_a_profile_wants_it) {
    const std::map<tls_profile, int> versions{{tls_profile::tls_v1_0, TLS1_VERSION},
                                              {tls_profile::tls_v1_1, TLS1_1_VERSION},
                                              {tls_profile::tls_v1_2, TLS1_2_VERSION},
                                              {tls_profile::tls_v1_3, TLS1_3_VERSION}};
    constexpr std::array<int, 4> all{TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION};
    for (const auto& entry : versions) {
        for (const int version : all) {
            BOOST_TEST_CONTEXT(sendmock::to_string(entry.first) << " and " << version) {
                const outcome made = shake_hands(
                    shared(), entry.first, {.oldest = version, .newest = version, .level = 0});
                BOOST_TEST(made.complete == (version == entry.second));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(old_versions_are_for_their_profiles_alone) {
    const outcome old = shake_hands(shared(),
                                    tls_profile::good,
                                    {.oldest = TLS1_VERSION, .newest = TLS1_1_VERSION, .level = 0});
    BOOST_TEST(!old.complete);
    BOOST_TEST(old.client_reason == SSL_R_TLSV1_ALERT_PROTOCOL_VERSION);
    const outcome newer = shake_hands(shared(), tls_profile::good, {.newest = TLS1_2_VERSION});
    BOOST_TEST(newer.complete);
    BOOST_TEST(newer.version == TLS1_2_VERSION);
}

BOOST_AUTO_TEST_CASE(weak_handshakes_are_for_their_profiles_alone) {
    const client_options weak{.newest = TLS1_2_VERSION, .level = 0, .signatures = "ECDSA+SHA1"};
    BOOST_TEST(!shake_hands(shared(), tls_profile::good, weak).complete);
    BOOST_TEST(shake_hands(shared(), tls_profile::sha1_signature, weak).complete);
}

BOOST_AUTO_TEST_CASE(alerts_are_those_that_the_profiles_name) {
    const std::map<tls_profile, int> alerts{
        {tls_profile::handshake_failure, SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE},
        {tls_profile::unrecognized_name, SSL_R_TLSV1_UNRECOGNIZED_NAME},
        {tls_profile::internal_error, SSL_R_TLSV1_ALERT_INTERNAL_ERROR}};
    for (const auto& entry : alerts) {
        const outcome made = shake_hands(shared(), entry.first);
        BOOST_TEST(!made.complete);
        BOOST_TEST(made.client_reason == entry.second);
    }
}

BOOST_AUTO_TEST_CASE(no_cipher_is_shared_where_a_profile_wants_it) {
    const outcome made = shake_hands(shared(), tls_profile::no_shared_cipher);
    BOOST_TEST(!made.complete);
    BOOST_TEST(made.server_reason == SSL_R_NO_SHARED_CIPHER);
    BOOST_TEST(made.client_reason == SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE);
}

BOOST_AUTO_TEST_CASE(some_profiles_leave_the_answer_to_the_connection) {
    for (const tls_profile profile : {tls_profile::handshake_eof,
                                      tls_profile::handshake_reset,
                                      tls_profile::handshake_stall,
                                      tls_profile::plain_http}) {
        const outcome made = shake_hands(shared(), profile);
        BOOST_TEST(!made.complete);
        BOOST_TEST(made.server_wants == SSL_ERROR_WANT_CLIENT_HELLO_CB);
        BOOST_TEST(made.answer_size == 0U);
    }
    BOOST_TEST(shake_hands(shared(), tls_profile::good).answer_size > 0U);
}

BOOST_AUTO_TEST_CASE(asks_for_a_clients_certificate_where_a_profile_wants_it) {
    const auto with = [](sendmock::client_identity identity) {
        return shake_hands(shared(),
                           tls_profile::client_cert_required,
                           {.newest = TLS1_2_VERSION, .identity = std::move(identity)});
    };
    BOOST_TEST(with({}).server_reason == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE);
    sendmock::client_identity own = shared().certificates().client_pem();
    BOOST_TEST(with(own).complete);
    // The client need not send the intermediate certificate.
    constexpr std::string_view end = "-----END CERTIFICATE-----\n";
    own.certificate_pem.resize(own.certificate_pem.find(end) + end.size());
    BOOST_TEST(with(own).complete);
    const sendmock::detail::tls_certificates others("127.0.0.1");
    BOOST_TEST(with(others.client_pem()).server_reason == SSL_R_CERTIFICATE_VERIFY_FAILED);
    // Others do not ask.
    BOOST_TEST(shake_hands(shared(), tls_profile::good).complete);
}

BOOST_AUTO_TEST_CASE(several_threads_get_the_same_certificate_of_a_profile) {
    const sendmock::detail::tls_contexts contexts(tls_profile::good, "127.0.0.1");
    constexpr std::size_t count = 4;
    std::barrier together(count);
    std::array<std::string, count> keys{}; // of the certificates
    std::vector<std::thread> threads;
    for (std::string& key : keys) {
        threads.emplace_back([&] {
            hello_decision decision{.profile = tls_profile::weak_key, .forced = true};
            together.arrive_and_wait();
            const auto session = contexts.start_session(decision);
            const auto context = sendmock::net::make_tls_context(::TLS_client_method());
            const auto client = sendmock::net::make_tls_session(context.get());
            BIO* of_client = nullptr;
            BIO* of_server = nullptr;
            ::BIO_new_bio_pair(&of_client, 0, &of_server, 0);
            ::SSL_set_bio(client.get(), of_client, of_client);
            ::SSL_set_bio(session.get(), of_server, of_server);
            ::SSL_set_connect_state(client.get());
            ::SSL_do_handshake(client.get());
            ::SSL_do_handshake(session.get());
            std::array<unsigned char, 20> digest{};
            unsigned size = 0;
            if (const X509* const used = ::SSL_get_certificate(session.get())) {
                ::X509_pubkey_digest(used, ::EVP_sha1(), digest.data(), &size);
            }
            key.assign(digest.begin(), digest.begin() + size);
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    for (const std::string& key : keys) {
        BOOST_TEST(key.size() == 20U);
        BOOST_TEST((key == keys.front()));
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
