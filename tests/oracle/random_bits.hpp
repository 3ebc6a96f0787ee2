// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_ORACLE_RANDOM_BITS_HPP
#define SENDMOCK_TESTS_ORACLE_RANDOM_BITS_HPP

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>

namespace sendmock::tests {

/// Random choices that are the same for one seed with every standard library.
class random_bits {
public:
    explicit random_bits(std::uint64_t seed) : engine_(seed) {}

    /// A number from 0 to count - 1.
    [[nodiscard]] std::size_t below(std::size_t count) {
        return static_cast<std::size_t>(engine_() % count);
    }

    [[nodiscard]] std::int64_t between(std::int64_t least, std::int64_t most) {
        const auto count = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least) + 1;
        const std::uint64_t chosen = count == 0 ? engine_() : engine_() % count;
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(least) + chosen);
    }

    [[nodiscard]] bool chance(std::size_t percent) { return below(100) < percent; }

    template <class Choices>
    [[nodiscard]] const auto& pick(const Choices& choices) {
        return std::data(choices)[below(std::size(choices))];
    }

    template <class Values>
    void shuffle(Values& values) {
        for (std::size_t left = std::size(values); left > 1; --left) {
            std::swap(values[left - 1], values[below(left)]);
        }
    }

private:
    std::mt19937_64 engine_;
};

/// The seed of this run: SENDMOCK_SEED from the environment, else a new one.
/// @throws std::invalid_argument if the variable holds no number
[[nodiscard]] inline std::uint64_t run_seed() {
    static const std::uint64_t seed = [] {
        if (const char* text = std::getenv("SENDMOCK_SEED"); text != nullptr && *text != '\0') {
            std::size_t end = 0;
            const std::uint64_t given = std::stoull(text, &end);
            if (text[end] != '\0') {
                throw std::invalid_argument(std::string("SENDMOCK_SEED is no number: ") + text);
            }
            return given;
        }
        std::random_device device;
        return std::uint64_t{device()} << 32 | device();
    }();
    return seed;
}

} // namespace sendmock::tests

#endif
