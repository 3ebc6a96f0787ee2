// SPDX-License-Identifier: MIT
#include <sendmock/faults/detail/then_reader.hpp>
#include <sendmock/logs/json_document.hpp>

#include "support/has_message.hpp"
#include "support/small_log.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace unit::faults::detail::then_reader {

using sendmock::canned_response;
using sendmock::document_fault;
using sendmock::pager_fault;
using sendmock::pager_fault_kind;
using sendmock::wire_fault;
using sendmock::wire_fault_kind;
using namespace std::chrono_literals;

namespace http = sendmock::http;

sendmock::fault read(const std::string& text) {
    const auto value = sendmock::parse_json_object(text);
    return sendmock::detail::read_then(sendmock::document_place(value, text));
}

/// Checks that a text is refused, and with which message.
void refused(const std::string& text, const std::string& expected) {
    BOOST_TEST_CONTEXT(text) {
        BOOST_CHECK_EXCEPTION(
            static_cast<void>(read(text)), document_fault, sendmock::tests::has_message(expected));
    }
}

void refused_delay(const std::string& text, const std::string& expected) {
    refused(R"({"delay":)" + text + '}', "/delay" + expected);
}

const std::string log_text = sendmock::tests::small_log{.id = 7}.json();

} // namespace unit::faults::detail::then_reader

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(then_reader)

BOOST_AUTO_TEST_CASE(reads_each_fault_on_the_wire) {
    for (std::size_t place = 0; place < sendmock::wire_fault_names.size(); ++place) {
        const std::string name(sendmock::wire_fault_names[place]);
        const auto made = read(R"({"fault":")" + name + "\"}");
        BOOST_TEST((made.wire == wire_fault{.kind = static_cast<wire_fault_kind>(place)}));
        BOOST_TEST(to_string(made) == name); // and nothing else
    }
}

BOOST_AUTO_TEST_CASE(reads_after_how_many_bytes) {
    for (std::size_t place = 0; place < sendmock::wire_fault_names.size(); ++place) {
        const std::string name(sendmock::wire_fault_names[place]);
        const std::string text = R"({"fault":")" + name + R"(","bytes":12})";
        if (takes_bytes(static_cast<wire_fault_kind>(place))) {
            BOOST_TEST((read(text).wire->bytes == 12U));
        } else {
            refused(text, "/bytes: " + name + " takes no bytes");
        }
    }
    BOOST_TEST((read(R"({"fault":"STALL_DURING_RESPONSE_BODY","bytes":0})").wire->bytes == 0U));
    refused(R"({"fault":"STALL_DURING_RESPONSE_BODY","bytes":-1})",
            "/bytes: expected an integer from 0 to 18446744073709551615, found -1");
    refused(R"({"bytes":1,"delay":{"fixedDelayMilliseconds":1}})",
            "/bytes: goes with fault, which is absent");
}

BOOST_AUTO_TEST_CASE(reads_each_fault_of_a_page) {
    for (std::size_t place = 0; place < sendmock::pager_fault_names.size(); ++place) {
        const std::string name(sendmock::pager_fault_names[place]);
        const auto kind = static_cast<pager_fault_kind>(place);
        pager_fault expected{.kind = kind};
        std::string more;
        if (kind == pager_fault_kind::short_page) {
            more = R"(,"rows":3)";
            expected.rows = 3;
        } else if (kind == pager_fault_kind::cycle) {
            more = R"(,"length":4)";
            expected.length = 4;
        }
        const auto made = read(R"({"pager":")" + name + '"' + more + '}');
        BOOST_TEST((made.pager == expected));
        BOOST_TEST(to_string(made) == name);
    }
}

