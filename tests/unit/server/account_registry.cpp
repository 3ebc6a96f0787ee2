// SPDX-License-Identifier: MIT
#include <sendmock/server/account_registry.hpp>

#include "support/numbered_logs.hpp"
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace unit::server::account_registry {

std::shared_ptr<sendmock::mock_account> made(const std::string& key) {
    return std::make_shared<sendmock::mock_account>(sendmock::account_options{.key = key});
}

std::string keys_of(const sendmock::account_registry& accounts) {
    std::string keys;
    for (const auto& account : accounts.all()) {
        keys += account->key() + ' ';
    }
    return keys;
}

struct fixture {
    sendmock::account_registry accounts{{.key = "m"}, {{.key = "z"}, {.key = "a"}}};
};

} // namespace unit::server::account_registry

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_FIXTURE_TEST_SUITE(account_registry, account_registry::fixture)

BOOST_AUTO_TEST_CASE(finds_accounts_by_their_keys) {
    BOOST_TEST(accounts.default_account().key() == "m");
    BOOST_TEST(accounts.default_account_ptr().get() == &accounts.default_account());
    BOOST_TEST(accounts.find("m").get() == &accounts.default_account());
    BOOST_TEST(accounts.find("a")->key() == "a");
    BOOST_TEST(accounts.find("").get() == nullptr);
    BOOST_TEST(accounts.find("A").get() == nullptr);
    BOOST_TEST(keys_of(accounts) == "a m z ");
}

BOOST_AUTO_TEST_CASE(refuses_two_accounts_with_one_key_and_names_it) {
    const auto names = [](const std::string& key) {
        return [key](const std::invalid_argument& failure) {
            return std::string(failure.what()).find("key " + key + ' ') != std::string::npos;
        };
    };
    BOOST_CHECK_EXCEPTION(sendmock::account_registry({.key = "m"}, {{.key = "m"}}),
                          std::invalid_argument,
                          names("m"));
    BOOST_CHECK_EXCEPTION(sendmock::account_registry({.key = "m"}, {{.key = "b"}, {.key = "b"}}),
                          std::invalid_argument,
                          names("b"));
}

BOOST_AUTO_TEST_CASE(an_account_that_is_put_replaces_one_with_the_same_key) {
    const auto first = made("b");
    const auto second = made("b");
    BOOST_TEST(accounts.put(first));
    BOOST_TEST(accounts.find("b") == first);
    BOOST_TEST(!accounts.put(second));
    BOOST_TEST(accounts.find("b") == second);
    BOOST_TEST(keys_of(accounts) == "a b m z ");
}

BOOST_AUTO_TEST_CASE(an_account_that_is_removed_lives_as_long_as_it_is_used) {
    const auto held = accounts.find("a");
    BOOST_TEST(accounts.remove("a"));
    BOOST_TEST(!accounts.remove("a"));
    BOOST_TEST(accounts.find("a").get() == nullptr);
    BOOST_TEST(held->key() == "a");
}

BOOST_AUTO_TEST_CASE(the_default_account_stays) {
    const auto* const before = &accounts.default_account();
    BOOST_CHECK_THROW(accounts.put(made("m")), std::invalid_argument);
    BOOST_CHECK_THROW(accounts.remove("m"), std::invalid_argument);
    BOOST_TEST(accounts.find("m").get() == before);
}

BOOST_AUTO_TEST_CASE(a_reset_brings_the_first_accounts_back_as_they_were) {
    const auto first = accounts.find("a");
    accounts.put(made("b"));
    accounts.put(made("a"));
    accounts.remove("z");
    first->journal().add({});
    accounts.default_account().logs().replace(sendmock::tests::numbered_logs(1, 9));
    accounts.reset();
    BOOST_TEST(keys_of(accounts) == "a m z ");
    BOOST_TEST(accounts.find("a") == first);
    BOOST_TEST(first->journal().size() == 0U);
    BOOST_TEST(accounts.default_account().logs().size() == 2U);
}

BOOST_AUTO_TEST_CASE(several_threads_may_change_it) {
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int number = 0; number < 4; ++number) {
        threads.emplace_back([&, key = "t" + std::to_string(number)] {
            for (int round = 0; round < 200; ++round) {
                wrong += accounts.put(made(key)) ? 0 : 1;
                wrong += accounts.find(key) && accounts.find("m") ? 0 : 1;
                wrong += accounts.all().size() >= 4 ? 0 : 1;
                wrong += accounts.remove(key) ? 0 : 1;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    BOOST_TEST(wrong == 0);
    BOOST_TEST(keys_of(accounts) == "a m z ");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
