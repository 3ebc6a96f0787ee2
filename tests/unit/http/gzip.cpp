// SPDX-License-Identifier: MIT
#include <sendmock/http/gzip.hpp>

#include <boost/test/unit_test.hpp>
#include <zlib.h>

#include <string>
#include <string_view>

namespace unit::http::gzip {

std::string unpacked(std::string_view compressed, std::size_t room) {
    z_stream stream{};
    constexpr int gzip_alone = MAX_WBITS + 16;
    BOOST_REQUIRE(::inflateInit2(&stream, gzip_alone) == Z_OK);
    std::string in(compressed);
    std::string out(room, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    BOOST_TEST(::inflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    ::inflateEnd(&stream);
    return out;
}

} // namespace unit::http::gzip

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(gzip)

BOOST_AUTO_TEST_CASE(what_is_compressed_can_be_read_again) {
    for (const std::string& content :
         {std::string(), std::string("a"), std::string(3'000'000, 'x')}) {
        const std::string packed = sendmock::http::gzip(content);
        BOOST_TEST(packed.starts_with("\x1f\x8b"));
        BOOST_TEST((unit::http::gzip::unpacked(packed, content.size() + 1) == content));
    }
    BOOST_TEST(sendmock::http::gzip(std::string(10'000, 'x')).size() < 100U);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