BOOST_AUTO_TEST_CASE(demands_rows_and_length_where_they_belong_and_refuses_them_elsewhere) {
    refused(R"({"pager":"SHORT"})", "/rows: is required");
    refused(R"({"pager":"SHORT","rows":0})", "/rows: expected an integer from 1 to 1000, found 0");
    refused(R"({"pager":"SHORT","rows":1001})",
            "/rows: expected an integer from 1 to 1000, found 1001");
    refused(R"({"pager":"SHORT","rows":1,"length":2})",
            "/length: only CYCLE and OPAQUE_CURSORS take length");
    refused(R"({"pager":"OPAQUE_CURSORS","length":19})",
            "/length: expected an integer from 20 to 4000, found 19");
    refused(R"({"pager":"OPAQUE_CURSORS","length":22})",
            "/length: expected a multiple of 4 from 20 to 4000, found 22");
    BOOST_TEST(read(R"({"pager":"OPAQUE_CURSORS","length":300})").pager->cursor_length == 300U);
    refused(R"({"pager":"CYCLE"})", "/length: is required");
    refused(R"({"pager":"CYCLE","length":1})",
            "/length: expected an integer from 2 to 1000, found 1");
    refused(R"({"pager":"CYCLE","length":1001})",
            "/length: expected an integer from 2 to 1000, found 1001");
    refused(R"({"pager":"CYCLE","length":2,"rows":1})", "/rows: only SHORT takes rows");
    refused(R"({"pager":"EMPTY","rows":1})", "/rows: only SHORT takes rows");
    refused(R"({"fault":"CLOSE_KEEP_ALIVE","rows":1})", "/rows: goes with pager, which is absent");
    refused(R"({"fault":"CLOSE_KEEP_ALIVE","length":2})",
            "/length: goes with pager, which is absent");
}

BOOST_AUTO_TEST_CASE(reads_each_kind_of_delay) {
    BOOST_TEST(
        (read(R"({"delay":{"fixedDelayMilliseconds":5}})").delay == sendmock::delay{.fixed = 5ms}));
    BOOST_TEST((read(R"({"delay":{"fixedDelayMilliseconds":3600000}})").delay ==
                sendmock::delay{.fixed = 1h}));
    BOOST_TEST(
        (read(R"({"delay":{"delayDistribution":{"type":"uniform","lower":5,"upper":9}}})").delay ==
         sendmock::delay{.drawn = sendmock::uniform_delay{5ms, 9ms}}));
    BOOST_TEST(
        (read(R"({"delay":{"delayDistribution":{"type":"lognormal","median":5,"sigma":0.5}}})")
             .delay == sendmock::delay{.drawn = sendmock::lognormal_delay{5ms, 0.5, {}}}));
    BOOST_TEST((read(R"({"delay":{"delayDistribution":)"
                     R"({"type":"lognormal","median":5,"sigma":1,"maxValue":70}}})")
                    .delay == sendmock::delay{.drawn = sendmock::lognormal_delay{5ms, 1, 70ms}}));
    BOOST_TEST((
        read(R"({"delay":{"chunkedDribbleDelay":{"numberOfChunks":3,"totalDuration":9}}})").delay ==
        sendmock::delay{.dribbled = sendmock::dribble{3, 9ms}}));
    BOOST_TEST(
        (read(R"({"delay":{"chunkedDribbleDelay":{"numberOfChunks":3,"totalDuration":9},)"
              R"("fixedDelayMilliseconds":1}})")
             .delay == sendmock::delay{.fixed = 1ms, .dribbled = sendmock::dribble{3, 9ms}}));
}

BOOST_AUTO_TEST_CASE(refuses_delays_that_are_none) {
    const std::string time = ": expected an integer from 0 to 3600000, found ";
    refused_delay("5", ": expected an object (a delay), found 5");
    refused_delay("{}", ": expected at least one kind of delay");
    refused_delay(R"({"fixedDelayMilliseconds":-1})", "/fixedDelayMilliseconds" + time + "-1");
    refused_delay(R"({"fixedDelayMilliseconds":3600001})",
                  "/fixedDelayMilliseconds" + time + "3600001");
    refused_delay(R"({"fixedDelayMilliseconds":1.5})", "/fixedDelayMilliseconds" + time + "1.5");
    refused_delay(R"({"fixedDelayMillis":1})",
                  R"(/fixedDelayMillis: a delay has no member "fixedDelayMillis"; the nearest is )"
                  R"("fixedDelayMilliseconds")");
    refused_delay(R"({"chunkedDribbleDelay":{"numberOfChunks":0,"totalDuration":9}})",
                  "/chunkedDribbleDelay/numberOfChunks: expected an integer from 1 to 1000000, "
                  "found 0");
    refused_delay(R"({"chunkedDribbleDelay":{"totalDuration":9}})",
                  "/chunkedDribbleDelay/numberOfChunks: is required");
    refused_delay(R"({"chunkedDribbleDelay":{"numberOfChunks":1}})",
                  "/chunkedDribbleDelay/totalDuration: is required");
    refused_delay(R"({"chunkedDribbleDelay":{"numberOfChunk":1}})",
                  R"(/chunkedDribbleDelay/numberOfChunk: a dribble has no member )"
                  R"("numberOfChunk"; the nearest is "numberOfChunks")");
}

