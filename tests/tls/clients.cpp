// SPDX-License-Identifier: MIT
// Every TLS profile, met by real clients: how each of them fails, and that no request was read
// where one does.
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/server/mock_server.hpp>

#include "support/child_process.hpp"
#include "support/command.hpp"
#include <boost/test/unit_test.hpp>
#include <httplib.h>
#include <openssl/x509_vfy.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace tls::clients {

using sendmock::tls_profile;
using sendmock::tests::arguments;
using sendmock::tests::child_process;
using sendmock::tests::has;
using sendmock::tests::scratch_file;

const std::string here = std::string(SENDMOCK_TESTS_DIR) + "/tls/";

/// What clients are to say; an empty text where a client succeeds.
struct expected_failure {
    std::string curl{};    ///< exit code and a part of its text
    std::string openssl{}; ///< a part of what s_client says
    std::string python{};  ///< class and a part of its text
    std::string node{};    ///< code and a part of its text
    httplib::Error httplib = httplib::Error::Success;
    long httplib_verify = X509_V_OK;
};

expected_failure bad_certificate(const std::string& curl_and_python,
                                 int openssl,
                                 const std::string& node,
                                 long verify) {
    return {.curl = "(60) SSL certificate problem: " + curl_and_python,
            .openssl = "verify error:num=" + std::to_string(openssl) + ':',
            .python = "SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate "
                      "verify failed: " +
                      curl_and_python,
            .node = node,
            .httplib = httplib::Error::SSLServerVerification,
            .httplib_verify = verify};
}

expected_failure alert(const std::string& text, int number, const std::string& python) {
    return {.curl = "(35) ",
            .openssl = "SSL alert number " + std::to_string(number),
            .python = "SSLError: [SSL: " + python + "] " + text,
            .node = "SSL alert number " + std::to_string(number),
            .httplib = httplib::Error::SSLConnection};
}

expected_failure mismatch(const std::string& host) {
    return {.curl = "(60) SSL: no alternative certificate subject name matches target host name '" +
                    host + "'",
            .openssl = "verify error:num=62:hostname mismatch",
            .python = "SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate "
                      "verify failed: Hostname mismatch, certificate is not valid for '" +
                      host + "'.",
            .node = "ERR_TLS_CERT_ALTNAME_INVALID",
            .httplib = httplib::Error::SSLServerVerification};
}

