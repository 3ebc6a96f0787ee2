// SPDX-License-Identifier: MIT
#include <sendmock/logs/generated_sequence.hpp>
#include <sendmock/logs/log_fields.hpp>
#include <sendmock/logs/log_reader.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <ostream>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace unit::logs::generated_sequence {

using nlohmann::json;
using sendmock::catalogued_failure;
using sendmock::failure_kind;
using sendmock::generated_logs;
using sendmock::instant;
using std::chrono::microseconds;
namespace data = boost::unit_test::data;
using names = std::set<std::string>;

constexpr std::uint64_t million_million = 1'000'000'000'000;

/// Options that stand for many others.
struct option_set {
    std::string name;
    generated_logs options;
};

std::ostream& operator<<(std::ostream& out, const option_set& set) {
    return out << set.name;
}

generated_logs all_members(generated_logs options = {}) {
    options.absent = 0;
    options.null = 0;
    return options;
}

std::vector<option_set> option_sets() {
    using namespace std::chrono;
    generated_logs mixed{.seed = 7,
                         .first_id = (std::int64_t{1} << 53U) - 10'000,
                         .ties = 0.5,
                         .from = sys_days{year{1965} / 2 / 28} + microseconds{7},
                         .interval = hours{7} + microseconds{1},
                         .shops = 1000,
                         .without_owner = 0.5,
                         .absent = 0.5,
                         .null = 0.5,
                         .protected_logs = 0.5,
                         .text_payloads = 0.5,
                         .unusual_texts = 0.5,
                         .other_zones = 0.5,
                         .whole_seconds = 0.5};
    generated_logs unusual{.seed = std::numeric_limits<std::uint64_t>::max(),
                           .ties = 1,
                           .absent = 0.01,
                           .null = 0.01,
                           .protected_logs = 0,
                           .text_payloads = 0,
                           .unusual_texts = 1,
                           .other_zones = 1,
                           .body_bytes = 0};
    generated_logs bare{.seed = 1,
                        .ties = 0,
                        .from = sendmock::detail::first_instant,
                        .interval = seconds{10},
                        .shops = 1,
                        .without_owner = 1,
                        .absent = 1,
                        .other_zones = 1,
                        .whole_seconds = 1};
    std::vector<option_set> sets{{"the defaults", {}},
                                 {"all members", all_members({.without_owner = 0})},
                                 {"all of everything", mixed},
                                 {"unusual texts and zones", unusual},
                                 {"hardly any members", bare},
                                 {"nulls", {.absent = 0, .null = 1}},
                                 {"protected", {.absent = 0, .null = 0, .protected_logs = 1}},
                                 {"the last ids and times",
                                  {.first_id = std::numeric_limits<std::int64_t>::max() - 20'000,
                                   .from = sendmock::detail::last_instant - microseconds{20'001},
                                   .interval = microseconds{1},
                                   .other_zones = 1}}};
    for (auto& set : sets) {
        set.options.count = 5'000;
    }
    return sets;
}

/// All logs as an array, and one of them as it is.
struct written_logs {
    explicit written_logs(const generated_logs& options, bool with_owner_ids = true)
        : logs(options) {
        for (std::uint64_t index = 0; index < logs.size(); ++index) {
            std::string text;
            const sendmock::owner_members owners = logs.append_json(text, index);
            std::string& shown = texts.emplace_back();
            sendmock::record_text{text, owners}.append_to(shown, with_owner_ids);
            array += (index == 0 ? "[" : ",\n") + shown;
        }
        array += "\n]";
    }

    sendmock::generated_sequence logs;
    std::vector<std::string> texts;
    std::string array;
};

/// What the reader makes of them, which must be as many and without fault.
std::vector<sendmock::log_record> read_back(const written_logs& written) {
    sendmock::log_reader reader;
    std::vector<sendmock::log_record> records;
    const bool sound = reader.read(written.array, [&](sendmock::log_draft&& draft) {
        BOOST_REQUIRE(draft.id().has_value());
        records.push_back(std::move(draft).complete(0));
    });
    for (const auto& fault : reader.faults()) {
        BOOST_ERROR(sendmock::to_string(fault, "logs"));
    }
    for (const auto& warning : reader.warnings()) {
        BOOST_ERROR(sendmock::to_string(warning, "logs"));
    }
    BOOST_REQUIRE(sound);
    BOOST_REQUIRE_EQUAL(records.size(), written.texts.size());
    return records;
}

/// Calls visit with each log's text as a JSON tree.
void visit_trees(const generated_logs& options, const std::function<void(const json&)>& visit) {
    const sendmock::generated_sequence logs{options};
    std::string text;
    for (std::uint64_t index = 0; index < logs.size(); ++index) {
        text.clear();
        static_cast<void>(logs.append_json(text, index));
        visit(json::parse(text));
    }
}

std::string replaced(std::string text, std::string_view mark, std::string_view by) {
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + by.size())) {
        text.replace(at, mark.size(), by);
    }
    return text;
}

