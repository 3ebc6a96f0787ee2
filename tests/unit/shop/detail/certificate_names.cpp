// SPDX-License-Identifier: MIT
#include <sendmock/server/detail/x509.hpp>
#include <sendmock/shop/detail/certificate_names.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace unit::shop::detail::certificate_names {

/// A certificate for some names, as OpenSSL writes them.
std::string fault_of(const std::string& names,
                     const std::string& host,
                     const std::string& common_name = "a.example") {
    const auto key = sendmock::detail::make_ec_key();
    const auto certificate = sendmock::detail::make_certificate(
        {.common_name = common_name, .alternative_names = names}, key, nullptr);
    return sendmock::detail::shop::find_name_fault(certificate.get(), host).value_or("none");
}

} // namespace unit::shop::detail::certificate_names

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(shop)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(certificate_names)

BOOST_AUTO_TEST_CASE(finds_a_host_among_the_names) {
    BOOST_TEST(fault_of("DNS:b.example,DNS:c.example", "C.Example") == "none");
    BOOST_TEST(fault_of("DNS:b.example", "c.example") ==
               "hostname 'c.example' doesn't match 'b.example'");
    BOOST_TEST(fault_of("DNS:b.example,IP:127.0.0.1,IP:::1,email:a@b", "c.example") ==
               "hostname 'c.example' doesn't match either of 'b.example', '127.0.0.1', "
               "'0:0:0:0:0:0:0:1'");
}

BOOST_AUTO_TEST_CASE(addresses_are_compared_as_such) {
    BOOST_TEST(fault_of("IP:127.0.0.1", "127.0.0.1") == "none");
    BOOST_TEST(fault_of("IP:::1", "0::1") == "none");
    BOOST_TEST(fault_of("DNS:127.0.0.1", "127.0.0.1") ==
               "hostname '127.0.0.1' doesn't match '127.0.0.1'");
    BOOST_TEST(fault_of("IP:2001:DB8::A", "::1") ==
               "hostname '::1' doesn't match '2001:DB8:0:0:0:0:0:A'");
}

BOOST_AUTO_TEST_CASE(the_subject_counts_only_without_other_names) {
    BOOST_TEST(fault_of("", "a.example") == "none");
    BOOST_TEST(fault_of("DNS:b.example", "a.example") ==
               "hostname 'a.example' doesn't match 'b.example'");
    BOOST_TEST(fault_of("email:a@b", "a.example") == "none");
}

BOOST_AUTO_TEST_CASE(a_star_stands_for_one_label_or_a_part_of_it) {
    using sendmock::detail::shop::is_name_of;
    BOOST_TEST(is_name_of("*.example", "a.example").value());
    BOOST_TEST(!is_name_of("*.example", "a.b.example").value());
    BOOST_TEST(!is_name_of("*.example", ".example").value());
    BOOST_TEST(is_name_of("a*z.example", "abcz.example").value());
    BOOST_TEST(is_name_of("a*z.example", "az.example").value());
    BOOST_TEST(!is_name_of("aa*a.example", "aa.example").value());
    BOOST_TEST(!is_name_of("a.*", "a.example").value());
    BOOST_TEST(!is_name_of("x*.example", "xn--a.example").value());
    BOOST_TEST(!is_name_of("", "a").value());
    BOOST_TEST(!is_name_of("**.example", "a.example"));
    BOOST_TEST(fault_of("DNS:*a*.example", "a.example") ==
               "too many wildcards in certificate DNS name: '*a*.example'");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
