// SPDX-License-Identifier: MIT
#include <sendmock/net/file_descriptor.hpp>
#include <sendmock/testing/callable_client.hpp>

#include "support/eventually.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <latch>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace unit::testing::callable_client {

using namespace std::chrono_literals;

using nlohmann::json;
using sendmock::endpoint;
using sendmock::mock_account;
using sendmock::walk_ending;
using sendmock::testing::client_walk;
using sendmock::testing::walk_cut_off;
using sendmock::testing::detail::walk_watch;
using sendmock::tests::eventually;

/// Has a client walk, who may be silent so long.
template <class Client>
client_walk walk(Client client, std::chrono::milliseconds silence = 1h) {
    const auto account = std::make_shared<mock_account>(sendmock::account_options{.logs = {}});
    walk_watch watch(account, account, {.silence = silence, .requests = 1000}, [] {});
    sendmock::testing::callable_client<Client> tested(client);
    return tested.walk({.url = "http://x/logs", .key = "k", .secret = "s"}, watch, false);
}

/// A log as a program may have it.
struct own_log {
    int id = 0;
    std::string text{};
};

void to_json(json& into, const own_log& log) {
    into = {{"id", log.id}, {"text", log.text}};
}

/// What a child process came to that does something.
struct childs_end {
    int status = 0;
    std::string errors{};
};

template <class Something>
childs_end in_child(const Something& something) {
    std::array<int, 2> ends{};
    BOOST_REQUIRE(::pipe(ends.data()) == 0);
    const sendmock::net::file_descriptor reader(ends[0]);
    const pid_t child = ::fork();
    if (child == 0) {
        ::alarm(60); // whatever happens, it ends
        ::dup2(ends[1], STDERR_FILENO);
        something();
        ::_exit(99);
    }
    ::close(ends[1]);
    childs_end end;
    BOOST_REQUIRE(child > 0);
    std::array<char, 4096> buffer{};
    for (ssize_t got = 1; got > 0;) { // to its end
        got = ::read(reader.get(), buffer.data(), buffer.size());
        end.errors.append(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    }
    ::waitpid(child, &end.status, 0);
    return end;
}

} // namespace unit::testing::callable_client

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(callable_client)

BOOST_AUTO_TEST_CASE(a_client_that_writes_to_who_has_gone_gets_an_error_and_no_signal) {
    const client_walk made = walk([](const endpoint&, const auto&) {
        std::array<int, 2> ends{};
        BOOST_REQUIRE(::pipe(ends.data()) == 0);
        const sendmock::net::file_descriptor writer(ends[1]);
        ::close(ends[0]);
        if (::write(writer.get(), "x", 1) != 1) {
            throw std::runtime_error(errno == EPIPE ? "EPIPE" : "another error");
        }
    });
    BOOST_TEST(made.ending_text == "EPIPE");
}

BOOST_AUTO_TEST_CASE(the_client_is_told_where_to_walk) {
    endpoint told;
    static_cast<void>(walk([&](const endpoint& at, const auto&) { told = at; }));
    BOOST_TEST(told.url == "http://x/logs");
    BOOST_TEST(told.key == "k");
    BOOST_TEST(told.secret == "s");
}

BOOST_AUTO_TEST_CASE(what_is_emitted_are_the_rows_in_order) {
    const client_walk made = walk([](const endpoint&, const auto& emit) {
        emit(json{{"id", 3}});
        emit(own_log{.id = 2, .text = "own"});
        emit(std::map<std::string, int>{{"id", 1}});
    });
    BOOST_TEST(
        (made.rows == std::vector<json>{{{"id", 3}}, {{"id", 2}, {"text", "own"}}, {{"id", 1}}}));
    BOOST_TEST((made.ending == walk_ending::completed));
    BOOST_TEST(made.ending_text == "");
    BOOST_TEST(made.output == "");
}

BOOST_AUTO_TEST_CASE(garbage_is_a_row_as_well) {
    const client_walk made = walk([](const endpoint&, const auto& emit) {
        emit(nullptr);
        emit(7);
        emit("\xff\xfe");
        emit(std::vector<int>{});
        emit(std::string("id"));
    });
    BOOST_TEST(made.rows.size() == 5U);
    BOOST_TEST((made.ending == walk_ending::completed));
}

