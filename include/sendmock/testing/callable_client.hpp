// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_CALLABLE_CLIENT_HPP
#define SENDMOCK_TESTING_CALLABLE_CLIENT_HPP

#include <sendmock/testing/detail/sigpipe_guard.hpp>
#include <sendmock/testing/detail/watchdog.hpp>
#include <sendmock/testing/tested_client.hpp>

#include <nlohmann/json.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::testing {

/// Thrown by `emit` where the walk was cut off, so that a client that never ends does.
class walk_cut_off : public std::runtime_error {
public:
    walk_cut_off() : std::runtime_error("the walk was cut off: the client did not end") {}
};

/// Takes the logs that a client returns. Safe to call from several threads.
class emitter {
public:
    /// @param watch, rows  must live longer
    emitter(const detail::walk_watch& watch, std::vector<nlohmann::json>& rows)
        : watch_(watch), rows_(rows) {}

    /// Takes one log as the client understood it, its `id` at least.
    /// @throws walk_cut_off if the client is to end
    template <class Log>
    void operator()(Log&& log) const {
        if (watch_.is_cut_off()) {
            throw walk_cut_off();
        }
        nlohmann::json row(std::forward<Log>(log));
        const std::lock_guard lock(mutex_);
        if (rows_.size() >= watch_.most_rows()) {
            has_too_many_rows_ = true;
            throw walk_cut_off();
        }
        rows_.push_back(std::move(row));
    }

    /// Whether more rows were emitted than the walk may have.
    [[nodiscard]] bool has_too_many_rows() const {
        const std::lock_guard lock(mutex_);
        return has_too_many_rows_;
    }

private:
    const detail::walk_watch& watch_;
    mutable std::mutex mutex_; // guards all below
    std::vector<nlohmann::json>& rows_;
    mutable bool has_too_many_rows_ = false;
};

/// A client that is a C++ callable: `void client(const endpoint& at, const auto& emit)`. An
/// exception is its report of an error.
template <class Client>
class callable_client final : public tested_client {
public:
    /// @param client  called by several threads at once; must live longer
    explicit callable_client(Client& client) : client_(client) {}

    [[nodiscard]] client_walk
    walk(const endpoint& at, detail::walk_watch& watch, bool /*backward*/) override {
        const detail::sigpipe_guard guard;
        client_walk made;
        const emitter emit(watch, made.rows);
        const auto reason = watchdog_.during(watch, [&] {
            try {
                client_(at, emit);
            } catch (const std::exception& failure) {
                made.ending = walk_ending::error;
                made.ending_text = failure.what();
                made.output = failure.what();
            } catch (...) {
                made.ending = walk_ending::error;
                made.ending_text = "an exception of a type that tells nothing";
            }
        });
        if (reason) {
            made.ending = walk_ending::cut_off;
            made.ending_text = *reason;
        } else if (emit.has_too_many_rows()) {
            made.end_after_rows("it was cut off after it had returned " +
                                std::to_string(watch.most_rows()) + " rows");
        }
        return made;
    }

    [[nodiscard]] std::string advice_on_rows() const override {
        return "Call emit once for each row of `results`, with an object that has its id.";
    }

private:
    /// The client neither ends nor emits: there is no other way to end its thread.
    [[noreturn]] static void give_up(const std::string& reason) {
        std::fprintf(
            stderr,
            "sendmock: the client that is checked goes on though its connections were reset. "
            "Before, %s. The process ends here.\n",
            reason.c_str());
        std::fflush(stderr);
        std::_Exit(EXIT_FAILURE);
    }

    Client& client_;
    detail::watchdog watchdog_{&give_up};
};

} // namespace sendmock::testing

#endif
