// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_RANDOM_BITS_HPP
#define SENDMOCK_LOGS_RANDOM_BITS_HPP

#include <cstddef>
#include <cstdint>

namespace sendmock {

/// The finalizer of SplitMix64 (Steele, Lea and Flood, 2014).
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t bits) noexcept {
    bits = (bits ^ (bits >> 30U)) * 0xBF58476D1CE4E5B9U;
    bits = (bits ^ (bits >> 27U)) * 0x94D049BB133111EBU;
    return bits ^ (bits >> 31U);
}

/// A share of all draws, as the bound below which a 32-bit draw must lie.
class share {
public:
    constexpr share() = default;

    /// @param of_one  0 to 1
    constexpr explicit share(double of_one) noexcept
        : bound_(static_cast<std::uint64_t>(of_one * 4294967296.0)) {}

    [[nodiscard]] constexpr bool holds(std::uint32_t draw) const noexcept { return draw < bound_; }

private:
    std::uint64_t bound_ = 0;
};

/// Random draws that depend on a seed and a place in a sequence alone, the same on every machine:
/// SplitMix64 from a start of its own for each place.
class random_bits {
public:
    /// @param purpose  one for each kind of place, so that their draws have nothing in common
    constexpr random_bits(std::uint64_t seed, std::uint64_t purpose, std::uint64_t place) noexcept
        : state_(mixed(mixed(seed + purpose * step_) ^ (place * 0xD1342543DE82EF95U))) {}

    constexpr std::uint64_t next() noexcept {
        state_ += step_;
        return mixed(state_);
    }

    constexpr std::uint32_t next32() noexcept { return static_cast<std::uint32_t>(next() >> 32U); }

    /// From 0 up to, but without, `limit`, which is at least 1; even to one part in 2^32.
    constexpr std::uint32_t below(std::uint32_t limit) noexcept {
        return static_cast<std::uint32_t>((std::uint64_t{next32()} * limit) >> 32U);
    }

    /// As `below` for limits beyond 32 bits, even to one part in 2^64 / limit.
    constexpr std::uint64_t below64(std::uint64_t limit) noexcept { return next() % limit; }

    constexpr bool chance(share of_all) noexcept { return of_all.holds(next32()); }

    /// One of the elements of an array that is not empty.
    template <class Array>
    constexpr const auto& pick(const Array& from) noexcept {
        return from[below(static_cast<std::uint32_t>(from.size()))];
    }

private:
    static constexpr std::uint64_t step_ = 0x9E3779B97F4A7C15U;

    std::uint64_t state_;
};

} // namespace sendmock

#endif
