// SPDX-License-Identifier: MIT
#include <sendmock/logs/random_bits.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <vector>

namespace unit::logs::random_bits {

using sendmock::random_bits;

/// How far counts are from being even; about as large as there are counts where they are random.
double chi_square(const std::vector<int>& counts, int draws) {
    const double expected = static_cast<double>(draws) / static_cast<double>(counts.size());
    double sum = 0;
    for (const int count : counts) {
        sum += (count - expected) * (count - expected) / expected;
    }
    return sum;
}

/// Draws numbers below a limit, and tells whether each is below it and whether they are even.
template <class Draw>
void check_evenness(std::size_t limit, const Draw& draw) {
    constexpr int draws = 100'000;
    std::vector<int> counts(limit);
    bool within = true;
    for (int i = 0; i < draws; ++i) {
        const auto drawn = static_cast<std::size_t>(draw());
        within = within && drawn < limit;
        ++counts[drawn % limit];
    }
    BOOST_TEST(within, "a draw is not below " << limit);
    // Far beyond chance on either side.
    const auto degrees = static_cast<double>(limit - 1);
    const double square = chi_square(counts, draws);
    BOOST_TEST(square < degrees + 15 * (degrees + 10) / 4, "uneven below " << limit);
    if (limit > 5) { // of few counts, chance makes even ones too
        BOOST_TEST(square > degrees / 20, "too even below " << limit);
    }
}

} // namespace unit::logs::random_bits

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(random_bits)

BOOST_AUTO_TEST_CASE(mixes_as_splitmix64_does) {
    // The published stream for the seed 1234567.
    std::uint64_t state = 1'234'567;
    for (const std::uint64_t expected :
         {6457827717110365317U, 3203168211198807973U, 9817491932198370423U}) {
        state += 0x9E3779B97F4A7C15U;
        BOOST_TEST(sendmock::mixed(state) == expected);
    }
}

BOOST_AUTO_TEST_CASE(draws_the_same_everywhere) {
    const auto check = [](random_bits bits, std::initializer_list<std::uint64_t> expected) {
        for (const std::uint64_t value : expected) {
            BOOST_TEST(bits.next() == value);
        }
    };
    check({0, 0, 0}, {0xE220A8397B1DCDAFU, 0x6E789E6AA1B965F4U, 0x06C45D188009454FU});
    check({42, 3, 7}, {0xE2ED5D5A6E36D52DU, 0xC6E4970C3E01A66DU, 0xA593AD0C00924218U});
    check({std::numeric_limits<std::uint64_t>::max(), 1, 1'000'000'000'000},
          {0xF1CFECBABFCBCB69U, 0x4EDFB660FE60D1F1U});
    static_assert(random_bits{42, 3, 7}.next32() == 0xE2ED5D5AU);
    BOOST_TEST(random_bits(42, 3, 7).below(1000) == 886U); // 0.88643...
    BOOST_TEST(random_bits(42, 3, 7).below64(1000) == 0xE2ED5D5A6E36D52DU % 1000);
}

BOOST_AUTO_TEST_CASE(draws_others_for_each_seed_purpose_and_place) {
    std::vector<std::uint64_t> firsts;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        for (std::uint64_t purpose = 0; purpose < 10; ++purpose) {
            for (std::uint64_t place = 0; place < 100; ++place) {
                firsts.push_back(random_bits(seed, purpose, place).next());
            }
        }
    }
    std::sort(firsts.begin(), firsts.end());
    BOOST_TEST((std::adjacent_find(firsts.begin(), firsts.end()) == firsts.end()));
}

BOOST_AUTO_TEST_CASE(draws_evenly_below_a_limit) {
    for (const std::uint32_t limit : {2U, 3U, 7U, 64U, 1000U}) {
        random_bits bits(1, 2, 3);
        check_evenness(limit, [&] { return bits.below(limit); });
        check_evenness(limit, [&] { return bits.below64(limit); });
    }
}

BOOST_AUTO_TEST_CASE(draws_evenly_from_place_to_place) {
    for (const std::uint32_t limit : {2U, 7U, 100U}) {
        std::uint64_t place = 0;
        check_evenness(limit, [&] { return random_bits(9, 3, place++).below(limit); });
        std::uint64_t seed = 0;
        check_evenness(limit, [&] { return random_bits(seed++, 3, 5).below(limit); });
    }
}

BOOST_AUTO_TEST_CASE(draws_nothing_but_0_below_1) {
    random_bits bits(1, 2, 3);
    bool zeros = true;
    for (int i = 0; i < 1000; ++i) {
        zeros = zeros && bits.below(1) == 0 && bits.below64(1) == 0;
    }
    BOOST_TEST(zeros);
}

BOOST_AUTO_TEST_CASE(draws_up_to_the_largest_limits) {
    constexpr auto most = std::numeric_limits<std::uint32_t>::max();
    random_bits bits(4, 5, 6);
    std::uint32_t largest = 0;
    std::uint64_t largest64 = 0;
    bool within = true;
    for (int i = 0; i < 10'000; ++i) {
        const auto drawn = bits.below(most);
        const auto drawn64 = bits.below64(std::uint64_t{1} << 60U);
        within = within && drawn < most && drawn64 < std::uint64_t{1} << 60U;
        largest = std::max(largest, drawn);
        largest64 = std::max(largest64, drawn64);
    }
    BOOST_TEST(within);
    BOOST_TEST(largest > most / 1000 * 999);
    BOOST_TEST(largest64 > (std::uint64_t{1} << 60U) / 1000 * 999);
}

BOOST_AUTO_TEST_CASE(a_share_of_0_holds_never_and_of_1_always) {
    using sendmock::share;
    constexpr auto most = std::numeric_limits<std::uint32_t>::max();
    BOOST_TEST(!share{}.holds(0));
    BOOST_TEST(!share{0.0}.holds(0));
    BOOST_TEST(!share{0.0}.holds(most));
    BOOST_TEST(share{1.0}.holds(0));
    BOOST_TEST(share{1.0}.holds(most));
    BOOST_TEST(share{0.5}.holds(0x7FFFFFFFU));
    BOOST_TEST(!share{0.5}.holds(0x80000000U));
    random_bits bits(7, 8, 9);
    int held = 0;
    for (int i = 0; i < 100'000; ++i) {
        held += bits.chance(share{0.25}) ? 1 : 0;
        BOOST_REQUIRE(!bits.chance(share{0.0}));
        BOOST_REQUIRE(bits.chance(share{1.0}));
    }
    BOOST_TEST(held > 24'000);
    BOOST_TEST(held < 26'000);
}

BOOST_AUTO_TEST_CASE(picks_every_element) {
    constexpr std::array<int, 5> from{0, 1, 2, 3, 4};
    random_bits bits(1, 1, 1);
    check_evenness(from.size(), [&] { return bits.pick(from); });
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
