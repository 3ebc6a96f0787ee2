// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_CHOICES_HPP
#define SENDMOCK_TESTING_DETAIL_CHOICES_HPP

#include <rapidcheck.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace sendmock::testing::detail {

/// One of these, each as probable; it shrinks to the first.
template <class T>
[[nodiscard]] rc::Gen<T> one_of(std::vector<T> values) {
    const T plain = values.front();
    return rc::gen::shrink(rc::gen::elementOf(std::move(values)), [plain](const T& value) {
        return value == plain ? rc::Seq<T>() : rc::seq::just(plain);
    });
}

/// True so often, at most 99 times of 100; it shrinks to false.
[[nodiscard]] inline rc::Gen<bool> rarely(std::size_t percent) {
    std::vector<bool> values(100, false);
    std::fill_n(values.rbegin(), std::min<std::size_t>(percent, 99), true);
    return one_of(std::move(values));
}

} // namespace sendmock::testing::detail

#endif
