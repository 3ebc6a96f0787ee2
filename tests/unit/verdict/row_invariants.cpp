// SPDX-License-Identifier: MIT
#include <sendmock/verdict/row_invariants.hpp>

#include "support/noted_walk.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace unit::verdict::row_invariants {

using nlohmann::json;
using sendmock::delivery;
using sendmock::invariant;
using sendmock::judgement;
using sendmock::judgement_state;
using sendmock::walk_evidence;
using sendmock::tests::noted_rows;
using sendmock::tests::noted_walk;
using sendmock::tests::returned_rows;
using sendmock::tests::three_pages;

/// What a client returned of a walk.
struct returned {
    std::vector<json> rows{};
    noted_walk noted = three_pages();
    sendmock::walk_expectation expected{};

    template <class Use>
    auto with_comparison(const Use& use) const {
        const walk_evidence evidence{
            .requests = noted.requests(), .rows = rows, .expected = expected};
        const sendmock::served_walk served(evidence.requests, "/logs", expected.backward);
        return use(sendmock::row_comparison(evidence, served));
    }

    [[nodiscard]] sendmock::verdict judged() const {
        return with_comparison([](const sendmock::row_comparison& compared) {
            sendmock::verdict found;
            compared.judge_values(found);
            compared.judge_order(found);
            return found;
        });
    }

    /// How many are missing, and which is the first: `2 6`.
    [[nodiscard]] std::string missing() const {
        return with_comparison([](const sendmock::row_comparison& compared) {
            return std::to_string(compared.missing()) + ' ' + compared.first_missing();
        });
    }
};

/// What an invariant says: `holds`, or `EXPECTED; HAPPENED` where it fails.
std::string said(const sendmock::verdict& found, invariant which) {
    const judgement& one = found[which];
    return one.state == judgement_state::fails ? one.expected + "; " + one.happened
                                               : std::string(to_string(one.state));
}

/// The invariants that fail.
std::string failing(const sendmock::verdict& found) {
    std::string names;
    for (const auto& one : sendmock::invariants) {
        if (found[one.which].state == judgement_state::fails) {
            names += (names.empty() ? "" : " ") + std::string(one.name);
        }
    }
    return names;
}

json with(json row, const std::string& member, const json& value) {
    row[member] = value;
    return row;
}

} // namespace unit::verdict::row_invariants

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(verdict)
BOOST_AUTO_TEST_SUITE(row_invariants)

BOOST_AUTO_TEST_CASE(nothing_is_wrong_with_what_was_served) {
    const returned all{.rows = returned_rows({6, 5, 4, 3, 2, 1})};
    const auto found = all.judged();
    for (const auto which : {invariant::ids_exact,
                             invariant::times_exact,
                             invariant::text_exact,
                             invariant::exactly_once,
                             invariant::in_order}) {
        BOOST_TEST(said(found, which) == "holds", to_string(which));
    }
    BOOST_TEST(all.missing() == "0 ");
    BOOST_TEST(failing(returned{}.judged()) == "");
}

BOOST_AUTO_TEST_CASE(rows_with_less_in_them_are_right) {
    std::vector<json> rows;
    for (int id = 6; id >= 1; --id) {
        rows.push_back({{"id", id}});
    }
    BOOST_TEST(failing(returned{.rows = rows}.judged()) == "");
    rows[2] = {{"id", 4.0}, {"exception", "no 4"}, {"mine", json::array({1})}};
    BOOST_TEST(failing(returned{.rows = rows}.judged()) == "");
}

BOOST_AUTO_TEST_CASE(counts_the_rows_that_are_missing) {
    BOOST_TEST(returned{}.missing() == "6 6");
    BOOST_TEST(returned{.rows = returned_rows({6, 5, 2, 1})}.missing() == "2 4");
    BOOST_TEST(returned{.rows = returned_rows({1, 2, 3, 4, 5, 6})}.missing() == "0 ");
    BOOST_TEST(returned{.rows = returned_rows({6, 6, 5, 4, 3, 2})}.missing() == "1 1");
    // What is left out is judged apart.
    BOOST_TEST(failing(returned{.rows = returned_rows({6, 5, 2, 1})}.judged()) == "");
}

