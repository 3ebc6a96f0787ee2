// SPDX-License-Identifier: MIT
#include <sendmock/http/basic_credentials.hpp>
#include <sendmock/logs/timestamp.hpp>
#include <sendmock/testing/check_client.hpp>
#include <sendmock/testing/report_formats.hpp>

#include "clients/honest_client.hpp"
#include "support/eventually.hpp"
#include "support/raw_client.hpp"
#include <boost/test/unit_test.hpp>
#include <httplib.h>
#include <nlohmann/json.hpp>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <future>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace unit::testing::check_client {

using namespace std::chrono_literals;

using nlohmann::json;
using sendmock::endpoint;
using sendmock::invariant;
using sendmock::judgement_state;
using sendmock::testing::check_client;
using sendmock::testing::check_options;
using sendmock::testing::check_report;
using sendmock::testing::troubles;

/// Long enough for a machine that is busy with other things.
constexpr std::chrono::milliseconds timeout = 2s;
constexpr std::chrono::milliseconds clients_timeout = 500ms;

/// As many walks as have each trouble once, but for that of thousands of pages.
check_options each_trouble_once(std::set<std::string> expect = {}) {
    const auto& all = troubles();
    const auto count = std::count_if(all.begin(), all.end(), [&](const auto& one) {
        return one.ability.empty() || expect.contains(std::string(one.ability));
    });
    return {.cases = static_cast<std::size_t>(count),
            .seed = 1,
            .skip = {invariant::survives_many_pages},
            .expect = std::move(expect),
            .timeout = timeout,
            .min_informed = 1};
}

void walk_honestly(const endpoint& at, const auto& emit) {
    honest_client(at, clients_timeout).for_each_log(emit);
}

/// The invariants of a report that fail.
std::string failing(const check_report& report) {
    std::string names;
    for (const auto& one : report.invariants) {
        if (one.state == judgement_state::fails) {
            names += (names.empty() ? "" : " ") + std::string(to_string(one.which));
        }
    }
    return names;
}

/// The first seed that draws these troubles.
std::uint64_t seed_of(const std::vector<std::size_t>& wanted, std::uint64_t seed = 0) {
    const auto is_wanted = [](const sendmock::testing::drawn_trouble& drawn, std::size_t trouble) {
        return drawn.trouble == trouble;
    };
    for (;; ++seed) {
        const auto drawn = sendmock::testing::draw_troubles({.cases = wanted.size()}, seed);
        if (std::equal(drawn.begin(), drawn.end(), wanted.begin(), wanted.end(), is_wanted)) {
            return seed;
        }
    }
}

/// What is the same whenever a client that is the same walks the same cases.
std::string gist_of(const check_report& report) {
    std::string text = std::to_string(report.seed) + ": ";
    for (const auto& one : report.invariants) {
        text += std::string(to_string(one.which)) + ' ' + std::to_string(one.judged) + ' ' +
                std::to_string(one.failed);
        if (one.counterexample) {
            const auto& walk = one.counterexample->walk;
            text += " (" + std::to_string(one.counterexample->case_number) + ' ' +
                    std::to_string(walk.trouble) + ' ' + std::to_string(walk.rows) + ' ' +
                    std::to_string(walk.page_size) + ' ' + std::to_string(walk.page) + ' ' +
                    std::to_string(walk.amount) + ' ' + std::to_string(walk.seed) + ')';
        }
        text += "; ";
    }
    return text;
}

/// Gets pages for clients of several habits.
class page_getter {
public:
    explicit page_getter(const endpoint& at)
        : origin_(at.url.substr(0, at.url.find('/', at.url.find("://") + 3))),
          first_(at.url.substr(origin_.size())),
          connection_(origin_) {
        connection_.set_basic_auth(at.key, at.secret);
        connection_.set_read_timeout(clients_timeout);
        if (!at.ca_file.empty()) {
            connection_.set_ca_cert_path(at.ca_file);
            // cpp-httplib takes a certificate's common name, too; OpenSSL does not.
            ::X509_VERIFY_PARAM_set1_ip_asc(::SSL_CTX_get0_param(connection_.ssl_context()),
                                            "127.0.0.1");
        }
    }

    [[nodiscard]] const std::string& first() const noexcept { return first_; }

    [[nodiscard]] httplib::Result ask(const std::string& target) { return connection_.Get(target); }

    /// @throws std::runtime_error if it is none
    [[nodiscard]] json page(const std::string& target) {
        const auto answer = ask(target);
        if (!answer || answer->status != 200) {
            throw std::runtime_error("no page at " + target);
        }
        json page = json::parse(answer->body);
        static_cast<void>(page.at("results").get_ref<const json::array_t&>());
        return page;
    }

