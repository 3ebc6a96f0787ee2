// SPDX-License-Identifier: MIT
// No line of the C++ in README.md but stands in readme.cpp, where it is compiled and run.
#include <sendmock/faults/scenario_reader.hpp>

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <set>
#include <string>
#include <vector>

namespace examples::lines_of_readme {

std::vector<std::string> lines_of(const std::string& file) {
    std::ifstream in(std::string(SENDMOCK_TESTS_DIR) + "/" + file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) {
        const auto first = line.find_first_not_of(' ');
        lines.push_back(first == std::string::npos ? "" : line.substr(first));
    }
    return lines;
}

/// @param language  as it stands behind the three backquotes
std::vector<std::string> code_in(const std::vector<std::string>& markdown,
                                 const std::string& language = "cpp") {
    std::vector<std::string> code;
    bool inside = false;
    for (const std::string& line : markdown) {
        if (line.starts_with("```")) {
            inside = line == "```" + language;
        } else if (inside && !line.empty()) {
            code.push_back(line);
        }
    }
    return code;
}

} // namespace examples::lines_of_readme

BOOST_AUTO_TEST_SUITE(examples)
BOOST_AUTO_TEST_SUITE(lines_of_readme)

BOOST_AUTO_TEST_CASE(each_stands_in_a_test) {
    const auto tested = lines_of("examples/readme.cpp");
    const std::set<std::string> known(tested.begin(), tested.end());
    const auto shown = code_in(lines_of("../README.md"));
    BOOST_TEST(!shown.empty());
    for (const std::string& line : shown) {
        BOOST_TEST(known.contains(line), "only in README.md: " << line);
    }
}

BOOST_AUTO_TEST_CASE(the_scenario_can_be_read) {
    std::string text;
    for (const std::string& line : code_in(lines_of("../README.md"), "json")) {
        text += line;
    }
    BOOST_TEST(sendmock::parse_scenario(text).rules.size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
