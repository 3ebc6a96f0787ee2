// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_BROKEN_CLIENTS_HPP
#define SENDMOCK_TESTS_SUPPORT_BROKEN_CLIENTS_HPP

#include <sendmock/http/base64.hpp>
#include <sendmock/http/form.hpp>
#include <sendmock/logs/timestamp.hpp>

#include "support/paging_client.hpp"
#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// Clients with the faults of real ones, to show that the invariants can fail.
namespace sendmock::tests::broken {

/// Takes a page with fewer logs than the first one for the last.
inline void stops_at_a_short_page(page_reader& pages, const log_consumer& yield) {
    std::size_t full = 0;
    for (std::optional<std::string> url = pages.first_url(); url;) {
        const fetched_page page = pages.get(*url);
        for (const nlohmann::json& log : page.logs) {
            yield(log);
        }
        full = full == 0 ? page.logs.size() : full;
        url = page.logs.size() < full ? std::nullopt : page.next;
    }
}

/// Takes logs as old as the last one of the page before for ones that it has already.
inline void drops_ties(page_reader& pages, const log_consumer& yield) {
    std::optional<instant> edge;
    for (std::optional<std::string> url = pages.first_url(); url;) {
        const fetched_page page = pages.get(*url);
        std::optional<instant> oldest;
        for (const nlohmann::json& log : page.logs) {
            oldest = parse_timestamp(log.at("created_at").get<std::string>());
            if (oldest != edge) {
                yield(log);
            }
        }
        edge = oldest;
        url = page.next;
    }
}

/// Makes the cursor from the last log's time, as it knows that the service does.
inline void builds_its_own_cursor(page_reader& pages, const log_consumer& yield) {
    for (std::optional<std::string> url = pages.first_url(); url;) {
        const fetched_page page = pages.get(*url);
        for (const nlohmann::json& log : page.logs) {
            yield(log);
        }
        url.reset();
        if (page.next) {
            const auto time = page.logs.back().at("created_at").get<std::string>();
            const std::string cursor = http::base64_encode("p=" + http::form_encode(time));
            url = pages.first_url() + "?cursor=" + http::form_encode(cursor);
        }
    }
}

/// Takes the cursor out of the link without decoding it, and encodes it for its own URL.
inline void encodes_the_cursor_twice(page_reader& pages, const log_consumer& yield) {
    for (std::optional<std::string> url = pages.first_url(); url;) {
        const fetched_page page = pages.get(*url);
        for (const nlohmann::json& log : page.logs) {
            yield(log);
        }
        url.reset();
        if (page.next) {
            const std::string cursor = page.next->substr(page.next->find("cursor=") + 7);
            url = pages.first_url() + "?cursor=" + http::form_encode(cursor);
        }
    }
}

/// Yields what it has collected after each page, and does not empty the collection.
inline void yields_earlier_pages_again(page_reader& pages, const log_consumer& yield) {
    std::vector<nlohmann::json> collected;
    for (std::optional<std::string> url = pages.first_url(); url;) {
        const fetched_page page = pages.get(*url);
        collected.insert(collected.end(), page.logs.begin(), page.logs.end());
        for (const nlohmann::json& log : collected) {
            yield(log);
        }
        url = page.next;
    }
}

/// Keeps the logs by their ids, and yields them so.
inline void sorts_by_id(page_reader& pages, const log_consumer& yield) {
    std::map<std::int64_t, nlohmann::json> collected;
    read_forward(pages, [&](const nlohmann::json& log) {
        collected.emplace(log.at("id").get<std::int64_t>(), log);
    });
    for (const auto& [id, log] : collected) {
        yield(log);
    }
}

/// Keeps only members that it knows.
inline void drops_members(page_reader& pages, const log_consumer& yield) {
    read_forward(pages, [&](const nlohmann::json& log) {
        yield({{"id", log.at("id")}, {"created_at", log.at("created_at")}});
    });
}

/// Requests the last page again, to be sure.
inline void asks_again_at_the_end(page_reader& pages, const log_consumer& yield) {
    std::string last;
    for (std::optional<std::string> url = pages.first_url(); url;) {
        last = *url;
        const fetched_page page = pages.get(*url);
        for (const nlohmann::json& log : page.logs) {
            yield(log);
        }
        url = page.next;
    }
    static_cast<void>(pages.get(last));
}

/// Sends its credentials only with the first request.
inline void forgets_its_credentials(page_reader& pages, const log_consumer& yield) {
    for (std::optional<std::string> url = pages.first_url(); url;) {
        const fetched_page page = pages.get(*url);
        for (const nlohmann::json& log : page.logs) {
            yield(log);
        }
        pages.forget_credentials();
        url = page.next;
    }
}

/// Goes wherever links lead, even where it has been.
inline void follows_links_for_ever(page_reader& pages, const log_consumer& yield) {
    for (std::optional<std::string> url = pages.first_url(); url;) {
        const fetched_page page = pages.get(*url);
        for (const nlohmann::json& log : page.logs) {
            yield(log);
        }
        url = page.next;
    }
}

} // namespace sendmock::tests::broken

#endif
