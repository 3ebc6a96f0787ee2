// SPDX-License-Identifier: MIT
#include <sendmock/http/chunked.hpp>

#include <boost/test/unit_test.hpp>
#include <rapidcheck/boost_test.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace property::http::chunked {

using decoder = sendmock::http::chunked_decoder;
using outcome = sendmock::http::chunked_decoder::outcome;

std::string hexadecimal(std::size_t size) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), size, 16).ptr;
    return {digits.data(), end};
}

// Chunks of these sizes, as far as the content goes; then one with the rest.
std::string coded(std::string_view content, const std::vector<std::size_t>& sizes) {
    static constexpr std::array<std::string_view, 3> extensions{"", ";a", " ; b = \"\\\";\""};
    std::string out;
    for (std::size_t i = 0; !content.empty(); ++i) {
        const auto size = i < sizes.size() ? std::min(sizes[i], content.size()) : content.size();
        out.append(hexadecimal(size)).append(extensions[size % extensions.size()]).append("\r\n");
        out.append(content.substr(0, size)).append("\r\n");
        content.remove_prefix(size);
    }
    return out + "0\r\nX-Trailer: a\r\n\r\n";
}

rc::Gen<std::vector<std::size_t>> sizes() {
    return rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(1, 40));
}

} // namespace property::http::chunked

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(chunked)

RC_BOOST_PROP(decoding_inverts_coding_in_any_pieces, (const std::string& content)) {
    const auto all = coded(content, *sizes()) + "rest";
    const auto pieces = *sizes();
    decoder chunks;
    std::string decoded;
    std::string_view unread = all;
    auto last = outcome::need_more;
    for (std::size_t i = 0; last == outcome::need_more; ++i) {
        const auto piece = unread.substr(0, i < pieces.size() ? pieces[i] : unread.npos);
        auto left = piece;
        last = chunks.decode(left, decoded);
        unread.remove_prefix(piece.size() - left.size());
        RC_ASSERT(last != outcome::need_more || left.empty());
        RC_ASSERT(last != outcome::need_more || !unread.empty());
    }
    RC_ASSERT(last == outcome::done);
    RC_ASSERT(decoded == content);
    RC_ASSERT(std::string_view{"rest"}.substr(0, 4) ==
              all.substr(all.size() - unread.size()).substr(0, 4));
}

RC_BOOST_PROP(content_never_exceeds_the_limit, (const std::string& content)) {
    const auto limit = *rc::gen::inRange<std::size_t>(0, 40);
    const auto all = coded(content, *sizes());
    decoder chunks{{.head_bytes = 1000, .fields = 1, .content_bytes = limit}};
    std::string decoded;
    std::string_view bytes = all;
    if (content.size() <= limit) {
        RC_ASSERT(chunks.decode(bytes, decoded) == outcome::done);
    } else {
        RC_ASSERT(chunks.decode(bytes, decoded) == outcome::failure);
        RC_ASSERT(chunks.failure().status == 413);
        RC_ASSERT(decoded.size() <= limit);
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