BOOST_AUTO_TEST_CASE(an_id_that_was_not_served_is_told) {
    const auto found = returned{.rows = returned_rows({6, 50, 4})}.judged();
    BOOST_TEST(said(found, invariant::ids_exact) ==
               "only ids that were served, such as 5; row 2 has the id 50");
    BOOST_TEST(failing(found) == "ids_exact");
    std::vector<json> more = returned_rows({6, 5, 4, 3, 2, 1});
    more.push_back({{"id", "1"}});
    BOOST_TEST(said(returned{.rows = more}.judged(), invariant::ids_exact) ==
               R"(only ids that were served; row 7 has the id "1")");
}

BOOST_AUTO_TEST_CASE(ids_of_any_kind_are_told_and_do_no_harm) {
    const std::vector<json> odd{json(),
                                json(7),
                                json("6"),
                                json::array({6}),
                                json::object(),
                                {{"ID", 6}},
                                {{"id", nullptr}},
                                {{"id", "6"}},
                                {{"id", true}},
                                {{"id", 6.5}},
                                {{"id", std::nan("")}},
                                {{"id", 1e300}},
                                {{"id", "\xff\xfe"}},
                                {{"id", json::array({json::object()})}},
                                {{"\xff", "\xff"}}};
    for (const json& row : odd) {
        const returned one{.rows = std::vector<json>(1, row)};
        const auto found = one.judged();
        BOOST_TEST(failing(found) == "ids_exact");
        BOOST_TEST(one.missing() == "6 6");
    }
    const auto told = [](const json& row) {
        const returned one{.rows = std::vector<json>(1, row)};
        return one.judged()[invariant::ids_exact].happened;
    };
    BOOST_TEST(told(json()) == "row 1 has no id: null");
    BOOST_TEST(told({{"ID", 6}}) == R"(row 1 has no id: {"ID":6})");
    BOOST_TEST(told({{"next", nullptr}, {"results", json::array()}}) ==
               "row 1 is a page: return its results, each by itself");
    BOOST_TEST(told({{"id", 7}, {"results", json::array()}}) == "row 1 has the id 7");
    BOOST_TEST(told({{"id", "(none)"}}) == "row 1 has the id \"(none)\"");
    const returned named{.rows = {{{"id", "(none)"}}}};
    BOOST_TEST(named.with_comparison(
        [](const auto& compared) { return !compared.first_without_id().has_value(); }));
    BOOST_TEST(told({{"id", "\xff"}}) == R"(row 1 has the id "\ufffd")");
    BOOST_TEST(failing(returned{.rows = odd}.judged()) == "ids_exact");
}

BOOST_AUTO_TEST_CASE(ids_beyond_2_53_are_told_to_a_digit) {
    const std::string served = "9007199254740993";
    noted_walk noted;
    noted.page({}, {}, {R"({"id":)" + served + '}'});
    const auto judged = [&](const json& id) {
        return returned{.rows = {{{"id", id}}},
                        .noted = noted,
                        .expected = {.at_wrong_id = invariant::int64_ids_exact}}
            .judged();
    };
    BOOST_TEST(failing(judged(json::parse(served))) == "");
    BOOST_TEST(failing(judged(9007199254740992)) == "int64_ids_exact");
    BOOST_TEST(failing(judged(json::parse("9007199254740993.0"))) == "int64_ids_exact");
    BOOST_TEST(failing(judged(served)) == "int64_ids_exact"); // as a text
    BOOST_TEST((judged(1)[invariant::ids_exact].state == judgement_state::not_judged));
}

