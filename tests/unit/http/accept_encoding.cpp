// SPDX-License-Identifier: MIT
#include <sendmock/http/accept_encoding.hpp>

#include <boost/test/unit_test.hpp>

#include <initializer_list>
#include <string>

namespace unit::http::accept_encoding {

bool accepts(std::initializer_list<const char*> values) {
    sendmock::http::header_fields fields;
    for (const char* value : values) {
        fields.add("accept-encoding", value);
    }
    return sendmock::http::accepts_gzip(fields);
}

} // namespace unit::http::accept_encoding

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(accept_encoding)

using unit::http::accept_encoding::accepts;

BOOST_AUTO_TEST_CASE(gzip_is_accepted_where_it_is_named_or_anything_is) {
    BOOST_TEST(accepts({"gzip"}));
    BOOST_TEST(accepts({"deflate, GZip;q=0.5 ,br"}));
    BOOST_TEST(accepts({"x-gzip"}));
    BOOST_TEST(accepts({"*"}));
    BOOST_TEST(accepts({"br", "gzip"}));
    BOOST_TEST(accepts({"identity;q=0, gzip;q=1.0"}));
}

BOOST_AUTO_TEST_CASE(gzip_is_not_accepted_otherwise) {
    BOOST_TEST(!accepts({}));
    BOOST_TEST(!accepts({""}));
    BOOST_TEST(!accepts({"identity"}));
    BOOST_TEST(!accepts({"br, gzippy"}));
    BOOST_TEST(!accepts({"gzip;q=0"}));
    BOOST_TEST(!accepts({"gzip; Q=0.000, *"}));
    BOOST_TEST(!accepts({"*;q=0"}));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
