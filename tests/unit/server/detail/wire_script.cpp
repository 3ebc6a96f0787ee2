// SPDX-License-Identifier: MIT
#include <sendmock/server/detail/wire_script.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock::detail {

std::ostream& operator<<(std::ostream& out, wire_end end) {
    constexpr const char* names[]{"keep", "FIN", "RST", "stall"};
    return out << names[static_cast<int>(end)];
}

} // namespace sendmock::detail

namespace unit::server::detail::wire_script {

using sendmock::wire_fault;
using sendmock::detail::wire_end;
using sendmock::detail::wire_script;
using kind = sendmock::wire_fault_kind;

const std::string head = "HTTP/1.1 200 OK\r\n"
                         "Content-Length: 10\r\n"
                         "Content-Type: application/json\r\n"
                         "\r\n";
const std::string content = "0123456789";
const std::string chunked_head = "HTTP/1.1 200 OK\r\n"
                                 "Content-Type: application/json\r\n"
                                 "Transfer-Encoding: chunked\r\n"
                                 "\r\n";
const std::string no_chunk = "lskdu018973t09sylgasjkfg1][]'./.sdlv\r\n";

wire_script script_of(const std::optional<wire_fault>& fault,
                      std::string_view message = head + content,
                      std::uint64_t seed = 1) {
    return sendmock::detail::make_script(
        message, {.fault = fault, .draws = sendmock::random_bits(seed, 0, 0)});
}

void check(const wire_script& script,
           const std::string& wanted_head,
           const std::string& wanted_content,
           wire_end wanted_end,
           bool whole = false) {
    BOOST_TEST(script.head == wanted_head);
    BOOST_TEST(script.content == wanted_content);
    BOOST_TEST(script.end == wanted_end);
    BOOST_TEST(script.whole == whole);
}

} // namespace unit::server::detail::wire_script

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(wire_script)

BOOST_AUTO_TEST_CASE(without_a_fault_the_answer_leaves_as_it_is) {
    check(script_of(std::nullopt), head, content, wire_end::keep, true);
    check(script_of(std::nullopt, head), head, "", wire_end::keep, true);
}

BOOST_AUTO_TEST_CASE(an_empty_response_has_no_byte) {
    check(script_of(wire_fault{kind::empty_response}), "", "", wire_end::fin);
}

BOOST_AUTO_TEST_CASE(a_malformed_chunk_follows_a_good_one_with_half_of_the_content) {
    check(script_of(wire_fault{kind::malformed_response_chunk}),
          chunked_head,
          "5\r\n01234\r\n" + no_chunk,
          wire_end::fin);
    check(script_of(wire_fault{kind::malformed_response_chunk}, head),
          chunked_head,
          no_chunk,
          wire_end::fin);
}

BOOST_AUTO_TEST_CASE(random_data_are_drawn_and_cannot_be_the_beginning_of_http) {
    std::string last;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const wire_fault fault{kind::random_data_then_close};
        const auto script = script_of(fault, head + content, seed);
        BOOST_TEST(script.head == "");
        BOOST_TEST(script.content.size() == 256U);
        BOOST_TEST(static_cast<unsigned char>(script.content.front()) >= 0x80);
        BOOST_TEST(script.content != last);
        BOOST_TEST(script.content == script_of(fault, head, seed).content);
        BOOST_TEST(script.end == wire_end::fin);
        BOOST_TEST(!script.whole);
        last = script.content;
    }
}

BOOST_AUTO_TEST_CASE(a_reset_takes_the_place_of_the_answer_or_of_its_end) {
    check(script_of(wire_fault{kind::connection_reset_by_peer}), "", "", wire_end::rst);
    const auto after = [](std::size_t bytes) {
        return script_of(wire_fault{kind::connection_reset_by_peer, bytes});
    };
    check(after(0), head, "", wire_end::rst);
    check(after(3), head, "012", wire_end::rst);
    check(after(10), head, content, wire_end::rst);
    check(after(11), head, content, wire_end::rst);
    check(script_of(wire_fault{kind::connection_reset_by_peer, 3}, head), head, "", wire_end::rst);
}

