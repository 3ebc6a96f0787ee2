// SPDX-License-Identifier: MIT
// CTest runs each file by the suites that it is named after, so that a case in any other suite
// would never be run.

#include <boost/test/tree/observer.hpp>
#include <boost/test/tree/traverse.hpp>
#include <boost/test/tree/visitor.hpp>
#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

namespace {

namespace unit_test = boost::unit_test;

class suite_path_check : public unit_test::test_tree_visitor {
public:
    void visit(const unit_test::test_case& test) override {
        const std::string_view file{test.p_file_name.begin(), test.p_file_name.size()};
        constexpr std::string_view folder = "/tests/";
        constexpr std::string_view extension = ".cpp";
        const auto below = file.rfind(folder) + folder.size();
        const std::string suites{file.substr(below, file.size() - below - extension.size())};
        if (!test.full_name().starts_with(suites + '/')) {
            throw std::logic_error{test.full_name() + " is not in the suites of its file, " +
                                   suites};
        }
    }
};

struct every_case_stands_in_the_suites_of_its_file {
    void setup() {
        suite_path_check check;
        unit_test::traverse_test_tree(
            unit_test::framework::master_test_suite(), check, /*ignore_status=*/true);
    }
};

} // namespace

BOOST_TEST_GLOBAL_FIXTURE(every_case_stands_in_the_suites_of_its_file);