BOOST_AUTO_TEST_CASE(refuses_distributions_that_are_none) {
    const auto bad = [](const std::string& text, const std::string& expected) {
        refused_delay(R"({"delayDistribution":)" + text + '}', "/delayDistribution" + expected);
    };
    const std::string time = ": expected an integer from 0 to 3600000, found ";
    bad("7", ": expected an object (a distribution), found 7");
    bad("{}", "/type: is required");
    bad(R"({"type":"unifrom","lower":1,"upper":2})",
        R"(/type: expected the name of a distribution, the nearest of which is "uniform", found )"
        R"("unifrom")");
    bad(R"({"tpye":"uniform","lower":1,"upper":2})",
        R"(/tpye: a distribution has no member "tpye"; the nearest is "type")");
    bad(R"({"type":"uniform","upper":2})", "/lower: is required");
    bad(R"({"type":"uniform","lower":2})", "/upper: is required");
    bad(R"({"type":"uniform","lower":2,"upper":1})", "/upper: expected at least 2, found 1");
    bad(R"({"type":"uniform","lower":2,"upper":3600001})", "/upper" + time + "3600001");
    bad(R"({"type":"uniform","lower":1,"upper":2,"sigma":1})",
        R"(/sigma: a uniform distribution has no member "sigma"; the nearest is "type")");
    bad(R"({"type":"lognormal","sigma":1})", "/median: is required");
    bad(R"({"type":"lognormal","median":1})", "/sigma: is required");
    bad(R"({"type":"lognormal","median":1,"sigma":11})",
        "/sigma: expected a number from 0 to 10, found 11");
    bad(R"({"type":"lognormal","median":1,"sigma":1,"maxValue":-2})", "/maxValue" + time + "-2");
    bad(R"({"type":"lognormal","median":1,"sigma":1,"maxvalue":2})",
        R"(/maxvalue: a lognormal distribution has no member "maxvalue"; the nearest is )"
        R"("maxValue")");
}

BOOST_AUTO_TEST_CASE(reads_a_response) {
    BOOST_TEST((read(R"({"respond":{"status":503}})").respond == canned_response{.status = 503}));
    BOOST_TEST((
        read(R"({"respond":{"status":200,"headers":{"A":"1","B":["2","3"]},"body":""}})").respond ==
        canned_response{
            .status = 200, .fields = {{"A", "1"}, {"B", "2"}, {"B", "3"}}, .body = ""}));
    BOOST_TEST((read(R"({"respond":{"body":"é\u0000\n","status":999}})").respond->body ==
                std::string("é\0\n", 4)));
    BOOST_TEST(read(R"({"respond":{"status":200,"headers":{"A":[]}}})").respond->fields.empty());
}

