// SPDX-License-Identifier: MIT
// What a shop answers over plain HTTP, right or wrong: call_shop() and requests see the same.

#include <sendmock/shop/call_shop.hpp>

#include "shop/comparison.hpp"
#include "support/broken_shop.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace shop::answers {

using namespace std::string_literals;
using sendmock::shop_call;
using sendmock::shop_result;
using sendmock::tests::answer_text;
using sendmock::tests::answering;
using sendmock::tests::broken_shop;
using sendmock::tests::compare;
using sendmock::tests::shop_side;

constexpr std::chrono::milliseconds short_time{300};

shop_result compare_answer(const std::string& bytes) {
    const broken_shop shop(answering(bytes));
    return compare({.url = shop.url("/a b?x=y#f")});
}

/// A whole answer but for the bytes behind its head.
std::string with_content(const std::string& fields, const std::string& content) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + fields + "\r\n" + content;
}

const std::string chunked = "Transfer-Encoding: chunked\r\n";

} // namespace shop::answers

BOOST_AUTO_TEST_SUITE(shop)
BOOST_AUTO_TEST_SUITE(answers)

BOOST_AUTO_TEST_CASE(a_good_answer_is_no_exception) {
    for (const std::string method : {"GET", "POST", "HEAD", "DELETE", "post"}) {
        const std::string content = method == "HEAD" ? "" : R"({"a":[1,2]})";
        const broken_shop shop(answering(answer_text("200 OK", content)));
        const shop_result result = compare({.url = shop.url(), .method = method});
        BOOST_TEST(result.succeeded() == (method != "HEAD")); // whose answer is no JSON
        BOOST_TEST(*result.response_code == 200);
    }
}

BOOST_AUTO_TEST_CASE(a_status_from_400_on_is_an_http_error) {
    for (const std::string status : {"400 Bad Request",
                                     "404 Not Found",
                                     "404",
                                     "418 I'm a teapot",
                                     "495 SSL Certificate Error",
                                     "503 Service Unavailable",
                                     "503 \xC3\x9C"
                                     "berlast\xE9t ",
                                     "599  two  blanks  "}) {
        const shop_result result = compare_answer(answer_text(status, "<html>", "text/html"));
        BOOST_TEST(result.exception_type == "requests.exceptions.HTTPError");
    }
}

BOOST_AUTO_TEST_CASE(a_status_beyond_those_is_none) {
    for (const std::string status :
         {"199 x", "204 No Content", "304 Not Modified", "600 x", "999"}) {
        BOOST_TEST(compare_answer("HTTP/1.1 " + status + "\r\n\r\n").succeeded());
    }
}

BOOST_AUTO_TEST_CASE(passes_over_100_continue_alone) {
    BOOST_TEST(
        *compare_answer("HTTP/1.1 100 Continue\r\nA: b\r\n\r\n" + answer_text("404 Not Found"))
             .response_code == 404);
    BOOST_TEST(*compare_answer("HTTP/1.1 103 Early Hints\r\n\r\n" + answer_text("404 Not Found"))
                    .response_code == 103);
}

BOOST_AUTO_TEST_CASE(bad_json_is_told_with_its_place) {
    for (const std::string content : {"",
                                      "<html>",
                                      R"({"a":1,})",
                                      "{\"a\":1\n \"b\":2}",
                                      "[1 2]",
                                      "\"\xC3\xA9\xE2\x82\xAC",
                                      "{} x",
                                      "\xEF\xBB\xBF{}",
                                      "\"\xFF\xFE\" x"}) {
        const shop_result result = compare_answer(answer_text("200 OK", content));
        BOOST_TEST(result.exception_type == "requests.exceptions.JSONDecodeError");
    }
}

BOOST_AUTO_TEST_CASE(what_does_not_call_itself_json_has_to_be_none_unless_it_is_expected) {
    const broken_shop shop(answering(answer_text("200 OK", "<html>", "text/html")));
    BOOST_TEST(compare({.url = shop.url()}).succeeded());
    BOOST_TEST(!compare({.url = shop.url(), .expects_json = true}).succeeded());
    const broken_shop problem(
        answering(answer_text("200 OK", "\xEF\xBB\xBF{}", "application/problem+json")));
    BOOST_TEST(compare({.url = problem.url()}).succeeded());
}

