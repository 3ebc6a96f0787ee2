// SPDX-License-Identifier: MIT
#include <sendmock/logs/documented_example.hpp>
#include <sendmock/logs/log_reader.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace unit::logs::log_reader {

using sendmock::document_shape;
using sendmock::fault_kind;
using sendmock::input_fault;
using sendmock::reader_options;
using sendmock::record_origin;

constexpr reader_options one_stored{.shape = document_shape::record};

reader_options created() {
    return {.origin = record_origin::created,
            .shape = document_shape::record,
            .now = *sendmock::parse_timestamp("2023-07-01T10:00:00.25Z")};
}

/// As the service reads its own POST.
reader_options created_by_service() {
    auto options = created();
    options.keep_read_only = false;
    options.keep_unknown = false;
    options.integration_id = 77;
    return options;
}

std::string with(std::string_view members) {
    return R"({"id":1,"base_url":"x","created_at":"2023-03-01T02:02Z",)" + std::string{members} +
           '}';
}

std::vector<input_fault> faults_of(std::string_view text, const reader_options& options = {}) {
    sendmock::log_reader reader{options};
    const auto drafts = reader.read(text);
    BOOST_TEST((drafts.empty() || reader.faults().empty()));
    return reader.faults();
}

input_fault only_fault_of(std::string_view text, const reader_options& options = {}) {
    const auto faults = faults_of(text, options);
    BOOST_REQUIRE_EQUAL(faults.size(), 1U);
    return faults.front();
}

bool takes(std::string_view members) {
    return faults_of(with(members), one_stored).empty();
}

/// `kind pointer` of the one fault in a stored record with these further members.
std::string place_of_fault(std::string_view members, fault_kind kind) {
    const auto fault = only_fault_of(with(members), one_stored);
    BOOST_TEST((fault.kind == kind), to_string(fault, members));
    return fault.pointer;
}

std::string read_text(std::string_view text, const reader_options& options) {
    sendmock::log_reader reader{options};
    auto drafts = reader.read(text);
    for (const auto& fault : reader.faults()) {
        BOOST_TEST_MESSAGE(to_string(fault, "fault"));
    }
    BOOST_REQUIRE_EQUAL(drafts.size(), 1U);
    return std::move(drafts.front()).complete(9).json();
}

std::string stored_text(std::string_view members) {
    return read_text(with(members), one_stored);
}

} // namespace unit::logs::log_reader

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(log_reader)

// ---- what it writes

BOOST_AUTO_TEST_CASE(writes_compactly_what_was_spread_out) {
    BOOST_TEST(read_text("\xEF\xBB\xBF {\n \"id\" : 1 ,\t\"base_url\": \"x\",\r\n"
                         "\"created_at\" : \"2023-03-01T02:02Z\", \"response\": { } ,"
                         "\"request\": { \"payload\" : { \"a\" : [ 1 , [ ] , { } ] } } }",
                         one_stored) ==
               with(R"("response":{},"request":{"payload":{"a":[1,[],{}]}})"));
}

BOOST_AUTO_TEST_CASE(keeps_the_order_of_the_members) {
    const std::string text = R"({"protected":true,"created_at":"2023-03-01T02:02Z","zzz":1,)"
                             R"("base_url":"x","aaa":{"z":1,"a":2},"id":1})";
    BOOST_TEST(read_text(text, one_stored) == text);
}

BOOST_AUTO_TEST_CASE(keeps_fractions_exponents_and_huge_integers_word_for_word) {
    const auto text =
        with(R"("request":{"payload":{"a":1.50,"b":1e5,"c":-0.0,"d":1E+2,)"
             R"("e":123456789012345678901234567890,"f":18446744073709551615,)"
             R"("g":-9223372036854775808,"h":0.1000000000000000055511151231257827}})");
    BOOST_TEST(read_text(text, one_stored) == text);
}

BOOST_AUTO_TEST_CASE(writes_texts_with_the_escapes_of_the_service) {
    BOOST_TEST(stored_text(R"("exception":"\u00e9\/\u2028\ud83d\ude00\u000A\u0000")") ==
               with("\"exception\":\"\u00e9/\\u2028\U0001F600\\n\\u0000\""));
    BOOST_TEST(stored_text(R"("\u00e9\"":1)") == with("\"\u00e9\\\"\":1"));
}