BOOST_AUTO_TEST_CASE(other_values_are_told_with_the_row) {
    const auto judged = [](const std::string& member, const json& value) {
        std::vector<json> rows = returned_rows({6, 5, 4, 3, 2, 1});
        rows[1] = with(rows[1], member, value);
        return returned{.rows = rows}.judged();
    };
    BOOST_TEST(said(judged("exception", "no"), invariant::text_exact) ==
               R"(5's exception "no 5"; 5's exception "no")");
    BOOST_TEST(failing(judged("exception", "no")) == "text_exact");
    BOOST_TEST(said(judged("created_at", "2023-03-01T01:02:06Z"), invariant::times_exact) ==
               R"(5's created_at "2023-03-01T01:02:05Z"; 5's created_at "2023-03-01T01:02:06Z")");
    BOOST_TEST(failing(judged("created_at", 7)) == "times_exact");
    BOOST_TEST(failing(judged("created_at", "2023-03-01T02:02:05.000+01:00")) == "");
    BOOST_TEST(failing(judged("exception", "\xff")) == "text_exact");
}

BOOST_AUTO_TEST_CASE(another_id_than_the_logs_own_is_told_as_an_id) {
    noted_walk noted;
    noted.page({}, {}, {R"({"id":1,"user_id":2})"});
    const auto found = returned{.rows = {{{"id", 1}, {"user_id", 3}}}, .noted = noted}.judged();
    BOOST_TEST(said(found, invariant::ids_exact) == "1's user_id 2; 1's user_id 3");
    BOOST_TEST(failing(found) == "ids_exact");
    const returned large{.rows = {{{"id", 1}, {"user_id", 3}}},
                         .noted = noted,
                         .expected = {.at_wrong_id = invariant::int64_ids_exact}};
    BOOST_TEST(failing(large.judged()) == "int64_ids_exact");
}

BOOST_AUTO_TEST_CASE(values_are_not_looked_at_where_they_are_not_to_be) {
    const returned wrong{.rows = {with(returned_rows({6})[0], "exception", "x")},
                         .expected = {.compares_values = false}};
    const auto found = wrong.judged();
    BOOST_TEST(failing(found) == "");
    BOOST_TEST((found[invariant::text_exact].state == judgement_state::not_judged));
    BOOST_TEST((found[invariant::times_exact].state == judgement_state::not_judged));
    BOOST_TEST(said(found, invariant::ids_exact) == "holds");
}

BOOST_AUTO_TEST_CASE(a_row_that_comes_too_often_is_told) {
    const auto found = returned{.rows = returned_rows({6, 5, 5, 4})}.judged();
    BOOST_TEST(said(found, invariant::exactly_once) ==
               "5 as often as it was served; 5 is returned once more, as row 3");
    BOOST_TEST(failing(found) == "exactly_once");
    BOOST_TEST(failing(returned{.rows = returned_rows({6, 5, 6, 5, 4})}.judged()) ==
               "exactly_once");
}

BOOST_AUTO_TEST_CASE(a_row_that_was_served_twice_may_be_returned_once_or_twice) {
    noted_walk noted;
    noted.page({}, "b", noted_rows({4, 3}));
    noted.page("b", {}, noted_rows({3, 2}));
    for (const std::vector<int>& right :
         {std::vector{4, 3, 2}, std::vector{4, 3, 3, 2}, std::vector{4, 2}}) {
        BOOST_TEST(failing(returned{.rows = returned_rows(right), .noted = noted}.judged()) == "");
    }
    BOOST_TEST(failing(returned{.rows = returned_rows({4, 3, 3, 3, 2}), .noted = noted}.judged()) ==
               "exactly_once");
    BOOST_TEST(returned({.rows = returned_rows({4, 3, 2}), .noted = noted}).missing() == "0 ");
}

BOOST_AUTO_TEST_CASE(of_a_row_that_was_served_twice_either_version_is_right) {
    noted_walk noted;
    noted.page({}, "b", {R"({"id":3,"exception":"old"})"});
    noted.page("b", {}, {R"({"id":3,"exception":"new"})"});
    const auto judged = [&](const json& text) {
        return failing(
            returned{.rows = {{{"id", 3}, {"exception", text}}}, .noted = noted}.judged());
    };
    BOOST_TEST(judged("old") == "");
    BOOST_TEST(judged("new") == "");
    BOOST_TEST(judged("other") == "text_exact");
}