/// A log without what unusual texts add to its URLs and its exception.
json usual(json log) {
    const auto cut = [&log](const char* member, std::string_view end) {
        const auto text = log.value(member, json());
        if (text.is_string() && text.get_ref<const std::string&>().ends_with(end)) {
            const auto& whole = text.get_ref<const std::string&>();
            log[member] = whole.substr(0, whole.size() - end.size());
        }
    };
    cut("base_url", sendmock::detail::unusual_base_end);
    cut("full_url", sendmock::detail::unusual_url_end);
    cut("exception", sendmock::detail::unusual_exception_end());
    return log;
}

/// The failure of the catalogue that a log with all members shows; nullptr for none.
const catalogued_failure* failure_of(const json& shown) {
    const json log = usual(shown);
    const auto url = log.at("full_url").get<std::string>();
    const auto base = log.at("base_url").get<std::string>();
    constexpr std::string_view scheme = "https://";
    if (!base.starts_with(scheme) || !url.starts_with(base + '/')) {
        return nullptr;
    }
    const bool answered = !log.at("response_code").is_null();
    const bool json_body = answered && log.at("response").at("body").is_object();
    for (const auto& failure : sendmock::failure_catalogue) {
        if (log.value("exception_type", "") != failure.exception_type ||
            log.contains("exception_type") == failure.exception_type.empty() ||
            failure.response_code != (answered ? log.at("response_code").get<int>() : 0) ||
            failure.json != json_body) {
            continue;
        }
        std::string text{failure.exception};
        text = replaced(text, "{host}", base.substr(scheme.size()));
        text = replaced(text, "{path}", url.substr(base.size()));
        text = replaced(text, "{url}", url);
        if (text == log.at("exception").get_ref<const std::string&>()) {
            return &failure;
        }
    }
    return nullptr;
}

/// What went wrong, told from the log alone, as somebody who reads it would.
failure_kind kind_by_reading(const json& log) {
    const auto type = log.value("exception_type", "");
    const auto text = log.at("exception").get<std::string>();
    const int code = log.at("response_code").is_null() ? 0 : log.at("response_code").get<int>();
    const auto is = [&](std::string_view name) { return type.ends_with(name); };
    if (is(".SSLError")) {
        return code == 495 || text.find("CERTIFICATE_VERIFY_FAILED") != std::string::npos
                   ? failure_kind::certificate
                   : failure_kind::handshake;
    }
    if (is(".ConnectionError")) {
        return failure_kind::connection;
    }
    if (is("Timeout")) {
        return failure_kind::timeout;
    }
    if (is(".TooManyRedirects")) {
        return failure_kind::redirects;
    }
    if (is("DecodeError") || is("EncodingError") || is("DecodingError")) {
        return failure_kind::content;
    }
    if (is(".MissingSchema") || is(".InvalidURL") || is(".ProxyError")) {
        return failure_kind::configuration;
    }
    if (code == 404) {
        return failure_kind::not_found;
    }
    return code >= 500 ? failure_kind::server_error : failure_kind::unauthorized;
}

/// Options under which only one kind of failure occurs.
generated_logs only(failure_kind kind, std::uint64_t count) {
    generated_logs options = all_members({.count = count});
    options.failure_weights = {};
    options.failure_weights.at(static_cast<std::size_t>(kind)) = 1;
    return options;
}

/// The answers of a kind: status, 0 for none, which must be null with null or {} beside it.
std::set<int> answers_of(failure_kind kind) {
    std::set<int> codes;
    visit_trees(only(kind, 2000), [&](const json& log) {
        if (!log.at("response_code").is_null()) {
            codes.insert(log.at("response_code").get<int>());
            if (!log.at("response").contains("body") || !log.at("response").contains("headers")) {
                codes.insert(-1);
            }
        } else {
            codes.insert(log.at("response").empty() ? 0 : -2);
        }
    });
    return codes;
}