BOOST_AUTO_TEST_CASE(keeps_created_at_as_it_is_written) {
    const std::string text =
        R"({"id":1,"base_url":"x","created_at":"2023-3-1 2:2:3,5000001+0130"})";
    BOOST_TEST(read_text(text, one_stored) == text);
}

BOOST_AUTO_TEST_CASE(keeps_unknown_members_and_warns_of_them) {
    const auto text = with(R"("retries":3,"response":{"time":0.5,"body":{"free":1}})");
    sendmock::log_reader reader{one_stored};
    BOOST_TEST(std::move(reader.read(text).at(0)).complete(0).json() == text);
    BOOST_REQUIRE_EQUAL(reader.warnings().size(), 2U);
    BOOST_TEST(to_string(reader.warnings()[0], "a") ==
               R"(a: /retries: expected a member that a log has, found "retries")");
    BOOST_TEST(reader.warnings()[1].pointer == "/response/time");
    BOOST_TEST((reader.warnings()[1].kind == fault_kind::unknown_member));
}

// ---- faults of single members

BOOST_AUTO_TEST_CASE(names_what_a_stored_record_lacks) {
    const auto faults = faults_of("[{}]");
    BOOST_REQUIRE_EQUAL(faults.size(), 3U);
    BOOST_TEST(faults[0].pointer == "/0/id");
    BOOST_TEST(faults[1].pointer == "/0/base_url");
    BOOST_TEST(faults[2].pointer == "/0/created_at");
    for (const auto& fault : faults) {
        BOOST_TEST((fault.kind == fault_kind::required));
        BOOST_TEST(fault.found == "nothing");
    }
}

BOOST_AUTO_TEST_CASE(takes_ids_from_one_to_the_largest_of_64_bits) {
    const auto text = [](std::string_view id) {
        return R"({"base_url":"x","created_at":"2023-03-01T02:02Z","id":)" + std::string{id} + '}';
    };
    BOOST_TEST(faults_of(text("1"), one_stored).empty());
    BOOST_TEST(faults_of(text("9223372036854775807"), one_stored).empty());
    for (const auto* id : {"0",
                           "-1",
                           "9223372036854775808",
                           "18446744073709551616",
                           "-9223372036854775809",
                           "123456789012345678901234567890"}) {
        const auto fault = only_fault_of(text(id), one_stored);
        BOOST_TEST((fault.kind == fault_kind::out_of_range), id);
        BOOST_TEST(fault.found == "the number " + std::string{id});
    }
    for (const auto* id : {"1.0", "1e0", "\"1\"", "true", "[]", "{}", "[1]", "{\"id\":1}"}) {
        BOOST_TEST((only_fault_of(text(id), one_stored).kind == fault_kind::wrong_type), id);
    }
    BOOST_TEST((only_fault_of(text("null"), one_stored).kind == fault_kind::null));
}

BOOST_AUTO_TEST_CASE(takes_null_only_where_it_is_documented) {
    for (const auto* name : {"integration_id",
                             "full_url",
                             "response_code",
                             "response",
                             "request",
                             "exception_type",
                             "exception"}) {
        BOOST_TEST(takes('"' + std::string{name} + "\":null"), name);
    }
    for (const auto* name : {"user_id", "method", "protected"}) {
        BOOST_TEST(place_of_fault('"' + std::string{name} + "\":null", fault_kind::null) ==
                   '/' + std::string{name});
    }
}

BOOST_AUTO_TEST_CASE(says_what_was_expected_and_what_was_found) {
    const auto fault = only_fault_of("[" + with(R"("response_code":"404")") + "]");
    BOOST_TEST(to_string(fault, "f") == "f: /0/response_code: expected an integer >= 0 or null, "
                                        R"(found the string "404")");
}