    /// Where a page leads on; empty at the end.
    /// @throws std::runtime_error for another origin
    [[nodiscard]] std::string onward(const json& page) const {
        const json next = page.value("next", json());
        if (next.is_null() || next == "") {
            return {};
        }
        const auto link = next.get<std::string>();
        if (!link.starts_with(origin_ + '/')) {
            throw std::runtime_error("another origin: " + link);
        }
        return link.substr(origin_.size());
    }

private:
    const std::string origin_;
    const std::string first_;
    httplib::Client connection_;
};

/// A page's logs.
/// @throws std::runtime_error for a row that is none
const json::array_t& checked_logs(const json& page) {
    const auto& logs = page.at("results").get_ref<const json::array_t&>();
    if (!std::all_of(logs.begin(), logs.end(), [](const json& log) { return log.is_object(); })) {
        throw std::runtime_error("a row that is no log");
    }
    return logs;
}

/// Tries each page some times, and waits as it is told to, if that is not absurd.
void walk_persistently(const endpoint& at, const auto& emit) {
    page_getter pages(at);
    std::set<std::string> seen;
    for (std::string target = pages.first(); !target.empty();) {
        if (!seen.insert(target).second) {
            throw std::runtime_error("the links go round");
        }
        json page;
        for (int attempt = 1; page.is_null(); ++attempt) {
            const auto answer = pages.ask(target);
            if (answer && answer->status == 200) {
                page = json::parse(answer->body);
                static_cast<void>(page.at("results").template get_ref<const json::array_t&>());
            } else if (attempt == 4 || (answer && answer->status < 429)) {
                throw std::runtime_error("no page after " + std::to_string(attempt) + " attempts");
            } else if (answer && answer->has_header("Retry-After")) {
                const int seconds = std::stoi(answer->get_header_value("Retry-After"));
                if (seconds < 0 || seconds > 2) {
                    throw std::runtime_error("an absurd Retry-After");
                }
                std::this_thread::sleep_for(std::chrono::seconds{seconds});
            }
        }
        for (const json& log : checked_logs(page)) {
            emit(log);
        }
        target = pages.onward(page);
    }
}

/// Waits, on a connection that asks for nothing, until the server resets all that the walk has.
/// @throws std::runtime_error if it does not
void wait_to_be_cut_off(const endpoint& at) {
    const std::string authority = at.url.substr(0, at.url.find("/api/"));
    const auto port = std::stoul(authority.substr(authority.rfind(':') + 1));
    sendmock::tests::raw_client connection(static_cast<std::uint16_t>(port));
    if (connection.read_to_end().ending == sendmock::tests::ending::silence) {
        throw std::runtime_error("it was not cut off");
    }
}

/// Begins again at page 1 where a page is not to be had, and returns nothing before the end.
void walk_in_one_go(const endpoint& at, const auto& emit) {
    page_getter pages(at);
    for (int attempt = 1;; ++attempt) {
        std::vector<json> logs;
        try {
            std::set<std::string> seen;
            for (std::string target = pages.first(); !target.empty();) {
                if (!seen.insert(target).second) {
                    attempt = 3;
                    throw std::runtime_error("the links go round");
                }
                const json page = pages.page(target);
                const auto& more = checked_logs(page);
                logs.insert(logs.end(), more.begin(), more.end());
                target = pages.onward(page);
            }
        } catch (const std::exception&) {
            if (attempt == 3) {
                throw;
            }
            continue;
        }
        for (const json& log : logs) {
            emit(log);
        }
        return;
    }
}

/// Asks for the next page while it returns the logs of the one before.
void walk_ahead(const endpoint& at, const auto& emit) {
    page_getter pages(at);
    std::set<std::string> seen;
    json page = pages.page(pages.first());
    for (;;) {
        const std::string target = pages.onward(page);
        if (!target.empty() && !seen.insert(target).second) {
            throw std::runtime_error("the links go round");
        }
        auto next = std::async(target.empty() ? std::launch::deferred : std::launch::async,
                               [&] { return pages.page(target); });
        for (const json& log : checked_logs(page)) {
            emit(log);
        }
        if (target.empty()) {
            return;
        }
        page = next.get();
    }
}

/// A log as a program in another language writes it.
json rewritten(const json& log) {
    json made{{"id", log.at("id").get<double>()}};
    const auto time = sendmock::parse_timestamp(log.at("created_at").get<std::string>()).value();
    std::string text;
    sendmock::detail::append_date_and_time(text, time + 5h, 'T', true);
    made["created_at"] = text.substr(0, text.size() - 3) + "+05:00"; // milliseconds
    for (const auto& [name, value] : log.items()) {
        if (!made.contains(name) && !value.is_null()) {
            made[name] = value; // and nothing where it was null
        }
    }
    made["tracking"] = nullptr; // and null where there was nothing
    return made;
}