BOOST_AUTO_TEST_CASE(refuses_responses_that_cannot_be_sent) {
    const auto bad = [](const std::string& text, const std::string& expected) {
        refused(R"({"respond":)" + text + '}', expected);
    };
    bad("503", "/respond: expected an object (a response), found 503");
    bad("{}", "/respond/status: is required");
    bad(R"({"status":199})", "/respond/status: expected an integer from 200 to 999, found 199");
    bad(R"({"status":1000})", "/respond/status: expected an integer from 200 to 999, found 1000");
    bad(R"({"status":"503"})",
        R"(/respond/status: expected an integer from 200 to 999, found "503")");
    bad(R"({"status":503,"body":{}})", "/respond/body: expected a string, found {}");
    bad(R"({"status":503,"haeders":{}})",
        R"(/respond/haeders: a response has no member "haeders"; the nearest is "headers")");
    bad(R"({"status":503,"headers":[]})",
        "/respond/headers: expected an object of header fields, found []");
    bad(R"({"status":503,"headers":{"A":1}})", "/respond/headers/A: expected a string, found 1");
    bad(R"({"status":503,"headers":{"A":["x",null]}})",
        "/respond/headers/A/1: expected a string, found null");
    bad(R"({"status":503,"headers":{"a/b":"x"}})",
        R"(/respond/headers/a~1b: headers: "a/b" is no field name (RFC 9110))");
    bad(R"({"status":503,"headers":{"Date":"x"}})",
        "/respond/headers/Date: headers: Date is the server's own; see the faults on the wire");
    bad(R"({"status":503,"headers":{"A":"x\r\nB: y"}})",
        "/respond/headers/A: headers: the value of A has a control character, or white space "
        "around it");
    bad(R"({"status":503,"headers":{"A":"{{nwo}}"}})",
        "/respond/headers/A: headers: there is no placeholder {{nwo}}; the nearest is {{now}}");
    bad(R"({"status":204,"body":"x"})", "body: a 204 has no content");
}

BOOST_AUTO_TEST_CASE(reads_a_change_of_logs_word_for_word) {
    const std::string odd = R"({"id":8,"base_url":"https://shop.example",)"
                            R"("created_at":"2023-03-01T01:02:00Z","x":1.50e3})";
    const auto made = read(R"({"change":{"replace":[)" + odd + R"(],"delete":[8,9],"insert":[)" +
                           log_text + "]}}");
    BOOST_TEST_REQUIRE(made.change.has_value());
    const auto& replaced = std::get<std::vector<sendmock::log_record>>(*made.change->replaced);
    BOOST_TEST_REQUIRE(replaced.size() == 1U);
    BOOST_TEST(replaced[0].json() == odd);
    BOOST_TEST((made.change->erased == std::vector<std::int64_t>{8, 9}));
    BOOST_TEST_REQUIRE(made.change->inserted.size() == 1U);
    BOOST_TEST(made.change->inserted[0].json() == log_text);
    BOOST_TEST(sendmock::to_string(made) == "replace_logs + erase_logs(2) + insert_logs(1)");
}

BOOST_AUTO_TEST_CASE(replaces_logs_by_none_or_generated_ones) {
    const auto none = read(R"({"change":{"replace":[]}})");
    BOOST_TEST(std::get<std::vector<sendmock::log_record>>(*none.change->replaced).empty());
    const auto many = read(R"({"change":{"replace":{"count":12,"seed":3}}})");
    BOOST_TEST(std::get<sendmock::generated_logs>(*many.change->replaced).count == 12U);
    BOOST_TEST(std::get<sendmock::generated_logs>(*many.change->replaced).seed == 3U);
}

BOOST_AUTO_TEST_CASE(refuses_changes_that_cannot_be) {
    const auto bad = [](const std::string& text, const std::string& expected) {
        refused(R"({"change":)" + text + '}', "/change" + expected);
    };
    bad("[]", ": expected an object (a change of logs), found []");
    bad("{}", ": expected replace, delete or insert");
    bad(R"({"delte":[1]})",
        R"(/delte: a change of logs has no member "delte"; the nearest is "delete")");
    bad(R"({"delete":7})", "/delete: expected an array, found 7");
    bad(R"({"delete":[1,0]})",
        "/delete/1: expected an integer from 1 to 9223372036854775807, found 0");
    bad(R"({"delete":["1"]})",
        R"(/delete/0: expected an integer from 1 to 9223372036854775807, found "1")");
    bad(R"({"replace":{"cuont":1}})",
        R"(/replace/cuont: a description of generated logs has no member "cuont"; the nearest is )"
        R"("count")");
    bad(R"({"replace":null})",
        "/replace: expected an object (a description of generated logs), found null");
    BOOST_CHECK_EXCEPTION(
        static_cast<void>(read(R"({"change":{"insert":[)" + log_text + ',' + log_text + "]}}")),
        document_fault,
        [](const document_fault& fault) { return fault.pointer() == "/change/insert/1/id"; });
    BOOST_CHECK_EXCEPTION(static_cast<void>(read(R"({"change":{"insert":[{"id":1}]}})")),
                          document_fault,
                          [](const document_fault& fault) {
                              return fault.pointer().starts_with("/change/insert/0");
                          });
}