void collect_strings(const json& value, names& into) {
    if (value.is_string()) {
        into.insert(value.get<std::string>());
    } else if (value.is_structured()) {
        for (const auto& element : value) {
            collect_strings(element, into);
        }
    }
}

/// How a member is there, by its JSON type; "absent" where it is not.
void note_member(const json& object, std::string_view name, std::map<std::string, names>& seen) {
    const auto member = object.find(std::string(name));
    std::string how = "absent";
    if (member != object.end()) {
        how = member->is_number() ? "integer" : member->type_name();
    }
    seen[std::string(name)].insert(how);
}

std::string sha256_of(const generated_logs& options) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                          &EVP_MD_CTX_free};
    BOOST_REQUIRE(EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1);
    const sendmock::generated_sequence logs{options};
    for (std::uint64_t index = 0; index < 10'000; ++index) {
        std::string line;
        static_cast<void>(logs.append_json(line, index));
        line += '\n';
        BOOST_REQUIRE(EVP_DigestUpdate(context.get(), line.data(), line.size()) == 1);
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    BOOST_REQUIRE(EVP_DigestFinal_ex(context.get(), digest.data(), &size) == 1);
    constexpr std::string_view hex = "0123456789abcdef";
    std::string text;
    for (unsigned at = 0; at < size; ++at) {
        text += hex[digest.at(at) >> 4U];
        text += hex[digest.at(at) & 15U];
    }
    return text;
}

/// How many of the logs' times end thus, or have a fraction, in percent.
std::map<std::string, double> time_shapes(const generated_logs& options) {
    std::map<std::string, double> shapes;
    visit_trees(options, [&](const json& log) {
        const auto time = log.at("created_at").get<std::string>();
        const auto zone = time.ends_with('Z') ? "Z" : time.substr(time.size() - 6);
        const double percent = 100.0 / static_cast<double>(options.count);
        shapes[zone] += percent;
        shapes[time.find('.') == std::string::npos ? "whole" : "fraction"] += percent;
        shapes[time.find(".000000") == std::string::npos ? "other" : "zeros"] += percent;
    });
    return shapes;
}

} // namespace unit::logs::generated_sequence

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(generated_sequence)

BOOST_DATA_TEST_CASE(is_read_back_without_fault_and_byte_for_byte, data::make(option_sets()), set) {
    const written_logs written{set.options};
    const auto records = read_back(written);
    const auto& logs = written.logs;
    for (std::uint64_t index = 0; index < logs.size(); ++index) {
        const auto& record = records[index];
        const bool same = record.id() == logs.id(index) &&
                          record.created_at() == logs.created_at(index) &&
                          record.integration_id() == logs.integration_id(index) &&
                          record.json() == written.texts[index];
        BOOST_REQUIRE_MESSAGE(same, "read back otherwise: " << written.texts[index]);
    }
}

BOOST_DATA_TEST_CASE(can_leave_out_the_owner_ids, data::make(option_sets()), set) {
    auto options = set.options;
    options.count = 3000;
    const written_logs written{options, false};
    const auto records = read_back(written);
    const written_logs with_owners{options};
    const auto owned = read_back(with_owners);
    for (std::uint64_t index = 0; index < written.logs.size(); ++index) {
        const std::string& text = records[index].json();
        std::string expected; // where the reader found the owner ids
        owned[index].append_to(expected, false);
        const bool same = text == written.texts[index] && text == expected &&
                          text.find("\"integration_id\"") == std::string::npos &&
                          text.find("\"user_id\"") == std::string::npos;
        BOOST_REQUIRE_MESSAGE(same, "left out otherwise: " << written.texts[index]);
    }
}

BOOST_DATA_TEST_CASE(makes_records_of_the_same_texts, data::make(option_sets()), set) {
    const sendmock::generated_sequence logs{set.options};
    for (std::uint64_t index = 0; index < logs.size(); index += 7) {
        const auto record = logs.record(index);
        std::string text = "before";
        const auto owners = logs.append_json(text, index);
        std::string again;
        const auto owners_again = logs.append_json(again, index, logs.created_at(index));
        const bool same = text == "before" + record.json() && again == record.json() &&
                          owners == record.text().owners && owners_again == owners &&
                          record.id() == logs.id(index) &&
                          record.created_at() == logs.created_at(index) &&
                          record.integration_id() == logs.integration_id(index);
        BOOST_REQUIRE_MESSAGE(same, "another record: " << record.json());
    }
}

