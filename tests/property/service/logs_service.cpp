// SPDX-License-Identifier: MIT
#include <sendmock/logs/log_record.hpp>
#include <sendmock/service/logs_service.hpp>

#include "support/paging_case.hpp"
#include "support/small_log.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <rapidcheck/boost_test.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace property::service::logs_service {

using sendmock::ordering;
using sendmock::tests::case_log;
using sendmock::tests::paging_case;
using sendmock::tests::paging_cases;

namespace http = sendmock::http;

const std::string host = "mock.test:8080";
const std::string logs = "/api/v2/integrations/logs";

using ids = std::vector<std::int64_t>;

/// A page as a client reads it.
struct served_page {
    ids served{};
    std::optional<std::string> next{}; ///< as a target
    std::optional<std::string> previous{};
};

/// One account with logs.
class served_account {
public:
    explicit served_account(std::vector<sendmock::log_record> records) {
        owner_.logs().insert(std::move(records));
    }

    explicit served_account(const paging_case& given) {
        for (const case_log& log : given.logs) {
            owner_.logs().insert({log.record()});
        }
        set(given.ordering, given.page_size(1));
    }

    void set(ordering order, std::size_t page_size) {
        owner_.set_settings({.page_size = page_size, .ordering = order});
    }

    [[nodiscard]] http::response respond(const std::string& target) {
        return service_
            .respond(
                {.method = "GET",
                 .target = target,
                 .fields = {{"Host", host}, {"Authorization", http::make_basic("key", "secret")}}},
                owner_)
            .response;
    }

    [[nodiscard]] served_page get(const std::string& target) {
        const http::response response = respond(target);
        RC_ASSERT(response.status == 200);
        const auto document = nlohmann::json::parse(response.content);
        served_page page;
        for (const auto& log : document.at("results")) {
            page.served.push_back(log.at("id").get<std::int64_t>());
        }
        page.next = target_of(document.at("next"));
        page.previous = target_of(document.at("previous"));
        return page;
    }

private:
    static std::optional<std::string> target_of(const nlohmann::json& link) {
        if (link.is_null()) {
            return std::nullopt;
        }
        const std::string origin = "http://" + host;
        const auto url = link.get<std::string>();
        RC_ASSERT(url.starts_with(origin + '/'));
        return url.substr(origin.size());
    }

    sendmock::logs_service service_;
    sendmock::account owner_{"key", "secret"};
};

/// Follows `next` to the end; fails where it does not end.
/// @param before  called before each request with its number, from 1
template <class Before>
std::vector<served_page>
walk_forward(served_account& account, std::string target, const Before& before) {
    constexpr std::size_t most_pages = 1000;
    std::vector<served_page> pages;
    for (std::optional<std::string> at = std::move(target); at; at = pages.back().next) {
        RC_ASSERT(pages.size() < most_pages);
        before(pages.size() + 1);
        pages.push_back(account.get(*at));
    }
    return pages;
}

std::vector<served_page> walk_forward(served_account& account, std::string target = logs) {
    return walk_forward(account, std::move(target), [](std::size_t) {});
}

ids ids_of(const std::vector<served_page>& pages) {
    ids all;
    for (const served_page& page : pages) {
        all.insert(all.end(), page.served.begin(), page.served.end());
    }
    return all;
}

ids ids_of(const std::vector<case_log>& records) {
    ids all;
    std::transform(records.begin(), records.end(), std::back_inserter(all), [](const auto& log) {
        return log.id;
    });
    return all;
}

std::vector<http::form_pair> other_parameters(const std::string& target) {
    auto pairs = http::parse_form(target.substr(target.find('?') + 1));
    std::erase_if(pairs, [](const auto& pair) { return pair.name == "cursor"; });
    return pairs;
}

/// Any texts as the `cursor` parameter, encoded for a query.
rc::Gen<std::string> cursor_values() {
    const auto tokens = rc::gen::map(
        rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
            "o=", "r=1", "p=", "&", "3", "2023-03-01", "+00:03", ":00", "7", "-", "%", "\xE9")),
        [](const std::vector<std::string>& parts) {
            std::string text;
            for (const std::string& part : parts) {
                text += part;
            }
            return http::form_encode(http::base64_encode(text));
        });
    return rc::gen::oneOf(tokens, rc::gen::map(rc::gen::string<std::string>(), http::form_encode));
}

} // namespace property::service::logs_service

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(service)
BOOST_AUTO_TEST_SUITE(logs_service)

