// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_CLIENTS_BROKEN_VALUES_HPP
#define SENDMOCK_TESTS_CLIENTS_BROKEN_VALUES_HPP

#include <sendmock/logs/log_fields.hpp>

#include "clients/honest_client.hpp"
#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>

/// Clients that change what logs say, or expect too much of it.
namespace clients::broken {

/// Returns logs that are not quite as they were served.
class changing_logs : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void take(nlohmann::json& page, const log_consumer& use) override {
        for (nlohmann::json log : results_of(page)) {
            change(log);
            use(log);
        }
    }

    virtual void change(nlohmann::json& log) = 0;

    /// Replaces the texts in a value, however deep.
    static void replace_texts(nlohmann::json& value,
                              const std::function<std::string(const std::string&)>& by) {
        if (value.is_string()) {
            value = by(value.get<std::string>());
        } else if (value.is_structured()) {
            for (nlohmann::json& inner : value) {
                replace_texts(inner, by);
            }
        }
    }
};

/// Reads ids into a type that cannot hold them all.
template <class Number>
class reads_ids_as : public changing_logs {
public:
    using changing_logs::changing_logs;

protected:
    void change(nlohmann::json& log) override {
        log["id"] =
            static_cast<std::int64_t>(static_cast<Number>(log.at("id").get<std::int64_t>()));
    }
};

class drops_the_offset_of_times : public changing_logs {
public:
    using changing_logs::changing_logs;

protected:
    void change(nlohmann::json& log) override {
        auto time = log.at("created_at").get<std::string>();
        log["created_at"] = time.substr(0, time.find_first_of("+-Z", 11)) + 'Z';
    }
};

class drops_fractions_of_seconds : public changing_logs {
public:
    using changing_logs::changing_logs;

protected:
    void change(nlohmann::json& log) override {
        auto time = log.at("created_at").get<std::string>();
        const std::size_t dot = time.find('.');
        if (dot != std::string::npos) {
            log["created_at"] = time.erase(dot, time.find_first_of("+-Z", dot) - dot);
        }
    }
};

/// Takes each byte for a character.
class reads_utf_8_as_latin_1 : public changing_logs {
public:
    using changing_logs::changing_logs;

protected:
    void change(nlohmann::json& log) override {
        replace_texts(log, [](const std::string& text) {
            std::string made;
            for (const char c : text) {
                const auto byte = static_cast<unsigned char>(c);
                if (byte < 0x80) {
                    made += c;
                } else {
                    made += static_cast<char>(0xc0U | (byte >> 6U));
                    made += static_cast<char>(0x80U | (byte & 0x3fU));
                }
            }
            return made;
        });
    }
};

/// Has a question mark for each character beyond U+FFFF.
class has_no_emoji : public changing_logs {
public:
    using changing_logs::changing_logs;

protected:
    void change(nlohmann::json& log) override {
        replace_texts(log, [](const std::string& text) {
            std::string made;
            for (std::size_t at = 0; at < text.size(); ++at) {
                const bool is_long = static_cast<unsigned char>(text[at]) >= 0xf0;
                made += is_long ? '?' : text[at];
                at += is_long ? 3 : 0;
            }
            return made;
        });
    }
};

class returns_numbers_as_texts : public changing_logs {
public:
    using changing_logs::changing_logs;

protected:
    void change(nlohmann::json& log) override {
        const auto code = log.find("response_code");
        if (code != log.end() && code->is_number()) {
            *code = code->dump();
        }
    }
};

/// Keeps headers in a map of names in small letters.
class writes_header_names_in_small_letters : public changing_logs {
public:
    using changing_logs::changing_logs;

protected:
    void change(nlohmann::json& log) override {
        const auto request = log.find("request");
        if (request == log.end() || !request->is_object() || !request->contains("headers") ||
            !request->at("headers").is_object()) {
            return;
        }
        nlohmann::json made = nlohmann::json::object();
        for (const auto& [name, value] : request->at("headers").items()) {
            std::string small = name;
            for (char& c : small) {
                c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            }
            made[small] = value;
        }
        (*request)["headers"] = made;
    }
};

/// Fails at null where it expects a text.
class needs_texts_where_null_may_be : public changing_logs {
public:
    using changing_logs::changing_logs;

protected:
    void change(nlohmann::json& log) override {
        static_cast<void>(log.value("full_url", std::string())); // throws at null
    }
};

class needs_members_that_are_optional : public changing_logs {
public:
    using changing_logs::changing_logs;

protected:
    void change(nlohmann::json& log) override { static_cast<void>(log.at("method")); }
};

/// Passes over a log from which something is missing.
class skips_logs_without_a_code : public honest_client {
public:
    using honest_client::honest_client;

protected:
    void take(nlohmann::json& page, const log_consumer& use) override {
        for (const nlohmann::json& log : results_of(page)) {
            if (!log.value("response_code", nlohmann::json()).is_null()) {
                use(log);
            }
        }
    }
};

class refuses_unknown_members : public changing_logs {
public:
    using changing_logs::changing_logs;

protected:
    void change(nlohmann::json& log) override {
        for (const auto& [name, value] : log.items()) {
            if (sendmock::find_field(sendmock::log_fields, name) == nullptr) {
                throw std::runtime_error("unknown: " + name);
            }
        }
    }
};

class refuses_unknown_exceptions : public changing_logs {
public:
    using changing_logs::changing_logs;

protected:
    void change(nlohmann::json& log) override {
        const auto type = log.value("exception_type", nlohmann::json());
        if (type.is_string() && !is_known(type.get<std::string>())) {
            throw std::runtime_error("unknown: " + type.get<std::string>());
        }
    }

private:
    static bool is_known(const std::string& type) {
        return type.starts_with("requests.exceptions.") || type == "PageNotFound";
    }
};

} // namespace clients::broken

#endif
