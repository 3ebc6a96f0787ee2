// SPDX-License-Identifier: MIT
#include <sendmock/logs/file_text.hpp>
#include <sendmock/server/detail/ca_files.hpp>

#include "support/has_message.hpp"
#include <boost/test/unit_test.hpp>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace unit::server::detail::ca_files {

const sendmock::detail::tls_certificates& certificates() {
    static const sendmock::detail::tls_certificates only("127.0.0.1");
    return only;
}

} // namespace unit::server::detail::ca_files

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(ca_files)

BOOST_AUTO_TEST_CASE(have_the_certificate_and_the_revocation_lists) {
    const std::string file =
        (std::filesystem::temp_directory_path() / ("ca-" + std::to_string(::getpid()) + ".pem"))
            .string();
    sendmock::detail::write_ca_files(file, certificates());
    BOOST_TEST(sendmock::read_file(file) == certificates().ca_pem());
    const std::string lists = sendmock::read_file(file + ".crl"); // signed anew each time
    BOOST_TEST(lists.starts_with("-----BEGIN X509 CRL-----\n"));
    BOOST_TEST(lists.ends_with("-----END X509 CRL-----\n"));
    std::filesystem::remove(file);
    std::filesystem::remove(file + ".crl");
}

BOOST_AUTO_TEST_CASE(that_cannot_be_written_are_named) {
    BOOST_CHECK_EXCEPTION(sendmock::detail::write_ca_files("/nowhere/ca.pem", certificates()),
                          sendmock::error,
                          sendmock::tests::has_message("ca_file: cannot write /nowhere/ca.pem"));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