RC_BOOST_PROP(a_forward_walk_reads_all_logs_in_order_exactly_once, ()) {
    const auto given = *paging_cases({.ties = true, .page_sizes = true});
    served_account account(given);
    const auto pages = walk_forward(account, logs, [&](std::size_t request) {
        account.set(given.ordering, given.page_size(request));
    });
    RC_ASSERT(ids_of(pages) == ids_of(given.served_order()));
    RC_ASSERT(pages.size() == given.pages_of(given.logs.size()));
}

RC_BOOST_PROP(a_backward_walk_mirrors_the_forward_one_where_positions_differ, ()) {
    const auto given = *paging_cases({.ties = false, .page_sizes = false});
    served_account account(given);
    auto forward = walk_forward(account);
    RC_ASSERT(!forward.front().previous);
    for (std::size_t at = forward.size() - 1; at > 0; --at) {
        RC_ASSERT(forward[at].previous.has_value());
        const served_page back = account.get(*forward[at].previous);
        RC_ASSERT(back.served == forward[at - 1].served);
        RC_ASSERT(back.next == forward[at - 1].next);
        RC_ASSERT(back.previous == forward[at - 1].previous);
    }
}

RC_BOOST_PROP(links_keep_all_other_parameters, ()) {
    const auto given = *paging_cases({.ties = true, .page_sizes = false});
    std::string target = logs + '?';
    for (const auto& [name, value] :
         *rc::gen::container<std::vector<std::pair<std::string, std::string>>>(
             rc::gen::pair(rc::gen::element<std::string>("a", "b", "cursors", "", "\xC3\xA9"),
                           rc::gen::string<std::string>()))) {
        target += http::form_encode(name) + '=' + http::form_encode(value) + '&';
    }
    auto expected = other_parameters(target);
    std::stable_sort(expected.begin(), expected.end(), [](const auto& left, const auto& right) {
        return left.name < right.name;
    });
    served_account account(given);
    for (const served_page& page : walk_forward(account, target)) {
        for (const auto& link : {page.next, page.previous}) {
            if (link) {
                RC_ASSERT(other_parameters(*link) == expected);
            }
        }
    }
}

RC_BOOST_PROP(equal_requests_for_equal_logs_have_equal_answers, ()) {
    auto given = *paging_cases({.ties = true, .page_sizes = false});
    const std::string target = logs + "?cursor=" + *cursor_values();
    served_account account(given);
    const http::response first = account.respond(target);
    RC_ASSERT((first.status == 200 || first.status == 404));
    RC_ASSERT(nlohmann::json::accept(first.content));
    std::reverse(given.logs.begin(), given.logs.end());
    served_account other(given);
    for (const http::response& again : {account.respond(target), other.respond(target)}) {
        RC_ASSERT(again.status == first.status);
        RC_ASSERT(again.fields == first.fields);
        RC_ASSERT(again.content == first.content);
    }
}

RC_BOOST_PROP(an_integration_s_logs_are_the_account_s_filtered, ()) {
    const auto given = *paging_cases({.ties = true, .page_sizes = false});
    std::vector<sendmock::log_record> records;
    std::vector<std::pair<std::int64_t, std::int64_t>> owners; // id, integration
    for (const case_log& log : given.logs) {
        const auto integration = *rc::gen::inRange<std::int64_t>(0, 3);
        owners.emplace_back(log.id, integration);
        records.push_back(sendmock::tests::small_log{
            .id = log.id,
            .created_at = log.created_at_text,
            .integration_id = integration > 0 ? std::optional(integration) : std::nullopt}
                              .record());
    }
    served_account account(std::move(records));
    account.set(given.ordering, given.page_size(1));
    const ids all = ids_of(walk_forward(account));
    for (const std::int64_t integration : {1, 2}) {
        ids filtered;
        for (const std::int64_t id : all) {
            if (std::count(owners.begin(), owners.end(), std::pair{id, integration}) > 0) {
                filtered.push_back(id);
            }
        }
        const std::string target = "/api/v2/integrations/" + std::to_string(integration) + "/logs";
        if (filtered.empty()) {
            RC_ASSERT(account.respond(target).status == 404);
        } else {
            RC_ASSERT(ids_of(walk_forward(account, target)) == filtered);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