BOOST_AUTO_TEST_CASE(numbers_the_logs_from_the_first_id) {
    constexpr std::int64_t first = (std::int64_t{1} << 53U) + 1; // no double
    const sendmock::generated_sequence logs{{.count = 10, .first_id = first}};
    BOOST_TEST(logs.id(0) == 9'007'199'254'740'993);
    BOOST_TEST(logs.id(9) == first + 9);
    BOOST_TEST(logs.record(0).json().starts_with(R"({"id":9007199254740993,)"));
    BOOST_TEST((logs.find(first) == std::optional<std::uint64_t>{0}));
    BOOST_TEST((logs.find(first + 9) == std::optional<std::uint64_t>{9}));
    for (const std::int64_t other : {first - 1,
                                     first + 10,
                                     std::int64_t{1},
                                     std::int64_t{-1},
                                     std::numeric_limits<std::int64_t>::max(),
                                     std::numeric_limits<std::int64_t>::min()}) {
        BOOST_TEST(!logs.find(other));
    }
    BOOST_TEST(!sendmock::generated_sequence({.count = 0}).find(1));
}

BOOST_AUTO_TEST_CASE(refuses_options_that_are_out_of_range) {
    BOOST_CHECK_THROW(sendmock::generated_sequence({.shops = 0}), std::invalid_argument);
    BOOST_CHECK_THROW(sendmock::generated_sequence({.ties = 2}), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(shows_failures_as_often_as_their_weights_say) {
    generated_logs options = all_members({.count = 20'000, .protected_logs = 0});
    const std::uint32_t sum = std::accumulate(
        options.failure_weights.begin(), options.failure_weights.end(), std::uint32_t{0});
    std::array<int, sendmock::failure_kinds> counts{};
    std::set<const catalogued_failure*> seen;
    visit_trees(options, [&](const json& log) {
        const auto* failure = failure_of(log);
        BOOST_REQUIRE_MESSAGE(failure != nullptr, "not of the catalogue: " << log);
        BOOST_REQUIRE_MESSAGE(failure->kind == kind_by_reading(log), "of another kind: " << log);
        ++counts.at(static_cast<std::size_t>(failure->kind));
        seen.insert(failure);
    });
    BOOST_TEST(seen.size() == sendmock::failure_catalogue.size());
    for (std::size_t kind = 0; kind < counts.size(); ++kind) {
        const double share = static_cast<double>(options.failure_weights.at(kind)) / sum;
        const double expected = share * 20'000;
        const double deviation = std::sqrt(expected * (1 - share));
        BOOST_TEST(std::abs(counts.at(kind) - expected) < 5 * deviation, "kind " << kind);
    }
}

BOOST_AUTO_TEST_CASE(shows_no_failure_whose_weight_is_0) {
    for (std::size_t kind = 0; kind < sendmock::failure_kinds; ++kind) {
        generated_logs without = all_members({.count = 500, .protected_logs = 0});
        without.failure_weights.fill(1);
        without.failure_weights.at(kind) = 0;
        std::set<std::size_t> kinds;
        const auto note = [&](const json& log) {
            const auto* failure = failure_of(log);
            BOOST_REQUIRE(failure != nullptr);
            kinds.insert(static_cast<std::size_t>(failure->kind));
        };
        visit_trees(without, note);
        BOOST_TEST(kinds.size() == sendmock::failure_kinds - 1);
        BOOST_TEST(!kinds.contains(kind));
        kinds.clear();
        generated_logs alone = only(static_cast<failure_kind>(kind), 500);
        alone.protected_logs = 0;
        visit_trees(alone, note);
        BOOST_TEST((kinds == std::set<std::size_t>{kind}));
    }
}

BOOST_AUTO_TEST_CASE(shows_the_answers_that_belong_to_the_failures) {
    using codes = std::set<int>;
    BOOST_TEST((answers_of(failure_kind::certificate) == codes{0, 495}));
    BOOST_TEST((answers_of(failure_kind::handshake) == codes{0}));
    BOOST_TEST((answers_of(failure_kind::connection) == codes{0}));
    BOOST_TEST((answers_of(failure_kind::timeout) == codes{0}));
    BOOST_TEST((answers_of(failure_kind::redirects) == codes{302}));
    BOOST_TEST((answers_of(failure_kind::content) == codes{200}));
    BOOST_TEST((answers_of(failure_kind::not_found) == codes{404}));
    BOOST_TEST((answers_of(failure_kind::unauthorized) == codes{401, 403}));
    BOOST_TEST((answers_of(failure_kind::server_error) == codes{500, 502, 503, 504}));
    BOOST_TEST((answers_of(failure_kind::configuration) == codes{0}));
}

BOOST_AUTO_TEST_CASE(shows_optional_members_in_every_way) {
    std::map<std::string, names> seen;
    std::map<std::string, names> seen_within;
    visit_trees({.count = 20'000, .absent = 0.2, .null = 0.2}, [&](const json& log) {
        for (const auto& field : sendmock::log_fields) {
            note_member(log, field.name, seen);
        }
        BOOST_REQUIRE(log.size() <= sendmock::log_fields.size());
        if (log.contains("request") && log.at("request").is_object()) {
            note_member(log.at("request"), "headers", seen_within);
            note_member(log.at("request"), "payload", seen_within);
        }
        if (log.contains("response") && log.at("response").is_object()) {
            note_member(log.at("response"), "body", seen_within);
        }
    });
    constexpr std::array kinds{std::pair{sendmock::json_kinds::null, "null"},
                               std::pair{sendmock::json_kinds::boolean, "boolean"},
                               std::pair{sendmock::json_kinds::integer, "integer"},
                               std::pair{sendmock::json_kinds::string, "string"},
                               std::pair{sendmock::json_kinds::array, "array"},
                               std::pair{sendmock::json_kinds::object, "object"}};
    for (const auto& field : sendmock::log_fields) {
        names expected; // all that the service's description allows
        if (field.presence == sendmock::presence::optional) {
            expected.insert("absent");
        }
        for (const auto& [kind, name] : kinds) {
            if (contains(field.kinds, kind)) {
                expected.insert(name);
            }
        }
        BOOST_TEST((seen[std::string(field.name)] == expected), "not so: " << field.name);
    }
    BOOST_TEST((seen_within["payload"] == names{"absent", "null", "object", "string"}));
    BOOST_TEST((seen_within["headers"] == names{"object", "string"}));
    BOOST_TEST((seen_within["body"] == names{"absent", "object", "string"})); // absent from {}
}

BOOST_AUTO_TEST_CASE(leaves_out_and_nulls_as_many_members_as_asked) {
    constexpr int count = 5'000;
    const auto percent_of = [](const generated_logs& options, std::string_view name, bool null) {
        int found = 0;
        visit_trees(options, [&](const json& log) {
            const auto member = log.find(std::string(name));
            found +=
                (null ? member != log.end() && member->is_null() : member == log.end()) ? 1 : 0;
        });
        return 100.0 * found / count;
    };
    const generated_logs some{.count = count, .without_owner = 0.3, .absent = 0.3, .null = 0.1};
    const generated_logs none = all_members({.count = count, .without_owner = 0});
    for (const std::string_view name : {"full_url", "method", "request", "exception"}) {
        BOOST_TEST(std::abs(percent_of(some, name, false) - 30) < 2, name);
        BOOST_TEST(percent_of(none, name, false) == 0, name);
    }
    for (const std::string_view name : {"full_url", "request", "exception"}) {
        BOOST_TEST(std::abs(percent_of(some, name, true) - 7) < 1, name);
        BOOST_TEST(percent_of(none, name, true) == 0, name);
    }
    BOOST_TEST(std::abs(percent_of(some, "user_id", false) - 30) < 2);
    BOOST_TEST(percent_of(none, "user_id", false) == 0);
    BOOST_TEST(percent_of(none, "integration_id", true) == 0);
}

BOOST_AUTO_TEST_CASE(gives_each_shop_an_integration_a_user_and_a_host_of_its_own) {
    for (const std::uint32_t shops : {1U, 8U, 1000U}) {
        const generated_logs options{.count = 20 * std::uint64_t{shops}, .shops = shops};
        const sendmock::generated_sequence logs{options};
        std::map<std::int64_t, names> hosts;
        std::map<std::int64_t, std::set<std::int64_t>> users;
        names all_hosts;
        visit_trees(options, [&](const json& log) {
            if (log.contains("user_id")) {
                const auto integration = log.at("integration_id").get<std::int64_t>();
                users[integration].insert(log.at("user_id").get<std::int64_t>());
                const auto host = usual(log).at("base_url").get<std::string>();
                hosts[integration].insert(host);
                all_hosts.insert(host);
            }
        });
        BOOST_TEST(hosts.size() == shops);
        BOOST_TEST(all_hosts.size() == shops);
        for (const auto& [integration, own] : hosts) {
            BOOST_TEST(own.size() == 1U);
            BOOST_TEST(users[integration].size() == 1U);
            BOOST_TEST(logs.has_integration(integration));
        }
        BOOST_TEST(!logs.has_integration(hosts.begin()->first - 1));
        BOOST_TEST(!logs.has_integration(hosts.rbegin()->first + 1));
        BOOST_TEST(!logs.has_integration(std::numeric_limits<std::int64_t>::max()));
        BOOST_TEST(!logs.has_integration(std::numeric_limits<std::int64_t>::min()));
    }
    const sendmock::generated_sequence without{{.without_owner = 1}};
    for (std::int64_t integration = 0; integration < 2000; ++integration) {
        BOOST_REQUIRE(!without.has_integration(integration));
    }
}

BOOST_AUTO_TEST_CASE(ends_urls_and_exceptions_unusually_where_texts_are_unusual) {
    const auto all_end_so = [](double share) {
        std::size_t odd = 0;
        std::size_t even = 0;
        visit_trees(all_members({.count = 500, .unusual_texts = share}), [&](const json& log) {
            const bool url =
                log.at("base_url").get<std::string>().ends_with(sendmock::detail::unusual_base_end);
            const bool escapes =
                log.at("full_url").get<std::string>().ends_with(sendmock::detail::unusual_url_end);
            const bool lines = log.at("exception")
                                   .get<std::string>()
                                   .ends_with(sendmock::detail::unusual_exception_end());
            odd += url && escapes && lines ? 1U : 0U;
            even += url || escapes || lines ? 0U : 1U;
        });
        BOOST_TEST(odd + even == 500U);
        return odd;
    };
    BOOST_TEST(all_end_so(1) == 500U);
    BOOST_TEST(all_end_so(0) == 0U);
    BOOST_TEST(std::abs(static_cast<double>(all_end_so(0.5)) - 250) < 60);
}

BOOST_AUTO_TEST_CASE(has_owners_beyond_32_bits_where_its_ids_are) {
    const std::int64_t beyond = (std::int64_t{1} << 31U) - 1;
    for (const auto& [first_id, far] : {std::pair{beyond - 1, false}, std::pair{beyond, true}}) {
        const generated_logs options{.count = 200, .first_id = first_id};
        const sendmock::generated_sequence logs{options};
        visit_trees(options, [&, is_far = far](const json& log) {
            if (log.contains("user_id")) {
                const auto integration = log.at("integration_id").get<std::int64_t>();
                BOOST_TEST((integration > beyond) == is_far);
                BOOST_TEST((log.at("user_id").get<std::int64_t>() > beyond) == is_far);
                BOOST_TEST(logs.has_integration(integration));
            }
        });
        BOOST_TEST(logs.has_integration(501) != far);
    }
}

BOOST_AUTO_TEST_CASE(shows_every_unusual_text) {
    names seen;
    visit_trees(all_members({.count = 2000, .protected_logs = 0, .unusual_texts = 1}),
                [&](const json& log) { collect_strings(log.at("request").at("payload"), seen); });
    for (const std::string_view text : sendmock::detail::unusual_texts) {
        BOOST_TEST(seen.contains(std::string(text)), "not seen: " << text);
    }
    for (const std::string_view text : sendmock::detail::payload_texts) {
        BOOST_TEST(seen.contains(std::string(text)), "not seen: " << text);
    }
    seen.clear();
    visit_trees(all_members({.count = 2000, .protected_logs = 0, .unusual_texts = 0}),
                [&](const json& log) { collect_strings(log, seen); });
    for (const std::string_view text : sendmock::detail::unusual_texts) {
        BOOST_TEST(!seen.contains(std::string(text)), "seen: " << text);
    }
    for (const std::string_view text : sendmock::detail::usual_texts) {
        BOOST_TEST(seen.contains(std::string(text)), "not seen: " << text);
    }
}

BOOST_AUTO_TEST_CASE(shows_times_in_many_forms) {
    using namespace std::chrono;
    // In winter, so that +02:00 is no zone of Amsterdam's.
    const generated_logs winter{.count = 10'000,
                                .from = sys_days{year{2023} / 12 / 1},
                                .interval = minutes{1},
                                .other_zones = 0.8,
                                .whole_seconds = 0.5};
    auto shapes = time_shapes(winter);
    BOOST_TEST(std::abs(shapes["Z"] - 10) < 2);
    BOOST_TEST(std::abs(shapes["+00:00"] - 10) < 2);
    BOOST_TEST(std::abs(shapes["+01:00"] - 30) < 3);
    BOOST_TEST(std::abs(shapes["-09:30"] - 10) < 2);
    BOOST_TEST(std::abs(shapes["+05:45"] - 10) < 2);
    BOOST_TEST(std::abs(shapes["+14:00"] - 10) < 2);
    BOOST_TEST(shapes["+02:00"] == 0);
    BOOST_TEST(std::abs(shapes["whole"] - 25) < 3);
    BOOST_TEST(std::abs(shapes["zeros"] - 25) < 3);
    BOOST_TEST(std::abs(shapes["fraction"] - 75) < 3);
}

BOOST_AUTO_TEST_CASE(shows_the_times_of_amsterdam_across_the_change_of_clocks) {
    auto shapes = time_shapes({.count = 250, .other_zones = 0, .whole_seconds = 0});
    BOOST_TEST(shapes.contains("+01:00"));
    BOOST_TEST(shapes.contains("+02:00"));
    BOOST_TEST(shapes["+01:00"] + shapes["+02:00"] > 99.9);
    BOOST_TEST(shapes["whole"] == 0);
}

BOOST_AUTO_TEST_CASE(hides_what_was_sent_where_a_log_is_protected) {
    int protected_logs = 0;
    const json obscured = "********";
    visit_trees({.count = 20'000, .protected_logs = 0.5, .unusual_texts = 1}, [&](const json& log) {
        if (!log.value("protected", false)) {
            return;
        }
        ++protected_logs;
        if (const auto request = log.find("request"); request != log.end() && !request->is_null()) {
            BOOST_REQUIRE((*request == json{{"headers", obscured}, {"payload", obscured}}));
        }
        const auto response = log.find("response");
        if (response != log.end() && !response->empty()) {
            BOOST_REQUIRE(response->at("body") == obscured);
        }
        names strings;
        collect_strings(log, strings);
        for (const std::string_view text : sendmock::detail::unusual_texts) {
            BOOST_REQUIRE(!strings.contains(std::string(text)));
        }
    });
    BOOST_TEST(std::abs(protected_logs - 10'000) < 400);
    int shown = 0;
    visit_trees({.count = 2000, .protected_logs = 0}, [&](const json& log) {
        shown += log.value("protected", false) || log.dump().find("********") != std::string::npos;
    });
    BOOST_TEST(shown == 0);
}

BOOST_AUTO_TEST_CASE(answers_pages_about_as_large_as_asked) {
    const auto sizes_of = [](std::size_t body_bytes) {
        auto options = only(failure_kind::server_error, 300);
        options.protected_logs = 0;
        options.body_bytes = body_bytes;
        std::vector<double> sizes;
        visit_trees(options, [&](const json& log) {
            sizes.push_back(static_cast<double>(
                log.at("response").at("body").get_ref<const std::string&>().size()));
        });
        return sizes;
    };
    constexpr double frame = 120; // what stands around the lines of a page, at most
    constexpr double line = 80;
    for (const std::size_t body_bytes : {std::size_t{0}, std::size_t{300}, std::size_t{100'000}}) {
        const auto sizes = sizes_of(body_bytes);
        const auto asked = static_cast<double>(body_bytes);
        const auto [smallest, largest] = std::minmax_element(sizes.begin(), sizes.end());
        const double mean = std::accumulate(sizes.begin(), sizes.end(), 0.0) / 300;
        BOOST_TEST(*smallest >= asked / 2 - line);
        BOOST_TEST(*largest <= asked * 1.5 + line + frame);
        BOOST_TEST(mean > asked * 0.9 - line);
        BOOST_TEST(mean < asked * 1.1 + frame);
        BOOST_TEST(*smallest > 50); // a page at least
        BOOST_TEST((body_bytes == 0 || *largest - *smallest > asked / 2));
    }
}

// The same bytes on every machine and by every compiler. Whoever changes what is generated changes
// the logs of all who named a seed: new digests go with a new version.
BOOST_AUTO_TEST_CASE(is_the_same_everywhere) {
    BOOST_TEST(sha256_of({.count = 10'000}) ==
               "2668c95c939a4e08f32185782e6894566d4a59a6d38d1b5994605ebc0d2b02a7");
    BOOST_TEST(sha256_of({.count = million_million, .seed = 42, .ties = 0.9}) ==
               "42c2710fee1545d6b7dfc52878b12394db3c9fbf9caf69fcbbca396ebf133446");
    auto sets = option_sets();
    BOOST_REQUIRE_EQUAL(sets[2].name, "all of everything");
    sets[2].options.count = 10'000;
    BOOST_TEST(sha256_of(sets[2].options) ==
               "5b697dd8bd44bf36840a0c95b37b17c906e1f7a390ae8eb89bd91aa03ab75c88");
}

BOOST_AUTO_TEST_CASE(does_not_change_a_log_with_the_number_of_logs) {
    generated_logs options{.count = 100, .seed = 5};
    const sendmock::generated_sequence few{options};
    options.count = 10'000;
    const sendmock::generated_sequence more{options};
    options.count = million_million;
    const sendmock::generated_sequence most{options};
    options.count = 1'000'000'000;
    const sendmock::generated_sequence many{options};
    for (std::uint64_t index = 0; index < 100; ++index) {
        BOOST_TEST(few.record(index).json() == more.record(index).json());
        BOOST_TEST(few.record(index).json() == most.record(index).json());
        const std::uint64_t late = 999'999'900 + index; // where times are closer to each other
        BOOST_TEST(many.record(late).json() == most.record(late).json());
    }
}

BOOST_AUTO_TEST_CASE(changes_with_the_seed) {
    std::set<std::string> texts;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const sendmock::generated_sequence logs{{.count = 20, .seed = seed}};
        std::string all;
        for (std::uint64_t index = 0; index < 20; ++index) {
            static_cast<void>(logs.append_json(all, index));
        }
        texts.insert(all);
    }
    BOOST_TEST(texts.size() == 100U);
}

BOOST_AUTO_TEST_CASE(shows_hardly_two_logs_that_are_alike) {
    std::set<std::string> texts;
    visit_trees({.count = 2000}, [&](const json& log) {
        json rest = log;
        rest.erase("id");
        rest.erase("created_at");
        texts.insert(rest.dump());
    });
    BOOST_TEST(texts.size() > 1950U);
}

BOOST_AUTO_TEST_CASE(answers_at_once_however_many_logs_there_are) {
    for (const double ties : {0.0, 0.1, 0.999'999, 1.0}) {
        const sendmock::generated_sequence logs{{.count = million_million, .ties = ties}};
        BOOST_TEST(logs.size() == million_million);
        constexpr std::uint64_t last = million_million - 1;
        const auto record = logs.record(last);
        BOOST_TEST(record.id() == 1'000'000'000'000);
        BOOST_TEST((logs.find(record.id()) == std::optional{last}));
        BOOST_TEST((logs.find(500'000'000'000) == std::optional<std::uint64_t>{499'999'999'999}));
        BOOST_TEST(!logs.find(record.id() + 1));
        BOOST_TEST((logs.created_at(last) == record.created_at()));
        BOOST_TEST(
            (logs.created_at(last) < std::chrono::sys_days{std::chrono::year{9000} / 1 / 2}));
        BOOST_TEST((logs.created_at(last / 2) <= record.created_at()));
        sendmock::log_reader reader{{.shape = sendmock::document_shape::record}};
        const auto drafts = reader.read(record.json());
        BOOST_REQUIRE_EQUAL(drafts.size(), 1U);
        BOOST_TEST((drafts[0].created_at() == record.created_at()));
        BOOST_TEST((drafts[0].id() == std::optional{record.id()}));
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
