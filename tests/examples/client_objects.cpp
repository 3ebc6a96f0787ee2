// SPDX-License-Identifier: MIT
// Three ways in which an object that reads logs can fail, and a program that walks once cannot: its
// second walk, several threads at once, and a limit. The journal tells which pages it asked for.
#include <sendmock/sendmock.hpp>

#include <boost/test/unit_test.hpp>
#include <httplib.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/boost_test.h>

#include <algorithm>
#include <barrier>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace examples::client_objects {

using namespace std::chrono_literals;

using nlohmann::json;
using sendmock::mock_server;

struct log_page {
    std::vector<json> logs{};
    std::string next{}; ///< target of the next page; empty at the end
};

/// Gets single pages, for several threads at once. What the clients below have in common.
class page_source {
public:
    explicit page_source(const sendmock::endpoint& at)
        : at_(at), origin_(at.url.substr(0, at.url.find("/api/"))) {}

    [[nodiscard]] std::string first() const { return at_.url.substr(origin_.size()); }

    /// @throws std::runtime_error if the page is not to be had
    [[nodiscard]] log_page get(const std::string& target) const {
        httplib::Client connection(origin_);
        connection.set_basic_auth(at_.key, at_.secret);
        const auto answer = connection.Get(target);
        if (!answer || answer->status != 200) {
            throw std::runtime_error("no page at " + target);
        }
        const json content = json::parse(answer->body);
        const json& next = content.at("next");
        return {.logs = content.at("results"),
                .next = next.is_null() ? "" : next.get<std::string>().substr(origin_.size())};
    }

private:
    const sendmock::endpoint at_;
    const std::string origin_;
};

constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

/// Honest: each walk begins at the first page, and ends once it has as many logs as are wanted.
class log_client {
public:
    explicit log_client(const sendmock::endpoint& at) : pages_(at) {}

    std::vector<json> fetch_logs(std::size_t limit = no_limit) {
        std::vector<json> logs;
        std::string target = pages_.first();
        while (!target.empty() && logs.size() < limit) {
            const log_page page = pages_.get(target);
            const std::size_t wanted = std::min(page.logs.size(), limit - logs.size());
            logs.insert(logs.end(),
                        page.logs.begin(),
                        page.logs.begin() + static_cast<std::ptrdiff_t>(wanted));
            target = page.next;
        }
        return logs;
    }

private:
    const page_source pages_;
};

/// Broken: where it is in a walk outlives the walk.
class resuming_client {
public:
    explicit resuming_client(const sendmock::endpoint& at) : pages_(at), target_(pages_.first()) {}

    std::vector<json> fetch_logs() {
        std::vector<json> logs;
        while (!target_.empty()) {
            const log_page page = pages_.get(target_);
            logs.insert(logs.end(), page.logs.begin(), page.logs.end());
            target_ = page.next;
        }
        return logs;
    }

private:
    const page_source pages_;
    std::string target_;
};

/// Broken: it finds that it has enough one page late.
class overrunning_client {
public:
    explicit overrunning_client(const sendmock::endpoint& at) : pages_(at) {}

    std::vector<json> fetch_logs(std::size_t limit) {
        std::vector<json> logs;
        std::string target = pages_.first();
        while (!target.empty() && logs.size() <= limit) {
            const log_page page = pages_.get(target);
            logs.insert(logs.end(), page.logs.begin(), page.logs.end());
            target = page.next;
        }
        logs.resize(std::min(logs.size(), limit));
        return logs;
    }

private:
    const page_source pages_;
};

/// The first of some logs, which they lose; nothing where there is none.
std::optional<json> taken_from(std::deque<json>& logs) {
    if (logs.empty()) {
        return std::nullopt;
    }
    json log = std::move(logs.front());
    logs.pop_front();
    return log;
}

/// Honest: a walk whose logs several threads share. Who finds none left gets a page, the others
/// wait for it.
class shared_walk {
public:
    explicit shared_walk(const sendmock::endpoint& at) : pages_(at), target_(pages_.first()) {}

    /// The next log; nothing at the end.
    std::optional<json> next() {
        const std::lock_guard lock(mutex_);
        while (logs_.empty() && !target_.empty()) {
            const log_page page = pages_.get(target_);
            logs_.assign(page.logs.begin(), page.logs.end());
            target_ = page.next;
        }
        return taken_from(logs_);
    }

private:
    const page_source pages_;
    std::mutex mutex_; // guards both below
    std::string target_;
    std::deque<json> logs_;
};

/// Broken: nothing keeps a second thread from getting the page that the first one waits for.
class racing_walk {
public:
    explicit racing_walk(const sendmock::endpoint& at) : pages_(at), target_(pages_.first()) {}

    std::optional<json> next() {
        std::unique_lock lock(mutex_);
        while (logs_.empty() && !target_.empty()) {
            const std::string target = target_;
            lock.unlock();
            const log_page page = pages_.get(target);
            lock.lock();
            logs_.insert(logs_.end(), page.logs.begin(), page.logs.end());
            target_ = page.next;
        }
        return taken_from(logs_);
    }

private:
    const page_source pages_;
    std::mutex mutex_; // guards both below
    std::string target_;
    std::deque<json> logs_;
};

/// Logs on pages of ten unless told otherwise.
sendmock::server_options serving(std::uint64_t logs, std::uint32_t page_size = 10) {
    return {.logs = sendmock::generated_logs{.count = logs, .seed = 42}, .page_size = page_size};
}

/// The pages that were asked for, each as WALK.PAGE.
std::string pages_asked_for(const mock_server& server) {
    std::string text;
    for (const sendmock::exchange& request : server.journal().requests()) {
        text += (text.empty() ? "" : " ") + std::to_string(request.walk.value_or(0)) + '.' +
                std::to_string(request.page.value_or(0));
    }
    return text;
}