BOOST_AUTO_TEST_CASE(cuts_a_long_value_at_a_character) {
    std::string text;
    for (int count = 0; count < 100; ++count) {
        text += "\u00e9";
    }
    const auto fault = only_fault_of(with("\"response_code\":\"" + text + '"'), one_stored);
    BOOST_TEST(fault.found == "the string \"" + text.substr(0, 120) + "...\"");
}

BOOST_AUTO_TEST_CASE(refuses_values_of_another_kind) {
    BOOST_TEST(place_of_fault(R"("user_id":0)", fault_kind::out_of_range) == "/user_id");
    BOOST_TEST(place_of_fault(R"("integration_id":-3)", fault_kind::out_of_range) ==
               "/integration_id");
    BOOST_TEST(place_of_fault(R"("response_code":-1)", fault_kind::out_of_range) ==
               "/response_code");
    BOOST_TEST(place_of_fault(R"("full_url":5)", fault_kind::wrong_type) == "/full_url");
    BOOST_TEST(place_of_fault(R"("method":["GET"])", fault_kind::wrong_type) == "/method");
    BOOST_TEST(place_of_fault(R"("response":"ok")", fault_kind::wrong_type) == "/response");
    BOOST_TEST(place_of_fault(R"("response":[{"headers":5}])", fault_kind::wrong_type) ==
               "/response");
    BOOST_TEST(place_of_fault(R"("request":false)", fault_kind::wrong_type) == "/request");
    BOOST_TEST(place_of_fault(R"("exception":{"response":5})", fault_kind::wrong_type) ==
               "/exception");
    BOOST_TEST(place_of_fault(R"("protected":0)", fault_kind::wrong_type) == "/protected");
}

BOOST_AUTO_TEST_CASE(checks_the_members_of_response_and_request) {
    BOOST_TEST(takes(R"("response":{"headers":null,"body":null})"));
    BOOST_TEST(takes(R"("response":{"headers":{"a":1},"body":{"headers":5}})"));
    BOOST_TEST(takes(R"("request":{"headers":"a: b","payload":"text"})"));
    BOOST_TEST(takes(R"("request":{"headers":null,"payload":null})"));
    BOOST_TEST(place_of_fault(R"("response":{"headers":"a: b"})", fault_kind::wrong_type) ==
               "/response/headers");
    BOOST_TEST(place_of_fault(R"("response":{"headers":{},"body":[1]})", fault_kind::wrong_type) ==
               "/response/body");
    BOOST_TEST(place_of_fault(R"("request":{"payload":true})", fault_kind::wrong_type) ==
               "/request/payload");
    BOOST_TEST(place_of_fault(R"("request":{"headers":7})", fault_kind::wrong_type) ==
               "/request/headers");
}

BOOST_AUTO_TEST_CASE(refuses_a_blank_base_url) {
    for (const auto* blank : {"", " ", "\\t\\n "}) {
        const auto text =
            R"({"id":1,"created_at":"2023-03-01T02:02Z","base_url":")" + std::string{blank} + "\"}";
        BOOST_TEST((only_fault_of(text, one_stored).kind == fault_kind::blank));
    }
}

BOOST_AUTO_TEST_CASE(refuses_a_created_at_that_is_no_time_or_has_no_zone) {
    for (const auto* time :
         {"", "yesterday", "2023-03-01", "2023-03-01T02:02", "2023-02-29T00:00Z"}) {
        const auto text = R"({"id":1,"base_url":"x","created_at":")" + std::string{time} + "\"}";
        const auto fault = only_fault_of(text, one_stored);
        BOOST_TEST((fault.kind == fault_kind::bad_timestamp), time);
        BOOST_TEST(fault.pointer == "/created_at");
    }
}

BOOST_AUTO_TEST_CASE(refuses_a_second_member_of_the_same_name_at_any_depth) {
    BOOST_TEST(place_of_fault(R"("method":"a","method":"a")", fault_kind::duplicate_key) ==
               "/method");
    BOOST_TEST(place_of_fault(R"("x":1,"x":2,"x":3)", fault_kind::duplicate_key) == "/x");
    BOOST_TEST(place_of_fault(R"("response":{"body":"","b\u006fdy":""})",
                              fault_kind::duplicate_key) == "/response/body");
    BOOST_TEST(place_of_fault(R"("request":{"payload":{"a":[0,{"b~/":1,"b~/":2}]}})",
                              fault_kind::duplicate_key) == "/request/payload/a/1/b~0~1");
    BOOST_TEST(takes(R"("request":{"payload":{"a":{"a":{"a":1}},"b":[{"c":1},{"c":1}]}})"));
}

