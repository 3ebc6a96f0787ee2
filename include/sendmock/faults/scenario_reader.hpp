// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_SCENARIO_READER_HPP
#define SENDMOCK_FAULTS_SCENARIO_READER_HPP

#include <sendmock/error.hpp>
#include <sendmock/faults/condition.hpp>
#include <sendmock/faults/detail/then_reader.hpp>
#include <sendmock/faults/detail/when_reader.hpp>
#include <sendmock/faults/rule.hpp>
#include <sendmock/faults/scenario.hpp>
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/logs/document_fault.hpp>
#include <sendmock/logs/document_place.hpp>
#include <sendmock/logs/file_text.hpp>
#include <sendmock/logs/input_fault.hpp>
#include <sendmock/logs/json_document.hpp>
#include <sendmock/logs/log_data_json.hpp>
#include <sendmock/logs/record_faults.hpp>
#include <sendmock/service/account.hpp>
#include <sendmock/service/settings_json.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock {

/// Reads scenarios from JSON text, strictly: what it does not know is a fault, with its place and
/// the nearest known name.
class scenario_reader {
public:
    /// Reads a whole document; nothing where there is any fault.
    [[nodiscard]] std::optional<scenario> read(std::string_view text) {
        faults_.clear();
        std::optional<scenario> made;
        attempt([&] {
            const nlohmann::ordered_json value = parse_json_object(text);
            made = read_document(document_place(value, text));
        });
        return faults_.empty() ? std::move(made) : std::nullopt;
    }

    /// What was wrong with the last document: the first fault of each of its members and of those
    /// of its rules, but all faults of logs.
    [[nodiscard]] const std::vector<document_fault>& faults() const noexcept { return faults_; }

private:
    template <class Part>
    void attempt(const Part& part) {
        try {
            part();
        } catch (const record_faults& several) {
            for (const input_fault& fault : several.faults()) {
                faults_.emplace_back(fault.pointer, cause_of(fault));
            }
        } catch (const document_fault& fault) {
            faults_.push_back(fault);
        }
    }

    [[nodiscard]] scenario read_document(const document_place& place) {
        constexpr std::array<std::string_view, 6> names{
            "name", "description", "seed", "server", "rules", "unused"};
        scenario made;
        attempt([&] { place.expect_object("a scenario", names); });
        attempt([&] {
            if (const auto name = place.find("name")) {
                made.name = name->string();
            }
        });
        attempt([&] {
            if (const auto description = place.find("description")) {
                made.description = description->string();
            }
        });
        attempt([&] {
            if (const auto seed = place.find("seed")) {
                made.seed = seed->integer();
            }
        });
        attempt([&] {
            if (const auto server = place.find("server")) {
                made.server = read_server(*server);
            }
        });
        attempt([&] {
            for (const document_place& one : place.at("rules").elements()) {
                if (auto sound = read_rule(one)) {
                    made.rules.push_back(*std::move(sound));
                }
            }
        });
        return made;
    }

    /// Reads a rule; nothing where there is any fault.
    [[nodiscard]] std::optional<rule> read_rule(const document_place& place) {
        constexpr std::array<std::string_view, 5> names{"name", "when", "times", "then", "fired"};
        const std::size_t faults_before = faults_.size();
        attempt([&] { place.expect_object("a rule", names); });
        if (!place.value().is_object()) {
            return std::nullopt;
        }
        rule made;
        condition_terms terms;
        attempt([&] {
            if (const auto name = place.find("name")) {
                made.name = name->string();
            }
        });
        attempt([&] {
            if (const auto when = place.find("when")) {
                terms = detail::read_when(*when);
            }
        });
        attempt([&] {
            if (const auto times = place.find("times")) {
                terms.times = read_times(*times);
            }
        });
        attempt([&] { made.then = detail::read_then(place.at("then")); });
        if (faults_.size() != faults_before) {
            return std::nullopt;
        }
        try {
            made.when = condition(std::move(terms));
            made.check();
        } catch (const std::invalid_argument& failure) {
            faults_.emplace_back(place.pointer(), failure.what());
            return std::nullopt;
        }
        return made;
    }

    /// @return nothing for always
    [[nodiscard]] static std::optional<std::uint32_t> read_times(const document_place& place) {
        constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
        return place.value().is_null()
                   ? std::nullopt
                   : std::optional(static_cast<std::uint32_t>(place.integer(1, most)));
    }

    [[nodiscard]] static scenario_server read_server(const document_place& place) {
        scenario_server made;
        made.data = read_data(place, "a server", {"accounts", "tls"});
        if (const auto tls = place.find("tls")) {
            made.tls = static_cast<tls_profile>(tls->one_of("a TLS profile", tls_profile_names));
        }
        if (const auto accounts = place.find("accounts")) {
            if (!accounts->value().is_array()) {
                throw document_fault(accounts->pointer(), "expected an array"); // not shown
            }
            std::set<std::string> keys;
            for (const document_place& one : accounts->elements()) {
                made.accounts.push_back(read_account(one));
                if (!keys.insert(made.accounts.back().key).second) {
                    throw document_fault(pointer_to("key", one.pointer()),
                                         "expected each key once");
                }
            }
        }
        return made;
    }

    [[nodiscard]] static scenario_account read_account(const document_place& place) {
        if (!place.value().is_object()) {
            throw document_fault(place.pointer(), "expected an object (an account)"); // not shown
        }
        scenario_account made;
        made.data = read_data(place, "an account", {"key", "secret"});
        const document_place key = place.at("key");
        made.key = key.string();
        try {
            account::check_key(made.key);
        } catch (const std::invalid_argument& failure) {
            throw document_fault(key.pointer(), failure.what());
        }
        const document_place secret = place.at("secret");
        if (!secret.value().is_string()) {
            throw document_fault(secret.pointer(), "expected a string"); // which is not shown
        }
        made.secret = secret.string();
        return made;
    }

    /// @param more  names that the object may have besides
    [[nodiscard]] static scenario_data read_data(const document_place& place,
                                                 const std::string& what,
                                                 std::vector<std::string_view> more) {
        more.insert(more.end(), {"logs", "generate"});
        more.insert(more.end(), setting_names.begin(), setting_names.end());
        place.expect_object(what, more);
        scenario_data made;
        const auto logs = place.find("logs");
        const auto generated = place.find("generate");
        if (logs && generated) {
            throw document_fault(generated->pointer(), "excludes logs, which are there as well");
        }
        if (logs) {
            made.logs = read_records(*logs);
        } else if (generated) {
            made.logs = read_generated_logs(*generated);
        }
        made.settings = read_settings(place);
        return made;
    }

    std::vector<document_fault> faults_;
};

/// Reads a scenario.
/// @throws error with a line for each fault: `NAME: POINTER: CAUSE`
[[nodiscard]] inline scenario parse_scenario(std::string_view text,
                                             std::string_view name = "scenario") {
    scenario_reader reader;
    std::optional<scenario> made = reader.read(text);
    if (!made) {
        std::string message;
        for (const document_fault& fault : reader.faults()) {
            message += message.empty() ? "" : "\n";
            message += std::string(name) + ": " + fault.what();
        }
        throw error(message);
    }
    return *std::move(made);
}

/// As `parse_scenario` with the contents of a file.
/// @throws error also where the file cannot be read
[[nodiscard]] inline scenario load_scenario(const std::filesystem::path& file) {
    return parse_scenario(read_file(file), file.string());
}

} // namespace sendmock

#endif