const std::map<tls_profile, expected_failure> expectations{
    {tls_profile::good, {}},
    {tls_profile::expired,
     bad_certificate(
         "certificate has expired", 10, "CERT_HAS_EXPIRED", X509_V_ERR_CERT_HAS_EXPIRED)},
    {tls_profile::not_yet_valid,
     bad_certificate(
         "certificate is not yet valid", 9, "CERT_NOT_YET_VALID", X509_V_ERR_CERT_NOT_YET_VALID)},
    {tls_profile::wrong_host, mismatch("wrong-host.localhost")},
    {tls_profile::longer_host, mismatch("longer-host.localhost")},
    {tls_profile::prefixed_host, mismatch("prefixed-host.localhost")},
    {tls_profile::wrong_wildcard, mismatch("wrong-wildcard.localhost")},
    {tls_profile::common_name_only, mismatch("common-name-only.localhost")},
    {tls_profile::address_as_name, mismatch("address-as-name.localhost")},
    {tls_profile::self_signed,
     bad_certificate("self-signed certificate",
                     18,
                     "DEPTH_ZERO_SELF_SIGNED_CERT",
                     X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT)},
    {tls_profile::untrusted_root,
     bad_certificate("unable to get local issuer certificate",
                     20,
                     "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
                     X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY)},
    {tls_profile::incomplete_chain,
     bad_certificate("unable to get local issuer certificate",
                     20,
                     "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
                     X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY)},
    {tls_profile::revoked, {}}, // for those who were not given the revocation lists
    {tls_profile::sha1_signature,
     bad_certificate("CA signature digest algorithm too weak",
                     68,
                     "CA signature digest algorithm too weak",
                     X509_V_ERR_CA_MD_TOO_WEAK)},
    {tls_profile::weak_key,
     bad_certificate("EE certificate key too weak",
                     66,
                     "EE certificate key too weak",
                     X509_V_ERR_EE_KEY_TOO_SMALL)},
    {tls_profile::wrong_purpose,
     bad_certificate(
         "unsuitable certificate purpose", 26, "INVALID_PURPOSE", X509_V_ERR_INVALID_PURPOSE)},
    {tls_profile::client_cert_required,
     {.curl = "(56) OpenSSL SSL_read: ",
      .openssl = "SSL alert number 116",
      .python = "SSLError: [SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate "
                "required",
      .node = "SSL alert number 116",
      .httplib = httplib::Error::Read}}, // it has shaken hands by then
    {tls_profile::tls_v1_0,
     {.curl = "(35) ",
      .openssl = "legacy sigalg disallowed or unsupported",
      .python = "SSLError: [SSL] legacy sigalg disallowed or unsupported",
      .node = "alert protocol version",
      .httplib = httplib::Error::SSLConnection}},
    {tls_profile::tls_v1_1,
     {.curl = "(35) ",
      .openssl = "legacy sigalg disallowed or unsupported",
      .python = "SSLError: [SSL] legacy sigalg disallowed or unsupported",
      .node = "alert protocol version",
      .httplib = httplib::Error::SSLConnection}},
    {tls_profile::tls_v1_2, {}},
    {tls_profile::tls_v1_3, {}},
    {tls_profile::no_shared_cipher,
     alert("sslv3 alert handshake failure", 40, "SSLV3_ALERT_HANDSHAKE_FAILURE")},
    {tls_profile::handshake_failure,
     alert("sslv3 alert handshake failure", 40, "SSLV3_ALERT_HANDSHAKE_FAILURE")},
    {tls_profile::unrecognized_name,
     alert("tlsv1 unrecognized name", 112, "TLSV1_UNRECOGNIZED_NAME")},
    {tls_profile::internal_error,
     alert("tlsv1 alert internal error", 80, "TLSV1_ALERT_INTERNAL_ERROR")},
    {tls_profile::handshake_eof,
     {.curl = "(35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL",
      .openssl = "unexpected eof while reading",
      .python = "SSLZeroReturnError: TLS/SSL connection has been closed (EOF)",
      .node = "ECONNRESET: Client network socket disconnected before secure TLS connection was "
              "established",
      .httplib = httplib::Error::SSLConnection}},
    {tls_profile::handshake_reset,
     {.curl = "(35) Recv failure: Connection reset by peer",
      .openssl = "errno=104",
      .python = "ConnectionResetError: [Errno 104] Connection reset by peer",
      .node = "ECONNRESET: read ECONNRESET",
      .httplib = httplib::Error::SSLConnection}},
    {tls_profile::handshake_stall,
     {.curl = "(28) ",
      .openssl = "", // it waits for ever, and is not asked
      .python = "The handshake operation timed out",
      .node = "timeout",
      .httplib = httplib::Error::SSLConnection}},
    {tls_profile::plain_http,
     {.curl = "(35) ",
      .openssl = "wrong version number",
      .python = "SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number",
      .node = "wrong version number",
      .httplib = httplib::Error::SSLConnection}}};

std::string host_of(tls_profile profile) {
    return std::string(to_string(profile)) + ".localhost";
}

/// A server for all profiles, on one port.
struct fixture {
    scratch_file ca_file;
    sendmock::mock_server server{
        {.tls = tls_profile::good, .ca_file = std::filesystem::path(ca_file.path())}};
    std::size_t requests_before = 0;

    ~fixture() { std::filesystem::remove(ca_file.path() + ".crl"); }

    [[nodiscard]] std::string port() const { return std::to_string(server.port()); }

    [[nodiscard]] std::string url(tls_profile profile) const {
        return "https://" + host_of(profile) + ':' + port() + "/api/v2/integrations/logs";
    }

    static std::string output_of(const arguments& command) {
        child_process child(command);
        child.wait();
        return child.read_rest() + child.errors();
    }

