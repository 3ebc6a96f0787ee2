// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_BENCHMARKS_FIGURES_HPP
#define SENDMOCK_TOOLS_BENCHMARKS_FIGURES_HPP

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

namespace sendmock::benchmark {

/// @param values  at least one
[[nodiscard]] inline double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// How long something takes, in microseconds.
template <class Function>
[[nodiscard]] double microseconds_of(Function&& function) {
    const auto start = std::chrono::steady_clock::now();
    function();
    const std::chrono::duration<double, std::micro> passed =
        std::chrono::steady_clock::now() - start;
    return passed.count();
}

} // namespace sendmock::benchmark

#endif
