// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_CLIENTS_BROKEN_CURSORS_HPP
#define SENDMOCK_TESTS_CLIENTS_BROKEN_CURSORS_HPP

#include <sendmock/http/base64.hpp>
#include <sendmock/http/form.hpp>
#include <sendmock/server/endpoint.hpp>

#include "clients/honest_client.hpp"
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <utility>

/// Clients that damage cursors and parameters, or make their own.
namespace clients::broken {

/// Puts something of the link on the URL that it was given, instead of following the link.
class making_its_own_url : public honest_client {
public:
    using honest_client::honest_client;

protected:
    std::string target_of(const std::string& link) override {
        return first_ + (first_.find('?') == std::string::npos ? '?' : '&') +
               "cursor=" + cursor_of(honest_client::target_of(link));
    }

    /// As the URL is to have it.
    virtual std::string cursor_of(const std::string& link) = 0;

    static std::string cursor_as_it_stands(const std::string& link) {
        const std::size_t begin = link.find("cursor=") + 7;
        return link.substr(begin, link.find('&', begin) - begin);
    }
};

class encodes_cursors_twice : public making_its_own_url {
public:
    using making_its_own_url::making_its_own_url;

protected:
    std::string cursor_of(const std::string& link) override {
        return sendmock::http::form_encode(cursor_as_it_stands(link));
    }
};

/// A plus becomes a space.
class does_not_encode_cursors : public making_its_own_url {
public:
    does_not_encode_cursors(const sendmock::endpoint& at, std::chrono::milliseconds timeout)
        : making_its_own_url(at, timeout) {
        connection_.set_url_encode(false); // which would do it
    }

protected:
    std::string cursor_of(const std::string& link) override {
        return sendmock::http::form_decode(cursor_as_it_stands(link));
    }
};

class drops_the_padding_of_cursors : public making_its_own_url {
public:
    using making_its_own_url::making_its_own_url;

protected:
    std::string cursor_of(const std::string& link) override {
        const std::string cursor = sendmock::http::form_decode(cursor_as_it_stands(link));
        return sendmock::http::form_encode(cursor.substr(0, cursor.find('=')));
    }
};

class writes_cursors_in_small_letters : public making_its_own_url {
public:
    using making_its_own_url::making_its_own_url;

protected:
    std::string cursor_of(const std::string& link) override {
        std::string cursor = cursor_as_it_stands(link);
        for (char& c : cursor) {
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
        return cursor;
    }
};

class takes_the_link_for_the_cursor : public making_its_own_url {
public:
    using making_its_own_url::making_its_own_url;

protected:
    std::string cursor_of(const std::string& link) override {
        return sendmock::http::form_encode(origin_ + link);
    }
};

/// Makes cursors of the last row's time, as it knows that the service does.
class makes_cursors_of_times : public making_its_own_url {
public:
    using making_its_own_url::making_its_own_url;

protected:
    void take(nlohmann::json& page, const log_consumer& use) override {
        for (const nlohmann::json& log : results_of(page)) { // of which nothing is left behind
            last_ = log.at("created_at").get<std::string>();
        }
        making_its_own_url::take(page, use);
    }

    std::string cursor_of(const std::string&) override {
        return sendmock::http::form_encode(
            sendmock::http::base64_encode("p=" + sendmock::http::form_encode(last_)));
    }

private:
    std::string last_;
};

/// Makes cursors of how many rows it has.
class makes_cursors_of_offsets : public making_its_own_url {
public:
    using making_its_own_url::making_its_own_url;

protected:
    void take(nlohmann::json& page, const log_consumer& use) override {
        making_its_own_url::take(page, use);
        rows_ += results_of(page).size();
    }

    std::string cursor_of(const std::string&) override {
        return sendmock::http::form_encode(
            sendmock::http::base64_encode("o=" + std::to_string(rows_)));
    }

private:
    std::size_t rows_ = 0;
};

class drops_other_parameters : public honest_client {
public:
    using honest_client::honest_client;

protected:
    std::string target_of(const std::string& link) override {
        const std::string target = honest_client::target_of(link);
        const std::size_t begin = target.find("cursor=");
        return target.substr(0, target.find('?') + 1) +
               target.substr(begin, target.find('&', begin) - begin);
    }
};

/// Keeps parameters in a map.
class keeps_one_parameter_of_each_name : public honest_client {
public:
    using honest_client::honest_client;

protected:
    std::string target_of(const std::string& link) override {
        const std::string target = honest_client::target_of(link);
        const std::size_t query = target.find('?') + 1;
        std::map<std::string, std::string> parameters;
        for (auto& [name, value] : sendmock::http::parse_form(target.substr(query))) {
            parameters[name] = value;
        }
        std::string made = target.substr(0, query);
        for (const auto& [name, value] : parameters) {
            made += made.ends_with('?') ? "" : "&";
            made += sendmock::http::form_encode(name) + '=' + sendmock::http::form_encode(value);
        }
        return made;
    }
};

/// Sends parameters of its own with the pages behind the first one.
class adds_a_parameter : public honest_client {
public:
    using honest_client::honest_client;

protected:
    std::string target_of(const std::string& link) override {
        return honest_client::target_of(link) + "&page=2";
    }
};

/// Joins the URL that it was given and a relative link as if they were texts.
class joins_relative_links_to_its_url : public honest_client {
public:
    using honest_client::honest_client;

protected:
    std::string target_of(const std::string& link) override {
        return link.starts_with('/') ? first_.substr(0, first_.find('?')) + link
                                     : honest_client::target_of(link);
    }
};

} // namespace clients::broken

#endif
