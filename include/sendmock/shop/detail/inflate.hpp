// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_DETAIL_INFLATE_HPP
#define SENDMOCK_SHOP_DETAIL_INFLATE_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sendmock::detail::shop {

/// Decompresses deflate data (RFC 1951). What is wrong with it is said in zlib's words.
class inflater {
public:
    /// @param most  no more than so many bytes are kept
    inflater(std::string_view data, std::size_t most) noexcept : data_(data), most_(most) {}

    /// Reads up to the end of the compressed data.
    /// @return false if the data ends before, is faulty, or means more than may be kept
    bool run() {
        for (bool last = false; !last;) {
            last = bits(1) == 1;
            const unsigned kind = bits(2);
            const bool done = short_      ? false
                              : kind == 0 ? read_stored()
                              : kind == 1 ? read_compressed(fixed_lengths(), fixed_distances())
                              : kind == 2 ? read_dynamic()
                                          : fail("invalid block type");
            if (!done) {
                return false;
            }
        }
        return true;
    }

    /// What was decompressed.
    [[nodiscard]] const std::string& output() const noexcept { return output_; }

    /// Empty if there is none.
    [[nodiscard]] std::string_view fault() const noexcept { return fault_; }

    [[nodiscard]] bool is_full() const noexcept { return full_; }

    /// The bytes behind the compressed data, once run() returned true.
    [[nodiscard]] std::string_view rest() const noexcept { return data_.substr(at_); }

private:
    static constexpr std::size_t most_bits = 15;

    /// A canonical Huffman code: how many codes of each length there are, and the symbols in order.
    struct code {
        std::array<unsigned, most_bits + 1> counts{};
        std::array<std::uint16_t, 288> symbols{};
        int left = 1; ///< codes that stand for nothing; below 0 there are too many

        code(const std::uint8_t* lengths, std::size_t size) noexcept {
            for (std::size_t i = 0; i < size; ++i) {
                ++counts[lengths[i]];
            }
            std::array<unsigned, most_bits + 2> offsets{};
            for (std::size_t length = 1; length <= most_bits; ++length) {
                left = left < 0 ? left : left * 2 - static_cast<int>(counts[length]);
                offsets[length + 1] = offsets[length] + counts[length];
            }
            for (std::size_t i = 0; i < size; ++i) {
                if (lengths[i] != 0) {
                    symbols[offsets[lengths[i]]++] = static_cast<std::uint16_t>(i);
                }
            }
        }
    };

    bool fail(std::string_view fault) noexcept {
        fault_ = fault;
        return false;
    }

    [[nodiscard]] unsigned bits(unsigned count) noexcept {
        while (held_ < count) {
            if (at_ == data_.size()) {
                short_ = true;
                return 0;
            }
            hold_ |= static_cast<std::uint32_t>(static_cast<unsigned char>(data_[at_++])) << held_;
            held_ += 8;
        }
        const unsigned value = hold_ & ((1U << count) - 1U);
        hold_ >>= count;
        held_ -= count;
        return value;
    }

    /// @return -1 where no code begins so, or the data ends
    [[nodiscard]] int symbol(const code& of) noexcept {
        int first = 0;
        int value = 0;
        int index = 0;
        for (std::size_t length = 1; length <= most_bits; ++length) {
            value |= static_cast<int>(bits(1));
            if (short_) {
                return -1;
            }
            const int count = static_cast<int>(of.counts[length]);
            if (value - count < first) {
                return of.symbols[static_cast<std::size_t>(index + (value - first))];
            }
            index += count;
            first = (first + count) * 2;
            value *= 2;
        }
        return -1;
    }

    bool put(char byte) {
        full_ = full_ || output_.size() == most_;
        if (!full_) {
            output_ += byte;
        }
        return !full_;
    }

    bool read_stored() {
        hold_ = 0; // up to the next whole byte
        held_ = 0;
        const unsigned size = bits(16);
        const unsigned inverted = bits(16);
        if (short_) {
            return false;
        }
        if (size != (~inverted & 0xFFFFU)) {
            return fail("invalid stored block lengths");
        }
        for (unsigned i = 0; i < size; ++i) {
            if (at_ == data_.size() || !put(data_[at_])) {
                return false;
            }
            ++at_;
        }
        return true;
    }

    [[nodiscard]] static const code& fixed_lengths() {
        static const code made = [] {
            std::array<std::uint8_t, 288> lengths{};
            for (std::size_t i = 0; i < lengths.size(); ++i) {
                lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
            }
            return code(lengths.data(), lengths.size());
        }();
        return made;
    }

