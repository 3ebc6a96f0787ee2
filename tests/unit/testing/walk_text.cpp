// SPDX-License-Identifier: MIT
#include <sendmock/testing/walk_cases.hpp>
#include <sendmock/testing/walk_text.hpp>

#include <boost/test/unit_test.hpp>
#include <rapidcheck.h>

#include <cstddef>
#include <set>
#include <string>

namespace unit::testing::walk_text {

using sendmock::testing::walk_case;
using sendmock::testing::walk_from_text;

} // namespace unit::testing::walk_text

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(walk_text)

BOOST_AUTO_TEST_CASE(each_trouble_has_a_word_of_its_own) {
    std::set<std::string> words;
    for (const auto& one : sendmock::testing::troubles()) {
        const std::string word = sendmock::testing::detail::slug_of(one);
        BOOST_TEST(!word.empty(), one.name);
        BOOST_TEST(words.insert(word).second, word);
    }
    BOOST_TEST(words.contains("a-relative-next"));
    BOOST_TEST(words.contains("ids-beyond-2-53"));
}

BOOST_AUTO_TEST_CASE(reading_inverts_writing) {
    for (std::size_t trouble = 0; trouble < sendmock::testing::troubles().size(); ++trouble) {
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const walk_case one =
                sendmock::testing::walk_cases(trouble)(rc::Random(seed), 100).value();
            const std::string text = sendmock::testing::walk_text(one);
            BOOST_TEST_REQUIRE(walk_from_text(text).has_value(), text);
            BOOST_TEST((*walk_from_text(text) == one), text);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_walk_is_one_plain_word) {
    const walk_case one{
        .rows = 3, .page_size = 2, .ordering = sendmock::ordering::id_descending, .parameters = 15};
    BOOST_TEST(sendmock::testing::walk_text(one) ==
               "none:rows=3,page_size=2,page=1,by_id,parameters=15");
}

BOOST_AUTO_TEST_CASE(malformed_walks_are_refused) {
    for (const char* text : {"",
                             "none",
                             "nonesuch:rows=1",
                             "none:",
                             "none:rows",
                             "none:rows=",
                             "none:rows=x",
                             "none:rows=1x",
                             "none:rows=-1",
                             "none:rows=1,",
                             "none:rows=99999999",
                             "none:rows=1,page_size=0",
                             "none:rows=1,page_size=1001",
                             "none:rows=1,page=0",
                             "none:rows=1,style=99",
                             "none:rows=1,seed=99999999999999999999",
                             "none:rows=1,colour=2",
                             "none:rows=1,rows=1",
                             "none:by_id,rows=1,by_id"}) {
        BOOST_TEST(!walk_from_text(text).has_value(), text);
    }
}

BOOST_AUTO_TEST_CASE(a_member_that_is_there_twice_is_named) {
    using sendmock::testing::repeated_member;
    BOOST_TEST((repeated_member("none:rows=1,page=1,rows=2") == "rows"));
    BOOST_TEST((repeated_member("none:backward,rows=1,backward") == "backward"));
    BOOST_TEST(!repeated_member("rows:rows=1,page=1").has_value());
    BOOST_TEST(!repeated_member("").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