BOOST_AUTO_TEST_CASE(an_exception_is_the_report_of_an_error) {
    const client_walk made = walk([](const endpoint&, const auto& emit) {
        emit(json{{"id", 3}});
        throw std::runtime_error("no page 2");
    });
    BOOST_TEST((made.ending == walk_ending::error));
    BOOST_TEST(made.ending_text == "no page 2");
    BOOST_TEST(made.output == "no page 2");
    BOOST_TEST(made.rows.size() == 1U);
}

BOOST_AUTO_TEST_CASE(anything_may_be_thrown) {
    const client_walk number = walk([](const endpoint&, const auto&) { throw 42; });
    BOOST_TEST((number.ending == walk_ending::error));
    BOOST_TEST(number.ending_text == "an exception of a type that tells nothing");
    const client_walk text = walk([](const endpoint&, const auto&) { throw "no page 2"; });
    BOOST_TEST((text.ending == walk_ending::error));
    const client_walk odd =
        walk([](const endpoint&, const auto&) { throw std::runtime_error("\xff"); });
    BOOST_TEST(odd.ending_text == "\xff");
}

BOOST_AUTO_TEST_CASE(rows_may_be_emitted_by_several_threads) {
    const client_walk made = walk([](const endpoint&, const auto& emit) {
        std::vector<std::thread> threads;
        std::latch begin(4);
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&] {
                begin.arrive_and_wait();
                for (int id = 0; id < 2000; ++id) {
                    emit(json{{"id", id}});
                }
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
    });
    BOOST_TEST(made.rows.size() == 8000U);
}

BOOST_AUTO_TEST_CASE(emitting_ends_a_client_that_was_cut_off) {
    std::string told;
    const client_walk made = walk(
        [&](const endpoint&, const auto& emit) {
            try {
                for (;;) {
                    emit(json{{"id", 1}});
                    std::this_thread::yield();
                }
            } catch (const walk_cut_off& end) {
                told = end.what();
                throw;
            }
        },
        1ms);
    BOOST_TEST((made.ending == walk_ending::cut_off));
    BOOST_TEST(made.ending_text == "it did not end, and asked for nothing for 1 ms");
    BOOST_TEST(told == "the walk was cut off: the client did not end");
}

BOOST_AUTO_TEST_CASE(a_client_that_keeps_that_to_itself_was_cut_off_all_the_same) {
    const client_walk made = walk(
        [](const endpoint&, const auto& emit) {
            BOOST_TEST(eventually([&] {
                try {
                    emit(json{{"id", 1}});
                    return false;
                } catch (const walk_cut_off&) {
                    return true;
                }
            }));
        },
        1ms);
    BOOST_TEST((made.ending == walk_ending::cut_off));
}

BOOST_AUTO_TEST_CASE(a_client_that_ends_late_was_cut_off) {
    const client_walk made = walk(
        [](const endpoint&, const auto&) {
            const auto until = std::chrono::steady_clock::now() + 300ms;
            BOOST_TEST(eventually([&] { return std::chrono::steady_clock::now() > until; }));
            throw std::runtime_error("late");
        },
        1ms);
    BOOST_TEST((made.ending == walk_ending::cut_off));
    BOOST_TEST(made.ending_text == "it did not end, and asked for nothing for 1 ms");
    BOOST_TEST(made.output == "late");
}

BOOST_AUTO_TEST_CASE(a_client_that_goes_on_whatever_happens_ends_the_process_with_a_message) {
    const childs_end end = in_child([] {
        static_cast<void>(walk(
            [](const endpoint&, const auto&) {
                for (;;) {
                    ::pause();
                }
            },
            1ms));
    });
    BOOST_TEST(WIFEXITED(end.status));
    BOOST_TEST(WEXITSTATUS(end.status) == EXIT_FAILURE);
    BOOST_TEST(end.errors.starts_with("sendmock: the client that is checked goes on though its "
                                      "connections were reset. Before, it did not end"),
               end.errors);
}

BOOST_AUTO_TEST_CASE(a_callable_is_not_told_to_walk_backward) {
    const auto client = [](const endpoint&, const auto&) {};
    const sendmock::testing::callable_client<const decltype(client)> tested(client);
    BOOST_TEST(!tested.walks_backward());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