    [[nodiscard]] static const code& fixed_distances() {
        static const code made = [] {
            std::array<std::uint8_t, 32> lengths{};
            lengths.fill(5);
            return code(lengths.data(), lengths.size());
        }();
        return made;
    }

    bool read_dynamic() {
        const std::size_t literals = bits(5) + 257;
        const std::size_t distances = bits(5) + 1;
        const std::size_t sizes = bits(4) + 4;
        if (short_) {
            return false;
        }
        if (literals > 286 || distances > 30) {
            return fail("too many length or distance symbols");
        }
        constexpr std::array<std::uint8_t, 19> order{
            16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
        std::array<std::uint8_t, 19> size_lengths{};
        for (std::size_t i = 0; i < sizes; ++i) {
            size_lengths[order[i]] = static_cast<std::uint8_t>(bits(3));
        }
        const code of_sizes(size_lengths.data(), size_lengths.size());
        if (short_) {
            return false;
        }
        if (of_sizes.left != 0) {
            return fail("invalid code lengths set");
        }
        std::array<std::uint8_t, 286 + 30> lengths{};
        if (!read_lengths(of_sizes, lengths.data(), literals + distances)) {
            return false;
        }
        constexpr std::size_t end_of_block = 256;
        if (lengths[end_of_block] == 0) {
            return fail("invalid code -- missing end-of-block");
        }
        const code of_literals(lengths.data(), literals);
        if (is_bad(of_literals, literals)) {
            return fail("invalid literal/lengths set");
        }
        const code of_distances(lengths.data() + literals, distances);
        if (is_bad(of_distances, distances)) {
            return fail("invalid distances set");
        }
        return read_compressed(of_literals, of_distances);
    }

    /// Only a code with one symbol, or none, may be incomplete.
    [[nodiscard]] static bool is_bad(const code& made, std::size_t size) noexcept {
        return made.left < 0 || (made.left > 0 && size - made.counts[0] > 1);
    }

    bool read_lengths(const code& of_sizes, std::uint8_t* lengths, std::size_t size) {
        for (std::size_t i = 0; i < size;) {
            const int value = symbol(of_sizes);
            if (value < 0) {
                return false;
            }
            if (value < 16) {
                lengths[i++] = static_cast<std::uint8_t>(value);
                continue;
            }
            if (value == 16 && i == 0) {
                return fail("invalid bit length repeat");
            }
            const std::uint8_t repeated = value == 16 ? lengths[i - 1] : std::uint8_t{0};
            std::size_t times = value == 16   ? 3 + bits(2)
                                : value == 17 ? 3 + bits(3)
                                              : 11 + bits(7);
            if (short_) {
                return false;
            }
            if (times > size - i) {
                return fail("invalid bit length repeat");
            }
            for (; times > 0; --times) {
                lengths[i++] = repeated;
            }
        }
        return true;
    }

    bool read_compressed(const code& of_literals, const code& of_distances) {
        constexpr std::array<std::uint16_t, 29> sizes{3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                                      15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                                      67, 83, 99, 115, 131, 163, 195, 227, 258};
        constexpr std::array<std::uint8_t, 29> size_bits{
            0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
        constexpr std::array<std::uint16_t, 30> steps{
            1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
            193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
        for (;;) {
            const int value = symbol(of_literals);
            if (value < 0) {
                return !short_ && fail("invalid literal/length code");
            }
            if (value == 256) {
                return true;
            }
            if (value < 256) {
                if (!put(static_cast<char>(value))) {
                    return false;
                }
                continue;
            }
            const auto kind = static_cast<std::size_t>(value - 257);
            if (kind >= sizes.size()) {
                return fail("invalid literal/length code");
            }
            const std::size_t size = sizes[kind] + bits(size_bits[kind]);
            const int step = symbol(of_distances);
            if (short_) {
                return false;
            }
            if (step < 0 || static_cast<std::size_t>(step) >= steps.size()) {
                return fail("invalid distance code");
            }
            const auto extra = static_cast<unsigned>(step < 2 ? 0 : step / 2 - 1);
            const std::size_t distance = steps[static_cast<std::size_t>(step)] + bits(extra);
            if (short_) {
                return false;
            }
            if (distance > output_.size()) {
                return fail("invalid distance too far back");
            }
            for (std::size_t i = 0; i < size; ++i) {
                if (!put(output_[output_.size() - distance])) {
                    return false;
                }
            }
        }
    }

    std::string_view data_;
    std::size_t most_;
    std::size_t at_ = 0;
    std::uint32_t hold_ = 0; // bits taken off the data and not read yet
    unsigned held_ = 0;      // how many
    bool short_ = false;     // the data ended too early
    bool full_ = false;
    std::string output_;
    std::string_view fault_;
};

} // namespace sendmock::detail::shop

#endif