BOOST_AUTO_TEST_CASE(finds_a_repeated_member_among_many) {
    std::string members = "\"response\":{\"headers\":{";
    for (int count = 0; count < 1000; ++count) {
        members += "\"h" + std::to_string(count) + "\":1,";
    }
    BOOST_TEST(takes(members + "\"h1000\":1}}"));
    BOOST_TEST(place_of_fault(members + "\"h500\":1}}", fault_kind::duplicate_key) ==
               "/response/headers/h500");
}

// ---- documents

BOOST_AUTO_TEST_CASE(takes_only_documents_of_the_shape_asked_for) {
    const auto record = with(R"("method":"GET")");
    const auto array = '[' + record + ']';
    const auto page = R"({"results":)" + array + '}';
    const auto fits = [](const std::string& text, document_shape shape) {
        sendmock::log_reader reader{{.shape = shape}};
        return reader.read(text).size() == 1;
    };
    BOOST_TEST(fits(array, document_shape::array_or_page));
    BOOST_TEST(fits(page, document_shape::array_or_page));
    BOOST_TEST(!fits(record, document_shape::array_or_page));
    BOOST_TEST(fits(array, document_shape::array));
    BOOST_TEST(!fits(page, document_shape::array));
    BOOST_TEST(!fits(record, document_shape::array));
    BOOST_TEST(fits(record, document_shape::record));
    BOOST_TEST(!fits(array, document_shape::record));
    BOOST_TEST(!fits(page, document_shape::record));
    BOOST_TEST(fits(record, document_shape::record_or_array));
    BOOST_TEST(fits(array, document_shape::record_or_array));
    BOOST_TEST(!fits(page, document_shape::record_or_array));
}

BOOST_AUTO_TEST_CASE(names_the_whole_document_where_its_shape_is_wrong) {
    for (const auto shape : {document_shape::array_or_page,
                             document_shape::array,
                             document_shape::record,
                             document_shape::record_or_array}) {
        const auto fault = only_fault_of("\"text\"", {.shape = shape});
        BOOST_TEST((fault.kind == fault_kind::wrong_type));
        BOOST_TEST(fault.pointer.empty());
    }
    BOOST_TEST(only_fault_of("[[1,{\"id\":5}]]", one_stored).found == "an array");
    BOOST_TEST(only_fault_of("{\"id\":[1]}", {.shape = document_shape::array}).found ==
               "an object");
}

BOOST_AUTO_TEST_CASE(names_a_page_without_results) {
    const auto fault = only_fault_of(R"({"next":null,"result":[]})");
    BOOST_TEST((fault.kind == fault_kind::required));
    BOOST_TEST(fault.pointer == "/results");
    BOOST_TEST((only_fault_of(R"({"results":{"results":[]}})").kind == fault_kind::wrong_type));
    BOOST_TEST((only_fault_of(R"({"results":null})").kind == fault_kind::null));
    BOOST_TEST((only_fault_of(R"({"results":[],"results":[]})").kind == fault_kind::duplicate_key));
}

BOOST_AUTO_TEST_CASE(names_each_element_that_is_no_record) {
    const auto faults = faults_of("[5,[{}],null,\"x\"]");
    BOOST_REQUIRE_EQUAL(faults.size(), 4U);
    BOOST_TEST(faults[1].pointer == "/1");
    BOOST_TEST(faults[1].expected == "an object");
    BOOST_TEST(faults[3].pointer == "/3");
}

