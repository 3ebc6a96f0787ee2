// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_DETAIL_GENERATED_WORDS_HPP
#define SENDMOCK_LOGS_DETAIL_GENERATED_WORDS_HPP

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

/// What generated logs are put together from.
namespace sendmock::detail {

/// The host of a shop, numbered from 0.
[[nodiscard]] inline std::string shop_host(std::uint32_t shop) {
    constexpr std::array<std::string_view, 16> names{"tulips",
                                                     "canal-bikes",
                                                     "old-cheese",
                                                     "lanterns",
                                                     "anchor-wear",
                                                     "windmill",
                                                     "harbour",
                                                     "paper-shop",
                                                     "red-kettle",
                                                     "garden",
                                                     "north-tea",
                                                     "toy-box",
                                                     "vinyl",
                                                     "linen",
                                                     "bookcase",
                                                     "bakery"};
    std::string host(names[shop % names.size()]);
    if (shop >= names.size()) {
        host += '-' + std::to_string(shop / names.size() + 1);
    }
    return host += ".example";
}

/// Paths of shops' programming interfaces; `{order}` stands for an order's number.
inline constexpr std::array<std::string_view, 6> shop_paths{
    "/order-note.json",
    "/wp-json/wc/v3/orders/{order}",
    "/admin/api/2023-01/orders/{order}.json",
    "/rest/V1/order/{order}/ship",
    "/api/v2/orders/{order}/tracking",
    "/index.php?route=api/order&id={order}"};

inline constexpr std::array<std::string_view, 8> request_methods{
    "POST", "POST", "POST", "PUT", "PUT", "PATCH", "GET", "DELETE"};

/// JSON objects of request header fields.
inline constexpr std::array<std::string_view, 4> request_headers{
    R"({"Cache-Control":"max-age=3600","Content-Type":"text/html; charset=utf-8",)"
    R"("Connection":"keep-alive"})",
    R"({"User-Agent":"python-requests/2.28.1","Accept-Encoding":"gzip, deflate","Accept":"*/*",)"
    R"("Connection":"keep-alive","Content-Type":"application/json"})",
    R"({"Accept":"application/json","Content-Type":"application/json","Authorization":"***"})",
    R"({})"};

/// JSON objects of request payloads; `{order}` stands for an order's number, `{text}` for a text.
inline constexpr std::array<std::string_view, 6> payload_objects{
    R"({"order_note":{"note":{text}}})",
    R"({"fulfillment":{"tracking_number":"3SABCD{order}","tracking_company":"PostNL",)"
    R"("notify_customer":true,"message":{text}}})",
    R"({"order":{"id":{order},"status":"shipped","lines":[{"sku":"A-100","quantity":2,"price":12.50},)"
    R"({"sku":"B-7","quantity":1,"price":0.99}],"comment":{text}}})",
    R"({"status":"completed","meta_data":[{"key":"tracking","value":{text}}],"total":1.0e2})",
    R"({"id":{order},"notes":[{text},null,true,[]],"address":{"city":{text},"house_number":"12 bis"}})",
    R"({})"};

/// Payloads that are texts.
inline constexpr std::array<std::string_view, 3> payload_texts{
    "order_id=4711&status=shipped&carrier=postnl",
    "<?xml version=\"1.0\"?>\n<order id=\"4711\">\n\t<status>shipped</status>\n</order>\n",
    ""};

/// Texts as people write them.
inline constexpr std::array<std::string_view, 4> usual_texts{
    "Success", "Parcel 2 of 3 is on its way", "Left at the neighbours, number 12", ""};

/// Texts that are read wrongly by programs that handle text wrongly.
inline constexpr std::array<std::string_view, 12> unusual_texts{
    "Zo\u00eb M\u00fcller-\u00c7elik",
    "\U0001F4E6 verzonden \u2705",
    "line\u2028separator\u2029paragraph",
    std::string_view("nul\0bell\x07"
                     "escape\x1b"
                     "delete\x7f",
                     23),
    "tab\tquote\"backslash\\slash/\r\n",
    "\u0645\u0631\u062d\u0628\u0627 \u0628\u0643\u0645",
    "\u05e9\u05dc\u05d5\u05dd \u202eabc\u202c",
    "\u914d\u9001\u5931\u6557\u3057\u307e\u3057\u305f",
    "e\u0301 o\u0308 \u200d\u200b\ufeff",
    "\U0001F468\u200d\U0001F469\u200d\U0001F467\U0001F3FD",
    "</script><!-- \" onload=\"x &lt;b&gt; &amp;amp; &#39; 100%25 %C3%A9",
    "null"};

/// What an unusual `base_url` ends with: a path in both cases, and a slash.
inline constexpr std::string_view unusual_base_end = "/Shop/";

/// What an unusual `full_url` ends with: escapes that are not to be decoded, nor encoded again, a
/// plus sign and a slash.
inline constexpr std::string_view unusual_url_end =
    "?note=50%25%20caf%C3%A9%2Fbar+baz&amp;x=%00&to=/";

/// What an unusual exception ends with: lines, entities, a NUL, a character beyond 16 bits and one
/// that is not composed, behind more than a thousand others.
[[nodiscard]] inline std::string unusual_exception_end() {
    constexpr int calls = 30;
    std::string text = "\r\n\tat Shop.send(&lt;lambda&gt;)\n";
    for (int call = 0; call < calls; ++call) {
        text += "\tat Shop.retry(order.py:" + std::to_string(100 + call) + ") [attempt]\n";
    }
    text += "\nCaused by: Zo\u00eb &amp; S\u00f8n, cafe\u0301 \U0001F4E6, 100%25";
    text += '\0';
    return text + '\n';
}

/// Zones of clocks other than Amsterdam's; the first is written `Z`.
inline constexpr std::array<std::chrono::minutes, 8> other_zones{std::chrono::minutes{0},
                                                                 std::chrono::minutes{0},
                                                                 std::chrono::minutes{60},
                                                                 std::chrono::minutes{-570},
                                                                 std::chrono::minutes{-30},
                                                                 std::chrono::minutes{345},
                                                                 std::chrono::minutes{840},
                                                                 std::chrono::minutes{-720}};

/// A line of a page that a shop answers, as its source.
inline constexpr std::string_view page_line =
    "  <p>The page that you asked for cannot be shown. Please try again later.</p>\n";

/// The page of the documented example.
inline constexpr std::string_view certificate_page =
    "<!doctype html>\n<html>\n <head>\n <title>SSL Certificate Error</title>\n </head>\n </html>\n";

} // namespace sendmock::detail

#endif
