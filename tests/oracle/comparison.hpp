// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_ORACLE_COMPARISON_HPP
#define SENDMOCK_TESTS_ORACLE_COMPARISON_HPP

#include "oracle/counterexample.hpp"
#include "oracle/data_set.hpp"
#include "oracle/framework.hpp"
#include "oracle/mock_side.hpp"
#include "oracle/question.hpp"
#include "oracle/random_bits.hpp"
#include "oracle/shrinking.hpp"
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <map>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::tests {

/// What was compared so far.
struct tally {
    std::map<std::string, std::map<std::string, std::size_t>> kinds{};

    void add(const std::string& kind, const std::string& outcome) { ++kinds[kind][outcome]; }

    [[nodiscard]] std::size_t total() const {
        std::size_t count = 0;
        for (const auto& [kind, outcomes] : kinds) {
            count += of_kind(kind);
        }
        return count;
    }

    [[nodiscard]] std::size_t of_kind(const std::string& kind) const {
        std::size_t count = 0;
        if (const auto found = kinds.find(kind); found != kinds.end()) {
            for (const auto& [outcome, times] : found->second) {
                count += times;
            }
        }
        return count;
    }

    [[nodiscard]] std::size_t of_outcome(const std::string& outcome) const {
        std::size_t count = 0;
        for (const auto& [kind, outcomes] : kinds) {
            const auto found = outcomes.find(outcome);
            count += found == outcomes.end() ? 0 : found->second;
        }
        return count;
    }
};

inline std::ostream& operator<<(std::ostream& out, const tally& counted) {
    out << counted.total() << " comparisons, none different";
    for (const auto& [kind, outcomes] : counted.kinds) {
        out << "\n    " << counted.of_kind(kind) << ' ' << kind << ':';
        for (const auto& [outcome, count] : outcomes) {
            out << "  " << count << " x " << outcome;
        }
    }
    return out;
}

/// Puts the same data and the same questions to both sides.
class comparison {
public:
    /// Both sides let everyone in.
    explicit comparison(framework& expected) : framework_(expected) {
        framework_.let_everyone_in();
    }

    comparison(framework& expected, const std::vector<key_and_secret>& accounts)
        : framework_(expected), mock_(accounts) {
        framework_.set_accounts(accounts);
    }

    [[nodiscard]] const data_set& data() const noexcept { return data_; }

    [[nodiscard]] const tally& counted() const noexcept { return counted_; }

    void reset(data_set data) {
        data_ = std::move(data);
        framework_.reset(data_);
        change_mock([&] { mock_.reset(data_); });
    }

    void insert(std::span<const row> rows) {
        framework_.insert(rows);
        change_mock([&] { mock_.insert(rows); });
        data_.rows.insert(data_.rows.end(), rows.begin(), rows.end());
    }

    void erase(std::span<const std::int64_t> ids) {
        framework_.erase(ids);
        change_mock([&] { mock_.erase(ids); });
        std::erase_if(data_.rows, [ids](const row& each) {
            return std::find(ids.begin(), ids.end(), each.id) != ids.end();
        });
    }

    /// @throws std::runtime_error at the first difference, with a small counterexample
    served ask(const std::string& kind, const question& asked) {
        return ask(kind, std::vector{asked}).front();
    }

    std::vector<served> ask(const std::string& kind, const std::vector<question>& questions) {
        const std::size_t crashes = framework_.crashes();
        std::vector<served> expected = framework_.answer(questions);
        for (std::size_t i = 0; i < questions.size(); ++i) {
            served got = answer_of_mock(questions[i]);
            if (differ(expected[i], got)) {
                fail({data_, questions[i], expected[i], std::move(got)});
            }
            counted_.add(kind, outcome(questions[i], expected[i]));
        }
        crashes_ += framework_.crashes() - crashes;
        return expected;
    }

    /// For how many questions the framework crashed; they count as 404 in the tally.
    [[nodiscard]] std::size_t crashes() const noexcept { return crashes_; }

    /// Tells the reader of the test's log what was compared.
    void print() const {
        BOOST_TEST_MESSAGE("SENDMOCK_SEED=" << run_seed() << ": " << counted_ << "\n    "
                                            << crashes_
                                            << " of the 404 are crashes of the framework");
    }

private:
    template <class Change>
    static void change_mock(Change change) {
        try {
            change();
        } catch (const std::exception& error) {
            throw std::runtime_error("SENDMOCK_SEED=" + std::to_string(run_seed()) +
                                     ": the mock refuses the data: " + error.what());
        }
    }

    [[nodiscard]] served answer_of_mock(const question& asked) const {
        try {
            return mock_.answer(asked);
        } catch (const std::exception& error) {
            return {.status = 0, .message = std::string("an exception: ") + error.what()};
        }
    }

    /// What the framework does not say cannot be compared.
    static bool differ(const served& expected, const served& got) {
        return expected.status != got.status || expected.next != got.next ||
               expected.previous != got.previous || expected.ids != got.ids ||
               (expected.message && expected.message != got.message) ||
               (expected.allow && expected.allow != got.allow);
    }

    static std::string outcome(const question& asked, const served& answer) {
        if (answer.status != 200) {
            return std::to_string(answer.status) + (answer.message ? " " + *answer.message : "");
        }
        return asked.method == "OPTIONS"          ? "200 to OPTIONS"
               : answer.ids.empty()               ? "200 empty"
               : answer.next && answer.previous   ? "200 both links"
               : !answer.next && !answer.previous ? "200 no links"
                                                  : "200 one link";
    }

    [[noreturn]] void fail(counterexample found) {
        const auto ask_anew = [this](counterexample& candidate) {
            framework_.reset(candidate.data);
            change_mock([&] { mock_.reset(candidate.data); });
            candidate.expected = framework_.answer(std::span(&candidate.asked, 1)).front();
            candidate.got = answer_of_mock(candidate.asked);
            return differ(candidate.expected, candidate.got);
        };
        std::ostringstream message;
        message << "SENDMOCK_SEED=" << run_seed() << " shows a difference after "
                << counted_.total() << " comparisons";
        counterexample again = found;
        if (ask_anew(again)) {
            found = shrink(std::move(found), ask_anew);
            message << "; made small:\n";
        } else {
            message << ", which needs the inserts and deletes that led to these rows:\n";
        }
        message << found;
        throw std::runtime_error(message.str());
    }

    framework& framework_;
    mock_side mock_;
    data_set data_;
    tally counted_;
    std::size_t crashes_ = 0;
};

} // namespace sendmock::tests

#endif