BOOST_AUTO_TEST_CASE(a_disconnect_and_a_stall_come_after_so_many_bytes_or_half) {
    for (const auto& [which, end] :
         {std::pair{kind::disconnect_during_response_body, wire_end::fin},
          std::pair{kind::stall_during_response_body, wire_end::stall}}) {
        check(script_of(wire_fault{which}), head, "01234", end);
        check(script_of(wire_fault{which, 0}), head, "", end);
        check(script_of(wire_fault{which, 9}), head, "012345678", end);
        check(script_of(wire_fault{which, 10}), head, content, end);
        check(script_of(wire_fault{which, static_cast<std::size_t>(-1)}), head, content, end);
        check(script_of(wire_fault{which}, head + "abc"), head, "a", end);
        check(script_of(wire_fault{which, 4}, head), head, "", end);
    }
}

BOOST_AUTO_TEST_CASE(a_mismatch_announces_more_than_there_is) {
    const auto announcing = [](const std::string& length) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + length +
               "\r\n\r\n";
    };
    const wire_fault fault{kind::content_length_mismatch};
    check(script_of(fault), announcing("110"), content, wire_end::fin);
    check(script_of(fault, head), announcing("100"), "", wire_end::fin);
    check(script_of(wire_fault{kind::content_length_mismatch, 3}),
          announcing("110"),
          "012",
          wire_end::fin);
}