/// Asks for the first page again and again, with so long a header field that the journal cannot
/// keep all of it, and returns nothing.
void ask_at_length(const endpoint& at, const auto& /*emit*/) {
    const std::size_t path = at.url.find('/', at.url.find("://") + 3);
    httplib::Client connection(at.url.substr(0, path));
    connection.set_basic_auth(at.key, at.secret);
    connection.set_keep_alive(true);
    connection.set_tcp_nodelay(true);
    const httplib::Headers fields{{"X-Long", std::string(60'000, 'x')}};
    for (int request = 0; request < 1200; ++request) {
        static_cast<void>(connection.Get(at.url.substr(path), fields));
    }
}

} // namespace unit::testing::check_client

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(check_client)

BOOST_AUTO_TEST_CASE(an_honest_client_keeps_all_invariants) {
    const check_options options{.seed = 1, .timeout = timeout}; // as it is by default
    const check_report report = check_client(
        [](const endpoint& at, const auto& emit) { walk_honestly(at, emit); }, options);
    BOOST_TEST(report.holds(), to_text(report));
    BOOST_TEST(report.seed == 1U);
    BOOST_TEST(report.cases >= options.cases);
    BOOST_TEST(!report.interrupted);
    for (const auto& one : report.invariants) {
        BOOST_TEST((one.state == judgement_state::holds), to_string(one.which));
        BOOST_TEST(one.judged >= options.walks_needed(one.which), to_string(one.which));
        BOOST_TEST(!one.counterexample.has_value());
        BOOST_TEST(one.failed == 0U);
    }
    BOOST_TEST(report.find(invariant::retries_succeed) == nullptr);
}

BOOST_AUTO_TEST_CASE(a_persistent_client_keeps_what_is_asked_of_it) {
    const check_report report =
        check_client([](const endpoint& at, const auto& emit) { walk_persistently(at, emit); },
                     each_trouble_once({"retry", "retry-after", "partial"}));
    BOOST_TEST(report.holds(), to_text(report));
    for (const auto which : {invariant::retries_succeed,
                             invariant::retry_after_kept,
                             invariant::rows_before_failure_kept}) {
        BOOST_REQUIRE(report.find(which) != nullptr);
        BOOST_TEST((report.find(which)->state == judgement_state::holds), to_string(which));
    }
}

BOOST_AUTO_TEST_CASE(a_client_may_begin_again_and_return_all_at_the_end) {
    const check_report report =
        check_client([](const endpoint& at, const auto& emit) { walk_in_one_go(at, emit); },
                     each_trouble_once());
    BOOST_TEST(report.holds(), to_text(report));
}

BOOST_AUTO_TEST_CASE(a_client_may_ask_ahead) {
    const check_report report = check_client(
        [](const endpoint& at, const auto& emit) { walk_ahead(at, emit); }, each_trouble_once());
    BOOST_TEST(report.holds(), to_text(report));
}

BOOST_AUTO_TEST_CASE(a_client_may_write_logs_in_its_own_way) {
    const check_report report = check_client(
        [](const endpoint& at, const auto& emit) {
            walk_honestly(at, [&](const json& log) { emit(rewritten(log)); });
        },
        each_trouble_once());
    BOOST_TEST(report.holds(), to_text(report));
}

BOOST_AUTO_TEST_CASE(a_client_that_does_not_do_what_is_expected_is_told_so) {
    const check_report report =
        check_client([](const endpoint& at, const auto& emit) { walk_honestly(at, emit); },
                     {.cases = 70,
                      .seed = 1,
                      .only = {invariant::retries_succeed},
                      .expect = {"retry"},
                      .timeout = timeout});
    BOOST_TEST(failing(report) == "retries_succeed");
}

BOOST_AUTO_TEST_CASE(a_bug_is_shown_by_the_smallest_walk_that_has_it) {
    const auto reads_page_1_only = [](const endpoint& at, const auto& emit) {
        page_getter pages(at);
        const json page = pages.page(pages.first());
        for (const json& log : page.at("results")) {
            emit(log);
        }
    };
    const check_report report =
        check_client(reads_page_1_only,
                     {.cases = 40, .seed = 5, .only = {invariant::complete}, .timeout = timeout});
    BOOST_TEST(failing(report) == "complete");
    BOOST_REQUIRE(report.find(invariant::complete)->counterexample.has_value());
    const auto& shown = *report.find(invariant::complete)->counterexample;
    BOOST_TEST(shown.walk.trouble == 0U);
    BOOST_TEST(shown.walk.rows == 2U);
    BOOST_TEST(shown.walk.page_size == 1U);
    BOOST_TEST(shown.walk.seed == 0U);
    BOOST_TEST(shown.found.expected == "a walk to the last page");
    BOOST_TEST(
        shown.found.happened.starts_with("page 1 was answered with 200 and {\"next\":\"http:"),
        shown.found.happened);
    BOOST_TEST(shown.found.happened.ends_with("; the client returned 1 row and ended well"));
    BOOST_TEST(shown.case_number >= 1U);
    BOOST_TEST(shown.case_number <= 40U);
    BOOST_TEST(shown.smaller_walks > 0U);
    BOOST_REQUIRE(shown.requests.size() == 1U);
    BOOST_TEST(*shown.requests[0].fields.find("Authorization") == "Basic ***");
    BOOST_TEST(shown.requests[0].content == "");
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_report) {
    const auto loses_the_last_log_of_a_full_page = [](const endpoint& at, const auto& emit) {
        page_getter pages(at);
        std::set<std::string> seen;
        for (std::string target = pages.first(); !target.empty();) {
            if (!seen.insert(target).second) {
                throw std::runtime_error("the links go round");
            }
            const json page = pages.page(target);
            const auto& logs = page.at("results");
            for (std::size_t at_log = 0; at_log < logs.size() && at_log < 3; ++at_log) {
                emit(logs[at_log]);
            }
            target = pages.onward(page);
        }
    };
    const auto checked = [&](std::uint64_t seed, std::size_t jobs) {
        return gist_of(check_client(loses_the_last_log_of_a_full_page,
                                    {.cases = 15,
                                     .seed = seed,
                                     .skip = {invariant::survives_many_pages},
                                     .timeout = timeout,
                                     .jobs = jobs,
                                     .most_shrinks = 10}));
    };
    const std::string first = checked(3, 1);
    BOOST_TEST(first.find("complete 0 0;") == std::string::npos);
    BOOST_TEST(checked(3, 1) == first);
    BOOST_TEST(checked(3, 4) == first);
    BOOST_TEST(checked(4, 1) != first);
}

BOOST_AUTO_TEST_CASE(of_failing_walks_the_first_is_shown_however_long_it_takes) {
    std::atomic<int> begun{0};
    std::atomic<int> ended{0};
    const check_report report = check_client(
        [&](const endpoint& at, const auto& emit) {
            if (++begun == 2) { // the first of those that were drawn
                BOOST_TEST(sendmock::tests::eventually([&] { return ended > 0; }, timeout / 2));
            }
            walk_honestly(at, [](const json&) {});
            emit(json{{"id", 0}});
            ++ended;
        },
        {.cases = 2,
         .seed = seed_of({0, 1}),
         .only = {invariant::ids_exact},
         .timeout = timeout,
         .jobs = 2,
         .most_shrinks = 0});
    BOOST_TEST(report.find(invariant::ids_exact)->failed == 2U);
    BOOST_TEST(report.find(invariant::ids_exact)->counterexample->case_number == 1U);
}

BOOST_AUTO_TEST_CASE(another_seed_has_other_walks_with_the_same_trouble) {
    std::set<std::uint64_t> seeds;
    for (const std::uint64_t seed : {seed_of({0}), seed_of({0}, seed_of({0}) + 1)}) {
        const check_report report = check_client(
            [](const endpoint& at, const auto& emit) {
                walk_honestly(at, emit);
                throw std::runtime_error("no");
            },
            {.cases = 1, .seed = seed, .timeout = timeout, .most_shrinks = 0});
        seeds.insert(report.find(invariant::complete)->counterexample->walk.seed);
    }
    BOOST_TEST(seeds.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_seed_is_drawn_where_none_is_given) {
    const auto walk = [](const endpoint& at, const auto& emit) { walk_honestly(at, emit); };
    const check_options options{.cases = 1, .timeout = timeout, .most_shrinks = 0};
    BOOST_TEST(check_client(walk, options).seed != check_client(walk, options).seed);
}

BOOST_AUTO_TEST_CASE(one_walk_is_enough) {
    std::atomic<int> walks{0};
    const check_report report = check_client(
        [&](const endpoint& at, const auto& emit) {
            ++walks;
            walk_honestly(at, emit);
        },
        {.cases = 1,
         .seed = 2,
         .only = {invariant::terminates},
         .timeout = timeout,
         .jobs = 4,
         .min_informed = 1});
    BOOST_TEST(report.holds(), to_text(report));
    BOOST_TEST(report.cases == 1U);
    BOOST_TEST(walks == 2); // and the first, healthy one
}

BOOST_AUTO_TEST_CASE(there_may_be_more_jobs_than_walks) {
    std::vector<std::pair<std::size_t, std::size_t>> progress;
    std::atomic<int> inside{0};
    std::atomic<bool> overlapping{false};
    const check_report report =
        check_client([](const endpoint& at, const auto& emit) { walk_honestly(at, emit); },
                     {.cases = 5,
                      .seed = 2,
                      .only = {invariant::terminates},
                      .timeout = timeout,
                      .jobs = 40,
                      .on_progress = [&](const sendmock::testing::check_progress& now) {
                          overlapping = overlapping || ++inside > 1;
                          progress.emplace_back(now.done, now.of);
                          std::this_thread::yield();
                          --inside;
                      }});
    BOOST_TEST(report.holds(), to_text(report));
    BOOST_TEST(report.cases == 5U);
    BOOST_TEST(!overlapping);
    BOOST_TEST((progress == std::vector<std::pair<std::size_t, std::size_t>>{
                                {1, 5}, {2, 5}, {3, 5}, {4, 5}, {5, 5}}));
}

BOOST_AUTO_TEST_CASE(it_ends_early_where_it_is_told_to_and_is_asked_by_one_thread_at_a_time) {
    int asked = 0; // which would be a data race otherwise
    std::atomic<int> inside{0};
    std::atomic<bool> overlapping{false};
    const check_report report =
        check_client([](const endpoint& at, const auto& emit) { walk_honestly(at, emit); },
                     {.cases = 100, .seed = 2, .timeout = timeout, .jobs = 4, .interrupted = [&] {
                          overlapping = overlapping || ++inside > 1;
                          std::this_thread::yield(); // for others to come meanwhile
                          --inside;
                          return ++asked > 10;
                      }});
    BOOST_TEST(report.interrupted);
    BOOST_TEST(report.cases >= 6U);
    BOOST_TEST(report.cases <= 10U);
    BOOST_TEST(!overlapping);
    BOOST_TEST(!report.fails(), to_text(report));
    BOOST_TEST(report.is_inconclusive());
    BOOST_TEST(to_text(report).find(", interrupted") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(interrupted_before_the_first_walk_it_says_nothing) {
    const check_report report =
        check_client([](const endpoint&, const auto&) { BOOST_ERROR("it walked"); },
                     {.cases = 10, .interrupted = [] { return true; }});
    BOOST_TEST(report.interrupted);
    BOOST_TEST(report.cases == 0U);
    BOOST_TEST(!report.fails());
    BOOST_TEST(!report.holds());
    for (const auto& one : report.invariants) {
        BOOST_TEST((one.state == judgement_state::inconclusive));
    }
}

BOOST_AUTO_TEST_CASE(what_a_callback_throws_ends_the_check) {
    const auto nothing = [](const endpoint& at, const auto& emit) { walk_honestly(at, emit); };
    const auto fails = [](const sendmock::testing::check_progress&) {
        throw std::domain_error("no display");
    };
    BOOST_CHECK_THROW(
        static_cast<void>(check_client(
            nothing, {.cases = 20, .timeout = timeout, .jobs = 4, .on_progress = fails})),
        std::domain_error);
    BOOST_CHECK_THROW(static_cast<void>(check_client(nothing,
                                                     {.cases = 20,
                                                      .timeout = timeout,
                                                      .interrupted = []() -> bool {
                                                          throw std::domain_error("no display");
                                                      }})),
                      std::domain_error);
}

BOOST_AUTO_TEST_CASE(options_out_of_range_are_refused_before_any_walk) {
    const auto refused = [](const check_options& options) {
        try {
            static_cast<void>(check_client(
                [](const endpoint&, const auto&) { BOOST_ERROR("it walked"); }, options));
            return std::string();
        } catch (const std::invalid_argument& failure) {
            return std::string(failure.what());
        }
    };
    BOOST_TEST(refused({.cases = 0}).starts_with("cases: "));
    BOOST_TEST(refused({.timeout = 1ms}).starts_with("timeout: "));
    BOOST_TEST(refused({.jobs = 0}).starts_with("jobs: "));
    BOOST_TEST(refused({.expect = {"magic"}}).starts_with("expect: "));
}

BOOST_AUTO_TEST_CASE(only_what_was_asked_for_is_reported) {
    const check_report report =
        check_client([](const endpoint& at, const auto& emit) { walk_honestly(at, emit); },
                     {.cases = 10,
                      .seed = 1,
                      .only = {invariant::in_order, invariant::complete},
                      .skip = {invariant::complete},
                      .timeout = timeout});
    BOOST_REQUIRE(report.invariants.size() == 1U);
    BOOST_TEST((report.invariants[0].which == invariant::in_order));
    BOOST_TEST(report.holds());
}

BOOST_AUTO_TEST_CASE(a_client_that_throws_always_is_told_with_its_own_words) {
    const check_report report = check_client(
        [](const endpoint& at, const auto& emit) {
            walk_honestly(at, emit);
            throw std::runtime_error("not today");
        },
        {.cases = 60, .seed = 1, .timeout = timeout});
    BOOST_TEST(failing(report) == "complete"); // one cause, one finding
    BOOST_TEST(
        report.find(invariant::complete)->counterexample->found.happened.starts_with("not today"));
    BOOST_TEST(report.find(invariant::complete)->counterexample->walk.rows == 0U);
    BOOST_TEST((report.find(invariant::terminates)->state == judgement_state::holds));
    const check_report other = check_client(
        [](const endpoint& at, const auto& emit) {
            walk_honestly(at, emit);
            throw 42;
        },
        {.cases = 10, .seed = 1, .timeout = timeout});
    BOOST_TEST(other.fails());
}

BOOST_AUTO_TEST_CASE(a_client_that_asks_for_ever_is_cut_off) {
    const check_report report = check_client(
        [](const endpoint& at, const auto& emit) {
            walk_honestly(at, emit);
            page_getter pages(at);
            const char separator = pages.first().find('?') == std::string::npos ? '?' : '&';
            for (int number = 0;
                 pages.ask(pages.first() + separator + "n=" + std::to_string(number));
                 ++number) {
            }
        },
        {.cases = 4,
         .seed = 2,
         .skip = {invariant::survives_many_pages},
         .timeout = timeout,
         .most_attempts = 40,
         .most_shrinks = 2});
    BOOST_TEST((report.find(invariant::terminates)->state == judgement_state::fails));
    const auto& shown = *report.find(invariant::terminates)->counterexample;
    BOOST_TEST(shown.found.happened.starts_with("it was cut off after "));
    BOOST_TEST(shown.requests.size() == 200U); // the first of them
}

BOOST_AUTO_TEST_CASE(a_client_that_asks_for_one_target_for_ever_is_cut_off_sooner) {
    const check_report report = check_client(
        [](const endpoint& at, const auto& emit) {
            walk_honestly(at, emit);
            page_getter pages(at);
            const std::string second = pages.onward(pages.page(pages.first()));
            while (!second.empty() && pages.ask(second)) {
            }
        },
        {.cases = 10,
         .seed = 1,
         .skip = {invariant::survives_many_pages},
         .timeout = timeout,
         .most_attempts = 3,
         .most_shrinks = 2});
    BOOST_TEST((report.find(invariant::terminates)->state == judgement_state::fails));
    BOOST_TEST((report.find(invariant::bounded_attempts)->state == judgement_state::fails));
    const std::string& told = report.find(invariant::terminates)->counterexample->found.happened;
    BOOST_TEST(told.ends_with(" requests for one target"), told);
}

BOOST_AUTO_TEST_CASE(a_client_that_asks_for_nothing_and_returns_logs_for_ever_is_cut_off) {
    const check_report report = check_client(
        [](const endpoint& at, const auto& emit) {
            walk_honestly(at, emit);
            wait_to_be_cut_off(at);
            for (std::int64_t id = 2;; ++id) {
                emit(json{{"id", id}});
            }
        },
        {.cases = 2,
         .seed = 1,
         .skip = {invariant::survives_many_pages},
         .timeout = 100ms,
         .most_shrinks = 1});
    BOOST_TEST((report.find(invariant::terminates)->state == judgement_state::fails));
    BOOST_TEST(report.find(invariant::terminates)
                   ->counterexample->found.happened.starts_with("it did not end, and asked for "));
}

BOOST_AUTO_TEST_CASE(no_walk_follows_a_failure_where_the_first_is_enough) {
    const auto walks_of = [](bool fail_fast) {
        std::atomic<std::size_t> walks{0};
        static_cast<void>(check_client(
            [&](const endpoint& at, const auto& emit) {
                if (walks++ == 0) {
                    walk_honestly(at, emit);
                } else {
                    walk_honestly(at, [](const json&) {});
                }
            },
            {.cases = 20,
             .seed = 1,
             .only = {invariant::complete},
             .timeout = timeout,
             .jobs = 1,
             .fail_fast = fail_fast,
             .most_shrinks = 0}));
        return walks.load();
    };
    BOOST_TEST(walks_of(true) < 5U);
    BOOST_TEST(walks_of(false) >= 15U);
}

BOOST_AUTO_TEST_CASE(further_walks_end_where_a_client_cannot_show_an_invariant) {
    std::atomic<std::size_t> walks{0};
    const check_report report = check_client(
        [&](const endpoint& at, const auto& emit) {
            ++walks;
            walk_honestly(at, [&](const json& log) { emit(json{{"id", log.at("id")}, {"x", 1}}); });
        },
        {.cases = 40,
         .seed = 1,
         .only = {invariant::int64_ids_exact, invariant::complete},
         .expect = {"int64"},
         .timeout = timeout,
         .jobs = 1,
         .min_informed = 1000});
    BOOST_TEST(report.is_inconclusive());
    BOOST_TEST(report.find(invariant::complete)->needed == 1000U);
    BOOST_TEST(walks <= 40U + 20U + 1U); // half as many more at most
}

BOOST_AUTO_TEST_CASE(a_client_that_returns_far_too_many_rows_is_cut_off) {
    std::atomic<bool> returned_more{false};
    const check_report report = check_client(
        [&](const endpoint& at, const auto& emit) {
            walk_honestly(at, emit);
            for (std::int64_t id = 1; id <= 100'000; ++id) {
                emit(json{{"id", id}});
            }
            returned_more = true;
        },
        {.cases = 2,
         .seed = 1,
         .skip = {invariant::survives_many_pages},
         .timeout = timeout,
         .most_shrinks = 60});
    BOOST_TEST(!returned_more);
    const auto& found = *report.find(invariant::terminates);
    BOOST_REQUIRE((found.state == judgement_state::fails));
    const auto& shown = *found.counterexample;
    BOOST_TEST(shown.found.happened == "it was cut off after it had returned " +
                                           std::to_string(20 * shown.walk.rows + 10'000) + " rows");
}

BOOST_AUTO_TEST_CASE(a_client_that_ends_late_is_told_if_it_does_so_again) {
    for (const bool does_so_again : {false, true}) {
        std::atomic<int> walks{0};
        const check_report report = check_client(
            [&](const endpoint& at, const auto& emit) {
                const int walk = ++walks;
                // The first of those that are drawn, which is the last walk, too.
                if (walk == 2 || (does_so_again && walk == 5)) {
                    walk_honestly(at, [](const json&) {});
                    wait_to_be_cut_off(at);
                    throw std::runtime_error("at last");
                }
                walk_honestly(at, emit);
            },
            {.cases = 3,
             .seed = 3,
             .only = {invariant::terminates},
             .timeout = 500ms,
             .jobs = 1,
             .min_informed = 1,
             .most_shrinks = 0});
        BOOST_TEST(walks == 5);
        const auto& ends = *report.find(invariant::terminates);
        BOOST_TEST(ends.failed == (does_so_again ? 1U : 0U));
        BOOST_TEST(ends.judged == (does_so_again ? 3U : 2U));
        BOOST_TEST(
            (ends.state == (does_so_again ? judgement_state::fails : judgement_state::holds)));
        BOOST_TEST((!does_so_again || ends.counterexample->case_number == 1U));
    }
}

BOOST_AUTO_TEST_CASE(garbage_is_judged_and_shown_without_harm) {
    const check_report report = check_client(
        [](const endpoint& at, const auto& emit) {
            walk_honestly(at, [&](const json& log) {
                emit(nullptr);
                emit(7);
                emit("\xff\xfe");
                emit(json::array({1, json::object()}));
                emit(json{{"no", "id"}});
                emit(json{{"id", std::nan("")}});
                emit(json{{"id", "\xc3\x28"}, {"\xff", "\xff"}});
                json damaged = log;
                damaged["created_at"] = "\x80";
                damaged["exception"] = std::nan("");
                emit(damaged);
            });
            throw std::runtime_error("\xff\xfe");
        },
        {.cases = 30, .seed = 1, .timeout = timeout, .most_shrinks = 10});
    BOOST_TEST((report.find(invariant::ids_exact)->state == judgement_state::fails));
    BOOST_TEST((report.find(invariant::times_exact)->state == judgement_state::fails));
    BOOST_TEST(to_text(report).find("FAILS") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_secret_in_an_error_is_told_and_not_shown) {
    std::set<std::string> secrets;
    const check_report report = check_client(
        [&](const endpoint& at, const auto& emit) {
            secrets.insert(sendmock::http::make_basic(at.key, at.secret).substr(6));
            walk_honestly(at, emit);
            throw std::runtime_error("GET with " + sendmock::http::make_basic(at.key, at.secret) +
                                     " failed");
        },
        {.cases = 10,
         .seed = 1,
         .only = {invariant::secret_not_leaked},
         .timeout = timeout,
         .jobs = 1});
    BOOST_TEST(failing(report) == "secret_not_leaked");
    BOOST_TEST(report.find(invariant::secret_not_leaked)->counterexample->found.happened ==
               "the output has it after \"GET with Basic \"");
    for (const std::string& secret : secrets) {
        BOOST_TEST(to_text(report).find(secret) == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_walk_whose_requests_are_not_all_known_is_not_judged_by_them) {
    const check_report report = check_client(
        [walks = 0](const endpoint& at, const auto& emit) mutable {
            if (++walks == 1) {
                walk_honestly(at, emit);
            } else {
                ask_at_length(at, emit);
            }
        },
        {.cases = 1,
         .seed = seed_of({0}),
         .timeout = timeout,
         .most_attempts = 1000,
         .jobs = 1,
         .min_informed = 1});
    BOOST_TEST(report.cases == 1U);
    const std::set<invariant> without_them{
        invariant::terminates, invariant::no_crash, invariant::secret_not_leaked};
    for (const auto& one : report.invariants) {
        BOOST_TEST(
            (one.state == (without_them.contains(one.which) ? judgement_state::holds
                                                            : judgement_state::inconclusive)),
            to_string(one.which));
    }
}

BOOST_AUTO_TEST_CASE(a_client_that_asks_for_nothing_is_no_client) {
    for (const auto which :
         {invariant::certificate_verified, invariant::ids_exact, invariant::no_crash}) {
        BOOST_CHECK_EXCEPTION(
            static_cast<void>(check_client(
                [](const endpoint&, const auto&) { throw std::runtime_error("no configuration"); },
                {.only = {which}, .timeout = timeout})),
            sendmock::testing::no_request_made,
            [](const sendmock::testing::no_request_made& failure) {
                return std::string(failure.what()).find("no configuration") != std::string::npos;
            });
    }
}

BOOST_AUTO_TEST_CASE(a_client_that_returns_pages_in_place_of_rows_is_told_so_and_nothing_else) {
    std::atomic<int> walks{0};
    const check_report report = check_client(
        [&](const endpoint& at, const auto& emit) {
            ++walks;
            page_getter pages(at);
            emit(pages.page(pages.first()));
        },
        {.seed = 1, .timeout = timeout});
    BOOST_TEST(report.fails());
    BOOST_TEST(walks == 1);
    BOOST_REQUIRE(report.rowless_walk.has_value());
    BOOST_TEST(report.rowless_walk->found.happened ==
               "the client requested pages, but returned 1 object without `id`; it ended well");
    const std::string advice =
        "what to do: Call emit once for each row of `results`, with an object that has\n";
    BOOST_TEST(to_text(report).find(advice) != std::string::npos, to_text(report));
    BOOST_TEST(to_junit(report).find("Call emit once for each row") != std::string::npos);
    BOOST_TEST(failing(report) == "");
}

BOOST_AUTO_TEST_CASE(too_few_walks_are_too_little_evidence) {
    const check_report report =
        check_client([](const endpoint& at, const auto& emit) { walk_honestly(at, emit); },
                     {.cases = 5, .seed = 1, .timeout = timeout});
    BOOST_TEST(report.is_inconclusive(), to_text(report));
    BOOST_TEST(!report.fails());
    BOOST_TEST(report.cases <= 8U); // half as many more
}

BOOST_AUTO_TEST_CASE(walks_are_added_where_evidence_is_missing) {
    const check_report report =
        check_client([](const endpoint& at, const auto& emit) { walk_honestly(at, emit); },
                     {.cases = 2,
                      .seed = 1,
                      .only = {invariant::reports_404},
                      .timeout = timeout,
                      .min_informed = 3});
    BOOST_TEST(report.cases == 3U);
    BOOST_TEST(report.holds(), to_text(report));
}

BOOST_AUTO_TEST_CASE(given_walks_take_the_place_of_drawn_ones) {
    const sendmock::testing::walk_case one{.rows = 4, .page_size = 2, .seed = 3};
    const check_report report =
        check_client([](const endpoint& at, const auto& emit) { walk_honestly(at, emit); },
                     {.timeout = timeout, .walks = {one, one}});
    BOOST_TEST(report.cases == 2U);
    BOOST_TEST(report.holds(), to_text(report));
    BOOST_TEST(report.find(invariant::complete)->judged == 2U);
    BOOST_TEST((report.find(invariant::reports_404)->state == judgement_state::not_judged));
}

BOOST_AUTO_TEST_CASE(a_client_that_never_ends_by_itself_is_given_up_early) {
    const check_report report = check_client(
        [](const endpoint& at, const auto& emit) {
            try {
                walk_honestly(at, emit);
            } catch (const std::exception&) { // it goes on all the same
            }
            wait_to_be_cut_off(at);
        },
        {.seed = 1, .only = {invariant::terminates}, .timeout = 100ms, .most_shrinks = 0});
    BOOST_TEST(failing(report) == "terminates");
    BOOST_TEST(report.cases < 20U);
    BOOST_TEST(report.stopped.starts_with(
        "the client crashed or was cut off in each of the first 12 walks: it did not end"));
}

BOOST_AUTO_TEST_CASE(a_failure_with_two_causes_is_shown_for_each) {
    const auto takes_each_status_for_the_end = [](const endpoint& at, const auto& emit) {
        page_getter pages(at);
        const auto answer = pages.ask(pages.first());
        if (answer && (answer->status == 500 || answer->status == 410)) {
            return;
        }
        walk_honestly(at, emit);
    };
    const check_report report = check_client(takes_each_status_for_the_end,
                                             {.cases = 60,
                                              .seed = 1,
                                              .only = {invariant::reports_server_error},
                                              .timeout = timeout,
                                              .jobs = 4});
    const auto& found = *report.find(invariant::reports_server_error);
    BOOST_REQUIRE((found.state == judgement_state::fails));
    BOOST_TEST(found.kinds.size() == 2U);
    BOOST_REQUIRE(found.other_counterexamples.size() == 1U);
    BOOST_TEST(found.counterexample->walk.trouble != found.other_counterexamples[0].walk.trouble);
}

BOOST_AUTO_TEST_CASE(each_walk_has_credentials_of_its_own) {
    std::set<std::string> keys;
    std::set<std::string> secrets;
    static_cast<void>(check_client(
        [&](const endpoint& at, const auto& emit) {
            keys.insert(at.key);
            secrets.insert(at.secret);
            walk_honestly(at, emit);
        },
        {.cases = 20, .seed = 1, .timeout = timeout, .jobs = 1, .most_shrinks = 0}));
    BOOST_TEST(keys.size() >= 19U);
    BOOST_TEST(secrets.size() == keys.size());
    for (const std::string& secret : secrets) {
        BOOST_TEST(secret.size() == 24U);
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