BOOST_AUTO_TEST_CASE(reads_parts_that_act_together) {
    const auto made = read(R"({"fault":"CLOSE_KEEP_ALIVE","delay":{"fixedDelayMilliseconds":1},)"
                           R"("pager":"EMPTY","change":{"delete":[1]}})");
    BOOST_TEST(to_string(made) == "erase_logs(1) + EMPTY + delay + CLOSE_KEEP_ALIVE");
}

BOOST_AUTO_TEST_CASE(refuses_parts_that_exclude_each_other) {
    refused(R"({"respond":{"status":503},"pager":"EMPTY"})",
            "a page that is replaced by a response cannot have a pager fault as well");
    refused(R"({"fault":"RESET_ON_ACCEPT","respond":{"status":503}})",
            "RESET_ON_ACCEPT acts before there is a request, and stands alone");
    refused("{}", "a fault has to do something");
}

BOOST_AUTO_TEST_CASE(reads_each_tls_profile) {
    for (const std::string_view name : sendmock::tls_profile_names) {
        const auto made = read(R"({"tls":")" + std::string(name) + "\"}");
        BOOST_TEST((made.tls == sendmock::parse_tls_profile(name)));
        BOOST_TEST(!made.wire.has_value());
    }
    refused(R"({"tls":"expierd"})",
            R"(/tls: expected the name of a TLS profile, the nearest of which is "expired", )"
            R"(found "expierd")");
    refused(R"({"tls":true})", "/tls: expected the name of a TLS profile, found true");
    refused(R"({"tls":"expired","fault":"FAIL_HANDSHAKE"})",
            "FAIL_HANDSHAKE acts before there is a request, and stands alone");
}

BOOST_AUTO_TEST_CASE(refuses_a_name_under_the_wrong_member_with_the_right_one) {
    refused(R"({"fault":"WRONG_SHAPE"})",
            R"(/fault: WRONG_SHAPE is a fault of a page; write it under "pager")");
    refused(R"({"pager":"gzip"})",
            R"(/pager: GZIP is a fault on the wire; write it under "fault")");
    refused(R"({"fault":"not_yet_valid"})",
            R"(/fault: not-yet-valid is a TLS profile; write it under "tls")");
    refused(R"({"tls":"FAIL_HANDSHAKE"})",
            R"(/tls: FAIL_HANDSHAKE is a fault on the wire; write it under "fault")");
}

BOOST_AUTO_TEST_CASE(refuses_names_that_it_does_not_know_with_the_nearest) {
    refused(R"({"fualt":"EMPTY_RESPONSE"})",
            R"(/fualt: a fault has no member "fualt"; the nearest is "fault")");
    refused(R"({"fault":"EMPTY_RESPONS"})",
            R"(/fault: expected the name of a fault on the wire, the nearest of which is )"
            R"("EMPTY_RESPONSE", found "EMPTY_RESPONS")");
    refused(R"({"fault":"empty_response"})",
            R"(/fault: expected the name of a fault on the wire, the nearest of which is )"
            R"("EMPTY_RESPONSE", found "empty_response")");
    refused(R"({"pager":"CYCEL","length":2})",
            R"(/pager: expected the name of a fault of a page, the nearest of which is "CYCLE", )"
            R"(found "CYCEL")");
    refused(R"({"pager":null})", "/pager: expected the name of a fault of a page, found null");
    refused(R"({"fault":7})", "/fault: expected the name of a fault on the wire, found 7");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