BOOST_AUTO_TEST_CASE(chunks_without_end_hold_all_of_the_content) {
    const wire_fault fault{kind::chunked_without_end};
    check(script_of(wire_fault{kind::chunked_without_end, 3}),
          chunked_head,
          "3\r\n012\r\n",
          wire_end::fin);
    check(script_of(fault), chunked_head, "a\r\n" + content + "\r\n", wire_end::fin);
    check(script_of(fault, head), chunked_head, "", wire_end::fin);
    const std::string long_content(70'000, 'x');
    check(script_of(fault, head + long_content),
          chunked_head,
          "11170\r\n" + long_content + "\r\n",
          wire_end::fin);
}

BOOST_AUTO_TEST_CASE(a_stall_before_the_response_sends_nothing) {
    check(script_of(wire_fault{kind::stall_before_response}), "", "", wire_end::stall);
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_closed_too_early_has_had_the_whole_answer) {
    check(script_of(wire_fault{kind::close_keep_alive}), head, content, wire_end::fin, true);
}

BOOST_AUTO_TEST_CASE(right_framing_keeps_the_connection_and_the_content) {
    check(script_of(wire_fault{kind::chunked}),
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
          "Transfer-Encoding: chunked\r\n\r\n",
          "a\r\n" + content + "\r\n0\r\n\r\n",
          wire_end::keep,
          true);
    check(script_of(wire_fault{kind::chunked_with_trailer}),
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTrailer: X-Rows-Sent\r\n"
          "Transfer-Encoding: chunked\r\n\r\n",
          "a\r\n" + content + "\r\n0\r\nX-Rows-Sent: all\r\n\r\n",
          wire_end::keep,
          true);
    check(script_of(wire_fault{kind::close_delimited}),
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n",
          content,
          wire_end::fin,
          true);
    check(script_of(wire_fault{kind::continue_first}),
          "HTTP/1.1 100 Continue\r\n\r\n" + head,
          content,
          wire_end::keep,
          true);
    check(script_of(wire_fault{kind::early_hints}),
          "HTTP/1.1 103 Early Hints\r\nLink: </api>; rel=preload\r\n\r\n" + head,
          content,
          wire_end::keep,
          true);
    check(script_of(wire_fault{kind::lower_case_fields}),
          "HTTP/1.1 200 OK\r\ncontent-length: 10\r\ncontent-type: application/json\r\n\r\n",
          content,
          wire_end::keep,
          true);
    check(script_of(wire_fault{kind::unusual_case_fields}),
          "HTTP/1.1 200 OK\r\ncOnTeNt-lEnGtH: 10\r\ncOnTeNt-tYpE: application/json\r\n\r\n",
          content,
          wire_end::keep,
          true);
}

BOOST_AUTO_TEST_CASE(an_answer_without_content_is_not_chunked_or_compressed) {
    for (const auto which : {kind::chunked,
                             kind::chunked_with_trailer,
                             kind::gzip,
                             kind::gzip_cut_off,
                             kind::gzip_label_only,
                             kind::gzip_unlabelled}) {
        const auto script = sendmock::detail::make_script(head, {.fault = wire_fault{which}});
        check(script, head, "", wire_end::keep, true);
    }
}

BOOST_AUTO_TEST_CASE(chunks_have_sizes_in_both_cases_and_extensions) {
    const std::string text(5'000, 'x');
    const std::string chunks = sendmock::detail::in_unusual_chunks(text);
    BOOST_TEST(chunks.starts_with("a\r\nxxxxxxxxxx\r\nAB;name=\"a;b\"\r\n"));
    BOOST_TEST(chunks.find("\r\n001\r\nx\r\nABC;name=\"a;b\"\r\n") != std::string::npos);
    BOOST_TEST(chunks.find("\r\n1a\r\n") != std::string::npos);
    BOOST_TEST(chunks.ends_with("x\r\n0\r\n"));
}

BOOST_AUTO_TEST_CASE(content_is_compressed_and_said_to_be_or_only_the_one_or_the_other) {
    const auto made = [](kind which) {
        return sendmock::detail::make_script(head + content, {.fault = wire_fault{which}});
    };
    const std::string packed = sendmock::http::gzip(content);
    const auto labelled = [](std::size_t size) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
               "Vary: Accept-Encoding\r\nContent-Length: " +
               std::to_string(size) + "\r\n\r\n";
    };
    check(made(kind::gzip), labelled(packed.size()), packed, wire_end::keep, true);
    check(made(kind::gzip_cut_off),
          labelled(packed.size() / 2),
          packed.substr(0, packed.size() / 2),
          wire_end::keep,
          false);
    check(made(kind::gzip_label_only), labelled(10), content, wire_end::keep, true);
    check(made(kind::gzip_unlabelled),
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
              std::to_string(packed.size()) + "\r\n\r\n",
          packed,
          wire_end::keep,
          true);
}

BOOST_AUTO_TEST_CASE(tears_are_within_characters_and_some_way_apart) {
    const std::string padding(100, 'x');
    const std::string torn = "\u00eb" + padding + "\U0001F4E6\U0001F4E6" + padding + "\u9001";
    const auto script = script_of(wire_fault{kind::torn_characters}, head + torn);
    BOOST_TEST(script.content == torn);
    const std::vector<std::size_t> wanted{1, 103, 211};
    BOOST_TEST(script.tears == wanted, boost::test_tools::per_element());
    BOOST_TEST(script.whole);
    std::string many;
    for (int letter = 0; letter < 20; ++letter) {
        many += "\u00eb" + padding;
    }
    BOOST_TEST(sendmock::detail::tears_in(many).size() == 5U);
    BOOST_TEST(sendmock::detail::tears_in(content).empty());
}

BOOST_AUTO_TEST_CASE(content_may_look_like_a_head) {
    const std::string twice = "a\r\n\r\nb\r\n\r\n";
    check(script_of(std::nullopt, head + twice), head, twice, wire_end::keep, true);
    check(script_of(wire_fault{kind::connection_reset_by_peer, 6}, head + twice),
          head,
          "a\r\n\r\nb",
          wire_end::rst);
}

BOOST_AUTO_TEST_CASE(
    the_framing_field_is_replaced_whatever_its_case_and_added_where_there_is_none) {
    using sendmock::detail::with_framing;
    const std::string line = "Transfer-Encoding: chunked";
    BOOST_TEST(with_framing("HTTP/1.1 200 OK\r\ncONTENT-lENGTH: 7\r\nA: b\r\n\r\n", line) ==
               "HTTP/1.1 200 OK\r\nA: b\r\nTransfer-Encoding: chunked\r\n\r\n");
    BOOST_TEST(with_framing("HTTP/1.1 204 No Content\r\nA: Content-Length: 7\r\n\r\n", line) ==
               "HTTP/1.1 204 No Content\r\nA: Content-Length: 7\r\n" + line + "\r\n\r\n");
    BOOST_TEST(with_framing("HTTP/1.1 204 No Content\r\n\r\n", line) ==
               "HTTP/1.1 204 No Content\r\n" + line + "\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(chunk_sizes_are_hexadecimal) {
    using sendmock::detail::hex_number;
    BOOST_TEST(hex_number(0) == "0");
    BOOST_TEST(hex_number(9) == "9");
    BOOST_TEST(hex_number(10) == "a");
    BOOST_TEST(hex_number(255) == "ff");
    BOOST_TEST(hex_number(4096) == "1000");
    BOOST_TEST(sendmock::detail::as_chunk("") == "");
    BOOST_TEST(sendmock::detail::as_chunk("abc") == "3\r\nabc\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