BOOST_AUTO_TEST_CASE(another_order_is_told) {
    const auto found = returned{.rows = returned_rows({6, 4, 5, 3})}.judged();
    BOOST_TEST(said(found, invariant::in_order) ==
               "the order in which rows were served; 5 is returned after 4, which was served "
               "later");
    BOOST_TEST(failing(found) == "in_order");
    BOOST_TEST(failing(returned{.rows = returned_rows({1, 2, 3, 4, 5, 6})}.judged()) == "in_order");
    BOOST_TEST(failing(returned{.rows = returned_rows({4, 3, 6, 5})}.judged()) == "in_order");
    // A page that is returned again at the end is one that comes too often.
    BOOST_TEST(failing(returned{.rows = returned_rows({6, 5, 4, 3, 2, 1, 6, 5})}.judged()) ==
               "exactly_once");
}

BOOST_AUTO_TEST_CASE(of_a_row_that_was_served_twice_any_place_is_in_order) {
    noted_walk noted;
    noted.page({}, "b", noted_rows({9, 8, 7}));
    noted.page("b", {}, noted_rows({9, 6}));
    for (const std::vector<int>& right : {std::vector{9, 8, 7, 6},
                                          std::vector{8, 7, 9, 6},
                                          std::vector{9, 8, 7, 9, 6},
                                          std::vector{7, 9, 6}}) {
        BOOST_TEST(failing(returned{.rows = returned_rows(right), .noted = noted}.judged()) == "");
    }
    BOOST_TEST(failing(returned{.rows = returned_rows({8, 7, 6, 9}), .noted = noted}.judged()) ==
               "in_order");
}

BOOST_AUTO_TEST_CASE(rows_of_an_answer_that_broke_off_may_be_returned_or_not) {
    noted_walk noted;
    noted.page({}, "b", noted_rows({4, 3}));
    noted.page("b", {}, noted_rows({2, 1})).outcome = delivery::failed;
    for (const std::vector<int>& right :
         {std::vector{4, 3}, std::vector{4, 3, 2}, std::vector{4, 3, 2, 1}}) {
        const returned one{.rows = returned_rows(right), .noted = noted};
        BOOST_TEST(failing(one.judged()) == "");
        BOOST_TEST(one.missing() == "0 ");
    }
    BOOST_TEST(failing(returned{.rows = returned_rows({4, 3, 9}), .noted = noted}.judged()) ==
               "ids_exact");
}

BOOST_AUTO_TEST_CASE(a_walk_backward_returns_the_forward_walks_rows_in_reverse) {
    noted_walk noted;
    noted.page({}, {}, noted_rows({2, 1}), "r-c");
    noted.page("r-c", "c", noted_rows({4, 3}), "r-b");
    noted.page("r-b", "b", noted_rows({6, 5}));
    const auto judged = [&](const std::vector<int>& ids) {
        return failing(
            returned{.rows = returned_rows(ids), .noted = noted, .expected = {.backward = true}}
                .judged());
    };
    BOOST_TEST(judged({1, 2, 3, 4, 5, 6}) == "");
    BOOST_TEST(judged({1, 3, 6}) == "");
    BOOST_TEST(judged({6, 5, 4, 3, 2, 1}) == "backward_walk");
    BOOST_TEST(judged({2, 1, 4, 3, 6, 5}) == "backward_walk"); // as the pages have them
    BOOST_TEST(judged({5, 6, 3, 4, 1, 2}) == "backward_walk");
}

BOOST_AUTO_TEST_CASE(rows_of_content_that_breaks_off_were_served) {
    noted_walk noted;
    noted.page({}, "b", noted_rows({6, 5}));
    noted.ask("/logs?cursor=b", 200).content = R"({"next":null,"results":[{"id":4,"x":1},{"id":3)";
    const auto judged = [&](const std::vector<int>& ids) {
        return failing(returned{.rows = returned_rows(ids), .noted = noted}.judged());
    };
    BOOST_TEST(judged({6, 5, 4}) == "");
    BOOST_TEST(judged({6, 5, 4, 3}) == "");
    BOOST_TEST(judged({6, 5, 2}) == "ids_exact");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