    /// @param more  further options
    [[nodiscard]] std::string curl(tls_profile profile, const arguments& more = {}) const {
        const bool stalls = profile == tls_profile::handshake_stall;
        arguments command{"/usr/bin/curl",
                          "-sS",
                          "--max-time",
                          stalls ? "0.5" : "30",
                          "--cacert",
                          ca_file.path(),
                          "-u",
                          "key:secret",
                          "-o",
                          "/dev/null",
                          "-w",
                          "status %{http_code}\n",
                          "--connect-to",
                          "::127.0.0.1:" + port(),
                          url(profile)};
        command.insert(command.end(), more.begin(), more.end());
        return output_of(command);
    }

    /// Checks one client with all profiles.
    /// @param ask  what the client says of a profile
    /// @param failure  what it is to say; empty for a page
    template <class Ask, class Failure>
    void check(const Ask& ask, const Failure& failure) {
        for (const auto& [profile, expected] : expectations) {
            const std::size_t before = server.journal().size();
            const std::string wanted = failure(expected);
            const std::string said = ask(profile);
            const std::string shown = std::string(to_string(profile)) + ": " + said;
            if (wanted.empty()) {
                BOOST_TEST(has(said, "200"), shown);
                BOOST_TEST(server.journal().size() == before + 1, shown);
            } else {
                BOOST_TEST(has(said, wanted), shown << "\nexpected: " << wanted);
                BOOST_TEST(server.journal().size() == before, shown);
            }
        }
    }
};

/// OpenSSL's, which newer versions of cpp-httplib give with the answer.
template <class Client, class Answer>
long verify_result(const Client& client, const Answer& answer) {
    if constexpr (requires { client.get_openssl_verify_result(); }) {
        return client.get_openssl_verify_result();
    } else {
        return static_cast<long>(answer.ssl_backend_error());
    }
}

} // namespace tls::clients

BOOST_AUTO_TEST_SUITE(tls)
BOOST_FIXTURE_TEST_SUITE(clients, clients::fixture)

BOOST_AUTO_TEST_CASE(every_profile_has_its_expectation) {
    BOOST_TEST(expectations.size() == sendmock::tls_profile_names.size());
}

BOOST_AUTO_TEST_CASE(curl_fails_as_it_should) {
    check([&](tls_profile profile) { return curl(profile); },
          [](const expected_failure& expected) { return expected.curl; });
}

BOOST_AUTO_TEST_CASE(openssl_fails_as_it_should) {
    for (const auto& [profile, expected] : expectations) {
        if (profile == tls_profile::handshake_stall) {
            continue; // it has no time limit
        }
        arguments command{"/usr/bin/openssl",
                          "s_client",
                          "-connect",
                          "127.0.0.1:" + port(),
                          "-servername",
                          host_of(profile),
                          "-verify_hostname",
                          host_of(profile),
                          "-CAfile",
                          ca_file.path(),
                          "-verify_return_error"};
        if (profile == tls_profile::client_cert_required) {
            command.push_back("-ign_eof"); // it ends before it reads the alert else
        }
        const std::string said = output_of(command);
        const std::string wanted =
            expected.openssl.empty() ? "Verify return code: 0 (ok)" : expected.openssl;
        BOOST_TEST(has(said, wanted), to_string(profile) << ": " << said);
    }
    BOOST_TEST(server.journal().requests().empty()); // it sends none
}

BOOST_AUTO_TEST_CASE(python_fails_as_it_should) {
    check(
        [&](tls_profile profile) {
            return output_of(
                {"/usr/bin/python3", here + "client.py", port(), ca_file.path(), host_of(profile)});
        },
        [](const expected_failure& expected) { return expected.python; });
}

BOOST_AUTO_TEST_CASE(node_fails_as_it_should) {
    check(
        [&](tls_profile profile) {
            return output_of({"/usr/bin/env",
                              "node",
                              here + "client.js",
                              port(),
                              ca_file.path(),
                              host_of(profile)});
        },
        [](const expected_failure& expected) { return expected.node; });
}