BOOST_AUTO_TEST_CASE(names_the_first_record_of_an_id_that_occurs_again) {
    const auto record = [](int id) {
        return R"({"base_url":"x","created_at":"2023-03-01T02:02Z","id":)" + std::to_string(id) +
               "}";
    };
    const auto faults =
        faults_of(R"({"results":[)" + record(5) + ',' + record(7) + ',' + record(5) + ',' +
                  record(6) + ',' + record(7) + ',' + record(5) + "]}");
    BOOST_REQUIRE_EQUAL(faults.size(), 3U);
    BOOST_TEST(to_string(faults[0], "f") ==
               "f: /results/2/id: expected an id of its own, found 5, the id of /results/0");
    BOOST_TEST(faults[1].pointer == "/results/4/id");
    BOOST_TEST(faults[1].found == "7, the id of /results/1");
    BOOST_TEST(faults[2].pointer == "/results/5/id");
    BOOST_TEST(faults[2].found == "5, the id of /results/0");
    BOOST_TEST((faults[2].kind == fault_kind::duplicate_id));
}

BOOST_AUTO_TEST_CASE(collects_all_faults_but_no_more_than_a_hundred) {
    std::string text = "[0";
    for (int count = 0; count < 500; ++count) {
        text += ",0";
    }
    BOOST_TEST(faults_of(text + "]").size() == 100U);
    text = "[" + with("\"u0\":0");
    for (int count = 1; count < 500; ++count) {
        text += ",{\"base_url\":\"x\",\"created_at\":\"2023-03-01T02:02Z\",\"id\":" +
                std::to_string(count + 1) + ",\"u\":0}";
    }
    sendmock::log_reader reader;
    BOOST_TEST(reader.read(text + "]").size() == 500U);
    BOOST_TEST(reader.warnings().size() == 100U);
}

BOOST_AUTO_TEST_CASE(gives_each_sound_record_to_the_visitor_and_tells_that_others_are_not) {
    std::vector<std::int64_t> ids;
    sendmock::log_reader reader;
    const bool sound =
        reader.read("[" + with("\"method\":\"\"") + ",{\"id\":2}]",
                    [&](sendmock::log_draft&& draft) { ids.push_back(draft.id().value_or(0)); });
    BOOST_TEST(!sound);
    BOOST_TEST((ids == std::vector<std::int64_t>{1}));
}

BOOST_AUTO_TEST_CASE(forgets_the_faults_of_the_document_before) {
    sendmock::log_reader reader;
    static_cast<void>(reader.read("[5]"));
    BOOST_TEST(reader.faults().size() == 1U);
    static_cast<void>(reader.read("[]"));
    BOOST_TEST(reader.faults().empty());
}

// ---- input that is no JSON

BOOST_AUTO_TEST_CASE(names_pointer_line_and_column_of_a_syntax_error) {
    const auto fault =
        only_fault_of("{\n  \"results\": [\n    {\"id\": 1,\n     \"method\": GET}]}");
    BOOST_TEST((fault.kind == fault_kind::syntax));
    BOOST_TEST(fault.pointer == "/results/0/method");
    BOOST_TEST(fault.found == "invalid literal at line 4, column 16");
}

BOOST_AUTO_TEST_CASE(names_the_place_where_a_document_goes_on_after_its_end) {
    const auto fault = only_fault_of("[] x");
    BOOST_TEST((fault.kind == fault_kind::syntax));
    BOOST_TEST(fault.pointer.empty());
    BOOST_TEST(fault.expected == "end of input");
}

BOOST_AUTO_TEST_CASE(takes_any_shape_by_the_first_member_of_an_object) {
    const reader_options any{.shape = document_shape::any};
    const std::string record = R"({"id":1,"base_url":"x","created_at":"2023-03-01T02:02Z"})";
    for (const std::string& text :
         {record, "[" + record + "]", R"({"next":null,"results":[)" + record + "]}"}) {
        sendmock::log_reader reader{any};
        const auto drafts = reader.read(text);
        BOOST_REQUIRE_EQUAL(drafts.size(), 1U);
        BOOST_TEST(drafts.front().id().value_or(0) == 1);
    }
    BOOST_TEST(only_fault_of("{}", any).pointer == "/results");
    BOOST_TEST(only_fault_of(R"({"other":1})", any).pointer == "/results");
    BOOST_TEST(only_fault_of(R"({"id":1,"base_url":"x","other":1})", any).pointer == "/created_at");
    BOOST_TEST(only_fault_of("7", any).pointer.empty());
}

