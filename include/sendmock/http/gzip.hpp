// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_GZIP_HPP
#define SENDMOCK_HTTP_GZIP_HPP

#include <zlib.h>

#include <cstddef>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sendmock::http {

/// Compresses content as `Content-Encoding: gzip` has it (RFC 1952). The same content gives the
/// same bytes, for a given version of zlib.
/// @throws std::length_error above 1 GiB
[[nodiscard]] inline std::string gzip(std::string_view content) {
    constexpr std::size_t most = std::size_t{1} << 30U;
    if (content.size() > most) {
        throw std::length_error("gzip: the content is too long");
    }
    z_stream stream{};
    constexpr int window_of_gzip = MAX_WBITS + 16;
    constexpr int memory_level = 8;
    if (::deflateInit2(&stream,
                       Z_DEFAULT_COMPRESSION,
                       Z_DEFLATED,
                       window_of_gzip,
                       memory_level,
                       Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::bad_alloc();
    }
    std::string compressed(::deflateBound(&stream, static_cast<uLong>(content.size())), '\0');
    // zlib only reads the input, but its type does not say so.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data())); // NOLINT
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = reinterpret_cast<Bytef*>(compressed.data()); // NOLINT
    stream.avail_out = static_cast<uInt>(compressed.size());
    const int outcome = ::deflate(&stream, Z_FINISH);
    compressed.resize(stream.total_out);
    ::deflateEnd(&stream);
    if (outcome != Z_STREAM_END) {
        throw std::runtime_error("gzip: zlib could not compress the content");
    }
    return compressed;
}

} // namespace sendmock::http

#endif