BOOST_AUTO_TEST_CASE(httplib_fails_as_it_should) {
    for (const auto& [profile, expected] : expectations) {
        const std::size_t before = server.journal().size();
        httplib::SSLClient client(host_of(profile), server.port());
        client.set_hostname_addr_map({{host_of(profile), "127.0.0.1"}});
        client.set_ca_cert_path(ca_file.path());
        client.enable_server_certificate_verification(true);
        client.set_connection_timeout(profile == tls_profile::handshake_stall ? 0 : 30, 500'000);
        client.set_read_timeout(profile == tls_profile::handshake_stall ? 0 : 30, 500'000);
        client.set_basic_auth("key", "secret");
        const auto answer = client.Get("/api/v2/integrations/logs");
        const std::string said = httplib::to_string(answer.error());
        const bool is_wrong_host = // which newer versions tell apart
            expected.node == "ERR_TLS_CERT_ALTNAME_INVALID" &&
            said == "SSL server hostname verification failed";
        BOOST_TEST((answer.error() == expected.httplib || is_wrong_host),
                   to_string(profile) << ": " << said);
        const bool succeeds = expected.httplib == httplib::Error::Success;
        BOOST_TEST(server.journal().size() == before + (succeeds ? 1 : 0), to_string(profile));
        if (answer.error() == httplib::Error::SSLServerVerification) {
            const long found = verify_result(client, answer);
            BOOST_TEST(found == expected.httplib_verify, to_string(profile) << ": " << found);
        }
    }
}

BOOST_AUTO_TEST_CASE(those_who_look_for_it_find_the_revocation) {
    const std::string list = ca_file.path() + ".crl";
    BOOST_TEST(has(curl(tls_profile::revoked, {"--crlfile", list}), "certificate revoked"));
    BOOST_TEST(has(curl(tls_profile::good, {"--crlfile", list}), "status 200"));
    const auto ask = [&](tls_profile profile) {
        return output_of({"/usr/bin/python3",
                          here + "client.py",
                          port(),
                          ca_file.path(),
                          host_of(profile),
                          list});
    };
    BOOST_TEST(has(ask(tls_profile::revoked), "certificate revoked"));
    BOOST_TEST(has(ask(tls_profile::good), "200 OK"));
    BOOST_TEST(server.journal().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_client_with_a_certificate_is_let_in) {
    const auto identity = server.client_identity();
    const scratch_file file(identity.certificate_pem + identity.key_pem);
    BOOST_TEST(has(curl(tls_profile::client_cert_required, {"--cert", file.path()}), "status 200"));
    BOOST_TEST(
        has(curl(tls_profile::client_cert_required, {"--cert", file.path(), "--tls-max", "1.2"}),
            "status 200"));
}

BOOST_AUTO_TEST_CASE(the_alert_for_a_missing_certificate_arrives_every_time) {
    for (int time = 0; time < 20; ++time) {
        const std::string said = curl(tls_profile::client_cert_required);
        BOOST_TEST(has(said, "alert certificate required"), said);
        const std::string python = output_of({"/usr/bin/python3",
                                              here + "client.py",
                                              port(),
                                              ca_file.path(),
                                              host_of(tls_profile::client_cert_required)});
        BOOST_TEST(has(python, "TLSV13_ALERT_CERTIFICATE_REQUIRED"), python);
    }
    BOOST_TEST(server.journal().requests().empty());
}

BOOST_AUTO_TEST_CASE(weak_versions_are_spoken_to_those_who_want_them) {
    for (const auto& [profile, version] :
         {std::pair{tls_profile::tls_v1_0, "1.0"}, std::pair{tls_profile::tls_v1_1, "1.1"}}) {
        const std::string said =
            curl(profile, {"--tlsv1.0", "--tls-max", version, "--ciphers", "DEFAULT@SECLEVEL=0"});
        BOOST_TEST(has(said, "status 200"), to_string(profile) << ": " << said);
    }
    for (const std::string version : {"1.0", "1.1"}) { // never under another name
        const std::string said =
            curl(tls_profile::good,
                 {"--tlsv1.0", "--tls-max", version, "--ciphers", "DEFAULT@SECLEVEL=0"});
        BOOST_TEST(has(said, "(35)"), said);
        BOOST_TEST(has(said, "protocol version"), said);
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