/// What threads that call `next` until there is none got from one walk of 25 logs on three pages.
struct shared_result {
    std::vector<json> logs{};
    std::string pages_asked_for{};
};

template <class Walk>
shared_result read_by_threads() {
    mock_server server{serving(25)};
    // An answer takes so long that all threads come to want it.
    server.inject(sendmock::on_any_request().always(), sendmock::delayed_by(20ms));
    Walk walk{server.endpoint()};
    constexpr int count = 4;
    std::barrier begin(count);
    std::mutex mutex;
    shared_result result;
    std::vector<std::thread> threads;
    for (int number = 0; number < count; ++number) {
        threads.emplace_back([&] {
            begin.arrive_and_wait();
            while (const auto log = walk.next()) {
                const std::lock_guard lock(mutex);
                result.logs.push_back(*log);
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    result.pages_asked_for = pages_asked_for(server);
    return result;
}

std::size_t count_different(const std::vector<json>& logs) {
    return std::set<json>(logs.begin(), logs.end()).size();
}

} // namespace examples::client_objects

BOOST_AUTO_TEST_SUITE(examples)
BOOST_AUTO_TEST_SUITE(client_objects)

BOOST_AUTO_TEST_CASE(a_second_walk_is_like_the_first) {
    mock_server server{serving(25)};
    log_client client{server.endpoint()};
    const auto first = client.fetch_logs();
    BOOST_TEST(first.size() == 25U);
    BOOST_TEST(client.fetch_logs() == first);
    BOOST_TEST(pages_asked_for(server) == "1.1 1.2 1.3 2.1 2.2 2.3");
}

BOOST_AUTO_TEST_CASE(a_client_that_goes_on_where_it_ended_is_caught) {
    mock_server server{serving(25)};
    resuming_client client{server.endpoint()};
    BOOST_TEST(client.fetch_logs().size() == 25U);
    BOOST_TEST(client.fetch_logs().empty());
    BOOST_TEST(pages_asked_for(server) == "1.1 1.2 1.3");
}

RC_BOOST_PROP(a_walk_that_broke_off_leaves_no_trace_in_the_next_one, ()) {
    const auto pages = *rc::gen::inRange<std::uint32_t>(1, 6);
    const auto broken = *rc::gen::inRange<std::uint32_t>(1, pages + 1);
    mock_server server{serving(std::uint64_t{3} * pages, 3)};
    server.inject(sendmock::on_page(broken), sendmock::http_error(500));
    log_client client{server.endpoint()};
    RC_ASSERT_THROWS_AS(client.fetch_logs(), std::runtime_error);
    RC_ASSERT(client.fetch_logs().size() == std::size_t{3} * pages);
}

BOOST_AUTO_TEST_CASE(a_client_that_goes_on_where_it_broke_off_is_caught) {
    mock_server server{serving(25)};
    server.inject(sendmock::on_page(2), sendmock::http_error(500));
    resuming_client client{server.endpoint()};
    BOOST_CHECK_THROW(client.fetch_logs(), std::runtime_error);
    BOOST_TEST(client.fetch_logs().size() == 15U); // the first page's are lost
    BOOST_TEST(pages_asked_for(server) == "1.1 1.2 1.2 1.3");
}

BOOST_AUTO_TEST_CASE(threads_that_share_a_walk_get_each_page_once) {
    const auto result = read_by_threads<shared_walk>();
    BOOST_TEST(result.pages_asked_for == "1.1 1.2 1.3");
    BOOST_TEST(result.logs.size() == 25U);
    BOOST_TEST(count_different(result.logs) == 25U);
}

BOOST_AUTO_TEST_CASE(threads_that_race_for_a_page_are_caught) {
    bool caught = false; // which walk it is that they race in is up to the system
    for (int walks = 0; walks < 100 && !caught; ++walks) {
        const auto result = read_by_threads<racing_walk>();
        caught = result.pages_asked_for != "1.1 1.2 1.3" && result.logs.size() > 25;
    }
    BOOST_TEST(caught);
}

RC_BOOST_PROP(no_page_is_asked_for_beyond_the_limit, ()) {
    const auto logs = *rc::gen::inRange<std::size_t>(0, 20);
    const auto page_size = *rc::gen::inRange<std::size_t>(1, 8);
    const auto limit = *rc::gen::inRange<std::size_t>(1, 25);
    mock_server server{serving(logs, static_cast<std::uint32_t>(page_size))};
    const auto wanted = std::min(logs, limit);
    RC_ASSERT(log_client(server.endpoint()).fetch_logs(limit).size() == wanted);
    const auto needed = std::max<std::size_t>(1, (wanted + page_size - 1) / page_size);
    RC_ASSERT(server.journal().requests().size() == needed);
}

BOOST_AUTO_TEST_CASE(nothing_is_asked_for_where_nothing_is_wanted) {
    mock_server server{serving(25)};
    BOOST_TEST(log_client(server.endpoint()).fetch_logs(0).empty());
    BOOST_TEST(server.journal().requests().empty());
}

BOOST_AUTO_TEST_CASE(a_client_that_overruns_the_limit_is_caught) {
    mock_server server{serving(25)};
    overrunning_client client{server.endpoint()};
    BOOST_TEST(client.fetch_logs(15).size() == 15U);
    BOOST_TEST(pages_asked_for(server) == "1.1 1.2"); // so far there is nothing to be seen
    BOOST_TEST(client.fetch_logs(10).size() == 10U);  // a whole page
    BOOST_TEST(pages_asked_for(server) == "1.1 1.2 2.1 2.2");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