BOOST_AUTO_TEST_CASE(refuses_a_nul_wherever_it_stands) {
    using namespace std::literals;
    sendmock::log_reader reader;
    for (const std::string& text : {"[]\0"s, "[]\0[]"s, "[\0]"s, "\0[]"s, "[\"\0\"]"s}) {
        BOOST_TEST(!reader.read(text, [](auto&&) {}));
        BOOST_TEST(reader.faults().size() == 1U);
    }
    BOOST_TEST(!reader.read("[]\0"s, [](auto&&) {}));
    BOOST_TEST(to_string(reader.faults().front(), "x") ==
               "x: expected the end, found a NUL at line 1, column 3");
}

BOOST_AUTO_TEST_CASE(refuses_a_number_that_no_double_holds) {
    const auto fault = only_fault_of(with(R"("request":{"payload":{"a":1e999}})"), one_stored);
    BOOST_TEST((fault.kind == fault_kind::out_of_range));
    BOOST_TEST(fault.expected == "a number that a double can hold");
    BOOST_TEST(fault.pointer == "/request/payload/a");
    BOOST_TEST(fault.found.find("1e999") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(refuses_text_that_is_not_utf8_and_does_not_repeat_it) {
    for (const std::string_view bad : {"\xFF",
                                       "\xC3",
                                       "\xED\xA0\x80",
                                       "\xC0\x80",
                                       "\xF5\x80\x80\x80",
                                       "\\ud800",
                                       "\\udc00\\ud800",
                                       "\x01"}) {
        const auto fault =
            only_fault_of(with("\"exception\":\"" + std::string{bad} + '"'), one_stored);
        BOOST_TEST((fault.kind == fault_kind::syntax));
        BOOST_TEST(fault.pointer == "/exception");
        for (const char character : to_string(fault, "")) {
            BOOST_REQUIRE((character >= ' ' && character <= '~'));
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_an_empty_text) {
    for (const auto* text : {"", " \n\t"}) {
        BOOST_TEST((only_fault_of(text).kind == fault_kind::syntax));
    }
}

BOOST_AUTO_TEST_CASE(refuses_a_document_that_ends_at_any_byte_too_early) {
    const auto text = sendmock::documented_example_json;
    for (std::size_t size = 0; size < text.rfind('}'); ++size) {
        sendmock::log_reader reader;
        BOOST_TEST(reader.read(text.substr(0, size)).empty());
        BOOST_REQUIRE_EQUAL(reader.faults().size(), 1U);
        BOOST_TEST((reader.faults().front().kind == fault_kind::syntax));
    }
}

BOOST_AUTO_TEST_CASE(refuses_nesting_that_is_too_deep_for_clients) {
    const auto nested = [](std::size_t levels) {
        return with("\"request\":{\"payload\":{\"a\":" + std::string(levels, '[') +
                    std::string(levels, ']') + "}}");
    };
    BOOST_TEST(faults_of(nested(497), one_stored).empty());
    const auto fault = only_fault_of(nested(498), one_stored);
    BOOST_TEST((fault.kind == fault_kind::too_deep));
    BOOST_TEST(fault.pointer.starts_with("/request/payload/a/0/0"));
}

BOOST_AUTO_TEST_CASE(survives_a_hundred_thousand_brackets) {
    std::string objects;
    for (int count = 0; count < 100000; ++count) {
        objects += "{\"a\":";
    }
    for (const auto& text : {std::string(100000, '['),
                             std::string(100000, '{'),
                             objects,
                             std::string(100000, '[') + std::string(100000, ']')}) {
        BOOST_TEST(!faults_of(text).empty());
        BOOST_TEST(!faults_of("[{\"request\":" + text).empty());
    }
}

BOOST_AUTO_TEST_CASE(cuts_a_very_long_key_in_a_pointer) {
    const auto fault = only_fault_of("{\"" + std::string(100000, 'k') + "\":?", one_stored);
    BOOST_TEST(fault.pointer == '/' + std::string(60, 'k') + "...");
}

// ---- records that are to be created

BOOST_AUTO_TEST_CASE(fills_in_the_id_and_the_time_of_a_created_record) {
    BOOST_TEST(read_text(R"({"base_url":"x","method":"GET"})", created()) ==
               R"({"id":9,"base_url":"x","method":"GET",)"
               R"("created_at":"2023-07-01T12:00:00.250000+02:00"})");
}

BOOST_AUTO_TEST_CASE(keeps_what_a_created_record_names_itself) {
    const std::string text = R"({"base_url":"x","created_at":"2023-03-01T02:02Z","id":4,)"
                             R"("protected":true,"further":[1]})";
    BOOST_TEST(read_text(text, created()) == text);
}

BOOST_AUTO_TEST_CASE(asks_a_created_record_for_its_base_url_only) {
    const auto fault = only_fault_of("{}", created());
    BOOST_TEST((fault.kind == fault_kind::required));
    BOOST_TEST(fault.pointer == "/base_url");
}

BOOST_AUTO_TEST_CASE(writes_a_zone_where_a_created_record_names_none) {
    BOOST_TEST(read_text(R"({"base_url":"x","created_at":"2023-03-01 02:02"})", created()) ==
               R"({"id":9,"base_url":"x","created_at":"2023-03-01T03:02:00.000000+01:00"})");
}

BOOST_AUTO_TEST_CASE(checks_a_created_record_like_a_stored_one) {
    BOOST_TEST((only_fault_of(R"({"base_url":"x","created_at":null})", created()).kind ==
                fault_kind::null));
    BOOST_TEST((only_fault_of(R"({"base_url":"x","created_at":"soon"})", created()).kind ==
                fault_kind::bad_timestamp));
    BOOST_TEST(
        (only_fault_of(R"({"base_url":"x","id":0})", created()).kind == fault_kind::out_of_range));
}

BOOST_AUTO_TEST_CASE(ignores_the_read_only_and_unknown_members_of_the_services_own_post) {
    BOOST_TEST(read_text(R"({"id":{"a":[]},"x":{"y":[1,{}]},"base_url":"x","protected":"no",)"
                         R"("method":"GET","id2":1})",
                         created_by_service()) ==
               R"({"id":9,"integration_id":77,"base_url":"x","method":"GET",)"
               R"("created_at":"2023-07-01T12:00:00.250000+02:00"})");
}

BOOST_AUTO_TEST_CASE(puts_the_given_integration_in_place_of_the_one_that_is_named) {
    sendmock::log_reader reader{created_by_service()};
    auto drafts = reader.read(R"({"base_url":"x","integration_id":5,"user_id":6})");
    BOOST_REQUIRE_EQUAL(drafts.size(), 1U);
    const auto record = std::move(drafts.front()).complete(9);
    BOOST_TEST(record.integration_id().value_or(0) == 77);
    BOOST_TEST(record.json() == R"({"id":9,"integration_id":77,"base_url":"x","user_id":6,)"
                                R"("created_at":"2023-07-01T12:00:00.250000+02:00"})");
    std::string shown;
    record.append_to(shown, false);
    BOOST_TEST(shown == R"({"id":9,"base_url":"x",)"
                        R"("created_at":"2023-07-01T12:00:00.250000+02:00"})");
    BOOST_TEST(
        (only_fault_of(R"({"base_url":"x","integration_id":"5"})", created_by_service()).kind ==
         fault_kind::wrong_type));
}

BOOST_AUTO_TEST_CASE(takes_many_created_records_of_which_some_name_their_id) {
    auto options = created();
    options.shape = document_shape::record_or_array;
    sendmock::log_reader reader{options};
    const auto drafts =
        reader.read(R"([{"base_url":"x"},{"base_url":"y","id":3},{"base_url":"z"}])");
    BOOST_REQUIRE_EQUAL(drafts.size(), 3U);
    BOOST_TEST(!drafts[0].id().has_value());
    BOOST_TEST(drafts[1].id().value_or(0) == 3);
    BOOST_TEST((drafts[2].created_at() == options.now));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
