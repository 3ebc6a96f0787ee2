// SPDX-License-Identifier: MIT
#include <sendmock/version.hpp>

#include "call_shop_command.hpp"
#include "command_options.hpp"
#include "generate_command.hpp"
#include "scenarios_command.hpp"
#include "serve_command.hpp"
#include "validate_command.hpp"
#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

namespace {

// Exit statuses of all commands.
constexpr int bad_usage = 2;
constexpr int cannot_start = 3;

int fail(int status, const std::string& message) {
    std::fprintf(stderr, "sendmock: %s\n", message.c_str());
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
    return (names.empty() ? "there is a word too many" : "there is no option" + names) +
           "; see --help";
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
    try {
        app.parse(argc, argv);
    } catch (const CLI::ExtrasError&) {
        return fail(bad_usage, unexpected(app.remaining(true)));
    } catch (const CLI::ParseError& failure) {
        return app.exit(failure) == 0 ? 0 : bad_usage;
    }
    try {
        return generate.chosen()    ? generate.run()
               : validate.chosen()  ? validate.run()
               : scenarios.chosen() ? scenarios.run()
               : call_shop.chosen() ? call_shop.run()
                                    : serve.run();
    } catch (const sendmock::command::usage_error& failure) {
        return fail(bad_usage, failure.what());
    } catch (const std::exception& failure) {
        return fail(cannot_start, failure.what());
    }
}
