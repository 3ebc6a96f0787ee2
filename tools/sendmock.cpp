// SPDX-License-Identifier: MIT
#include <sendmock/http/printable.hpp>
#include <sendmock/logs/nearest_name.hpp>
#include <sendmock/version.hpp>

#include "call_shop_command.hpp"
#include "check_command.hpp"
#include "command_options.hpp"
#include "exit_status.hpp"
#include "generate_command.hpp"
#include "run_command.hpp"
#include "scenarios_command.hpp"
#include "serve_command.hpp"
#include "validate_command.hpp"
#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace {

using sendmock::command::bad_usage;
using sendmock::command::cannot_start;

int fail(int status, const std::string& message) {
    // It may hold what a client wrote, or a file.
    std::fprintf(stderr, "sendmock: %s\n", sendmock::http::printable_lines(message).c_str());
    return status;
}

/// Names options that there are not. All other words may be secrets that one of these was to take.
std::string unexpected(const std::vector<std::string>& words) {
    std::string names;
    for (const std::string& word : words) {
        if (word.starts_with('-')) {
            names += ' ' + word.substr(0, word.find('='));
        }
    }
    return (names.empty() ? "unexpected argument" : "there is no option" + names) + "; see --help";
}

std::vector<std::string> command_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        names.push_back(command->get_name());
    }
    return names;
}

/// What to say of a first word that is not a command.
/// @param word  empty where there is none
std::string no_command(const std::string& word, const std::vector<std::string>& names) {
    constexpr std::size_t close = 2; // letters
    const std::vector<std::string_view> known(names.begin(), names.end());
    const std::string_view nearest = sendmock::nearest_name(word, known);
    const std::string cause =
        word.empty() ? "expected a command" : "there is no command \"" + word + '"';
    if (sendmock::edit_distance(word, nearest) <= close) {
        return cause + "; did you mean " + std::string(nearest) +
               "? sendmock --help lists all commands";
    }
    std::string list;
    for (const std::string& name : names) {
        list += (list.empty() ? "" : ", ") + name;
    }
    return cause + "; the commands are " + list + "; see sendmock --help";
}

/// Takes what follows `--` off the command line of those subcommands that start a program.
std::vector<std::string> take_command(int& argc, char** argv) {
    const std::string subcommand = argc > 1 ? argv[1] : "";
    if (subcommand != "check" && subcommand != "run") {
        return {};
    }
    char** const end = argv + argc;
    char** const separator = std::find(argv, end, std::string_view("--"));
    if (separator == end) {
        return {};
    }
    argc = static_cast<int>(separator - argv);
    return {separator + 1, end};
}

/// So that no socket of the server's gets the number of a standard stream that is closed.
void open_standard_streams() {
    int opened = 0;
    do {
        opened = ::open("/dev/null", O_RDWR);
    } while (opened >= 0 && opened <= STDERR_FILENO);
    if (opened >= 0) {
        ::close(opened);
    }
}

} // namespace

int main(int argc, char** argv) {
    open_standard_streams();
    CLI::App app("A mock of Sendcloud's integration exception logs");
    app.set_version_flag("--version", std::string(sendmock::version));
    app.require_subcommand(1);
    const sendmock::command::serve_command serve(app);
    const sendmock::command::generate_command generate(app);
    const sendmock::command::validate_command validate(app);
    const sendmock::command::scenarios_command scenarios(app);
    const sendmock::command::call_shop_command call_shop(app);
    const std::vector<std::string> command = take_command(argc, argv);
    const sendmock::command::check_command check(app, command);
    const sendmock::command::run_command run(app, command);
    const std::string word = argc > 1 ? argv[1] : "";
    const std::vector<std::string> names = command_names(app);
    if (!word.starts_with('-') && std::find(names.begin(), names.end(), word) == names.end()) {
        return fail(bad_usage, no_command(word, names));
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ExtrasError&) {
        return fail(bad_usage, unexpected(app.remaining(true)));
    } catch (const CLI::ParseError& failure) {
        return failure.get_exit_code() == 0
                   ? app.exit(failure) // --help or --version
                   : fail(bad_usage, std::string(failure.what()) + "; see --help");
    }
    try {
        return generate.chosen()    ? generate.run()
               : validate.chosen()  ? validate.run()
               : scenarios.chosen() ? scenarios.run()
               : call_shop.chosen() ? call_shop.run()
               : check.chosen()     ? check.run()
               : run.chosen()       ? run.run()
                                    : serve.run();
    } catch (const sendmock::command::usage_error& failure) {
        return fail(bad_usage, failure.what());
    } catch (const std::exception& failure) {
        return fail(cannot_start, failure.what());
    }
}
