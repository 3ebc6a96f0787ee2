// SPDX-License-Identifier: MIT
#include <sendmock/http/header_fields.hpp>

#include <boost/test/unit_test.hpp>
#include <rapidcheck/boost_test.h>

#include <string>
#include <utility>
#include <vector>

namespace property::http::header_fields {

using fields_t = sendmock::http::header_fields;

rc::Gen<std::string> name() {
    return rc::gen::element<std::string>("a", "A", "b", "B", "ab", "aB");
}

rc::Gen<fields_t> some_fields() {
    return rc::gen::map(rc::gen::container<std::vector<std::pair<std::string, int>>>(
                            rc::gen::pair(name(), rc::gen::inRange(0, 100))),
                        [](const std::vector<std::pair<std::string, int>>& lines) {
                            fields_t fields;
                            for (const auto& [field_name, value] : lines) {
                                fields.add(field_name, std::to_string(value));
                            }
                            return fields;
                        });
}

std::string others(const fields_t& fields, const std::string& left_out) {
    std::string lines;
    for (const auto& field : fields) {
        if (!sendmock::http::equal_ignoring_case(field.name, left_out)) {
            lines += field.name + ':' + field.value + '\n';
        }
    }
    return lines;
}

} // namespace property::http::header_fields

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(header_fields)

RC_BOOST_PROP(set_leaves_one_of_a_name_and_the_others_in_order, ()) {
    const fields_t before = *some_fields();
    const std::string changed = *name();
    fields_t after = before;
    after.set(changed, "new");
    RC_ASSERT(after.count(changed) == 1U);
    RC_ASSERT(*after.find(changed) == "new");
    RC_ASSERT(others(after, changed) == others(before, changed));
}

RC_BOOST_PROP(erase_leaves_none_of_a_name_and_the_others_in_order, ()) {
    const fields_t before = *some_fields();
    const std::string erased = *name();
    fields_t after = before;
    RC_ASSERT(after.erase(erased) == before.count(erased));
    RC_ASSERT(after.find(erased) == nullptr);
    RC_ASSERT(after.size() == before.size() - before.count(erased));
    RC_ASSERT(others(after, erased) == others(before, erased));
}

RC_BOOST_PROP(add_changes_what_is_found_only_for_a_new_name, ()) {
    const fields_t before = *some_fields();
    const std::string added = *name();
    fields_t after = before;
    after.add(added, "new");
    RC_ASSERT(after.count(added) == before.count(added) + 1);
    RC_ASSERT(*after.find(added) == (before.find(added) == nullptr ? "new" : *before.find(added)));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