BOOST_AUTO_TEST_CASE(no_answer_at_all) {
    compare_answer("");
    const broken_shop without_reading([](shop_side& side) {
        side.await_bytes(); // else either client may find that it was never connected
        side.reset();
    });
    compare({.url = without_reading.url()});
    const broken_shop resetting([](shop_side& side) {
        side.read_request();
        side.reset();
    });
    compare({.url = resetting.url()});
    const broken_shop in_head([](shop_side& side) {
        side.read_request();
        side.send("HTTP/1.1 200 OK\r\nA: b");
        side.reset();
    });
    compare({.url = in_head.url()});
}

BOOST_AUTO_TEST_CASE(an_answer_that_does_not_come_in_time) {
    const broken_shop silent([](shop_side& side) { side.stall(); });
    const broken_shop slow([](shop_side& side) {
        side.read_request();
        side.send("HTTP/1.1 200 OK\r\n");
        side.stall();
    });
    for (const std::chrono::milliseconds time : {short_time, std::chrono::milliseconds{250}}) {
        BOOST_TEST(compare({.url = silent.url(), .read_timeout = time}).exception_type ==
                   "requests.exceptions.ReadTimeout");
        BOOST_TEST(compare({.url = slow.url(), .read_timeout = time}).exception_type ==
                   "requests.exceptions.ReadTimeout");
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_http) {
    for (const std::string& bytes : {"garbage"s,
                                     "\0\xFF\xE9\x85 garbage\r\nmore"s,
                                     "it's \"both\"\r\n"s,
                                     "it's\tone\\\n"s,
                                     "HTTP/1.1 abc x\r\n\r\n"s,
                                     "HTTP/1.1\r\n\r\n"s,
                                     "HTTP/1.1 99 x\r\n\r\n"s,
                                     "HTTP/1.1 1000 x\r\n\r\n"s,
                                     "HTTP/2.0 200 OK\r\n\r\n"s,
                                     "HTTP/ 200 OK\r\n\r\n"s,
                                     "ICY 200 OK\r\n\r\n"s,
                                     "\r\n"s}) {
        BOOST_TEST(compare_answer(bytes).exception_type == "requests.exceptions.ConnectionError");
    }
}

BOOST_AUTO_TEST_CASE(heads_that_are_just_good_enough) {
    for (const std::string bytes : {"HTTP/1.1 404",
                                    "HTTP/1.1 404\n\n",
                                    "HTTP/1.0 404 Not Found\r\n",
                                    "HTTP/0.9 404 Not Found\r\nContent-Ty",
                                    "HTTP/1.7 404 Not Found\nContent-Length: 2\nA\n\n{}",
                                    "HTTP/1.1 404 x\r\nA: b\r\n c\r\nContent-Length: 0\r\n\r\n"}) {
        BOOST_TEST(*compare_answer(bytes).response_code == 404);
    }
}

BOOST_AUTO_TEST_CASE(heads_above_the_limits) {
    std::string fields;
    for (int i = 0; i < 99; ++i) {
        fields += "A" + std::to_string(i) + ": b\r\n";
    }
    BOOST_TEST(compare_answer(with_content(fields.substr(0, fields.size() - 8), "{}")).succeeded());
    BOOST_TEST(!compare_answer(with_content(fields, "{}")).succeeded());
    BOOST_TEST(compare_answer("HTTP/1.1 200 OK\r\nA: " + std::string(65'531, 'b') + "\r\n\r\n")
                   .succeeded());
    BOOST_TEST(!compare_answer("HTTP/1.1 200 OK\r\nA: " + std::string(65'532, 'b') + "\r\n\r\n")
                    .succeeded());
    BOOST_TEST(!compare_answer("HTTP/1.1 200 " + std::string(65'536, 'b')).succeeded());
}

BOOST_AUTO_TEST_CASE(a_content_that_ends_too_early_is_taken_as_it_is) {
    BOOST_TEST(compare_answer(with_content("Content-Length: 100\r\n", "{}")).succeeded());
    const shop_result result = compare_answer(with_content("Content-Length: 100\r\n", "{\"a\":"));
    BOOST_TEST(result.exception_type == "requests.exceptions.JSONDecodeError");
}

BOOST_AUTO_TEST_CASE(a_content_that_is_reset_or_does_not_go_on) {
    for (const std::string& fields : {"Content-Length: 100\r\n"s, chunked, ""s}) {
        const std::string begun = with_content(fields, fields == chunked ? "9\r\n{}" : "{}");
        const broken_shop resetting([&](shop_side& side) {
            side.read_request();
            side.send(begun);
            side.reset();
        });
        const shop_result reset = compare({.url = resetting.url()});
        BOOST_TEST(reset.exception_type == "requests.exceptions.ChunkedEncodingError");
        BOOST_TEST(*reset.response_code == 200);
        const broken_shop stalling([&](shop_side& side) {
            side.read_request();
            side.send(begun);
            side.stall();
        });
        compare({.url = stalling.url(), .read_timeout = short_time});
    }
}

BOOST_AUTO_TEST_CASE(lengths_that_differ) {
    for (const std::string fields : {"Content-Length: 2\r\nContent-Length: 3\r\n",
                                     "Content-Length: 2, 3\r\n",
                                     "Content-Length: 2\r\nContent-Length: 2\r\n",
                                     "Content-Length: x\r\n",
                                     "Content-Length: -1\r\n",
                                     "Content-Length: 2\r\nContent-Length: x\r\n"}) {
        compare_answer(with_content(fields, "{}"));
    }
}

BOOST_AUTO_TEST_CASE(chunks_that_end_too_early) {
    for (const std::string& content : {""s,
                                       "2"s,
                                       "2\r\n"s,
                                       "2\r\n{"s,
                                       "2\r\n{}"s,
                                       "2\r\n{}\r"s,
                                       "2\r\n{}\r\n"s,
                                       "2\r\n{}\r\n0"s,
                                       "2\r\n{}\r\n0\r\nA: b\r\n"s,
                                       "10\r\nabc"s,
                                       "5000\r\n" + std::string(15'000, 'a'),
                                       "2800\r\n" + std::string(10'240, 'a'),
                                       "2801\r\n" + std::string(10'240, 'a'),
                                       "5000\r\n" + std::string(20'480, 'a')}) {
        compare_answer(with_content(chunked, content));
    }
}

BOOST_AUTO_TEST_CASE(chunks_with_malformed_sizes) {
    for (const std::string size : {"zz",
                                   "zz;x=y",
                                   "it's",
                                   "",
                                   " 0x2 ",
                                   "+2",
                                   "0x_2",
                                   "0_2",
                                   "_2",
                                   "2_",
                                   "2 2",
                                   "\xFF",
                                   "2;a"}) {
        compare_answer(with_content(chunked, size + "\r\n{}\r\n0\r\n\r\n"));
    }
    compare_answer(with_content(chunked, "2\n{}xx0\n\n"));
    compare_answer(with_content("Transfer-Encoding: gzip, Chunked\r\nContent-Length: 1\r\n",
                                "2\r\n{}\r\n0\r\n\r\n"));
}

BOOST_AUTO_TEST_CASE(contents_in_codings) {
    const std::string gzip =
        "\x1F\x8B\x08\0\0\0\0\0\0\x03\xAB\xAE\x05\0\x43\xBF\xA6\xA3\x02\0\0\0"s;
    for (const auto& [coding, content] : std::vector<std::pair<std::string, std::string>>{
             {"gzip", gzip},
             {"GZIP", gzip},
             {"gzip", "plain"},
             {"Gzip", "<html>not at all</html>"},
             {"gzip", gzip.substr(0, 12)},
             {"gzip", gzip + "garbage"},
             {"gzip", gzip + gzip},
             {"gzip", gzip.substr(0, 14) + "\1\1\1\1\2\0\0\0"s},
             {"gzip", ""},
             {"deflate", "\x78\x9C\xAB\xAE\x05\0\x01\x75\0\xF9"s},
             {"deflate", "\xAB\xAE\x05\0"s},
             {"deflate", "plain"},
             {"br", "{}"},
             {"identity", "{}"},
             {"gzip, br", gzip}}) {
        compare_answer(with_content("Content-Encoding: " + coding + "\r\n", content));
    }
    // What is wrong with the coding is found before the end of the chunks.
    compare_answer(with_content(chunked + "Content-Encoding: gzip\r\n", "5\r\nplain\r\nzz"));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
