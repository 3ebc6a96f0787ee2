// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_WALK_CASES_HPP
#define SENDMOCK_TESTING_WALK_CASES_HPP

#include <sendmock/logs/random_bits.hpp>
#include <sendmock/testing/check_options.hpp>
#include <sendmock/testing/troubles.hpp>
#include <sendmock/testing/walk_case.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::testing {

/// What is settled of a case besides its trouble.
enum class walk_variant {
    later_page, ///< it goes wrong after the first page, if it can; the order is by time
    first_page, ///< it goes wrong at once, if it can; the order is by id
    any         ///< nothing
};

namespace detail {

/// The nearest case that its trouble allows.
[[nodiscard]] inline walk_case fitted(walk_case one) {
    const trouble& what = trouble_of(one);
    one.page_size = std::max(1U, one.page_size);
    one.rows = std::max(one.rows,
                        (what.fewest_pages - 1) * one.page_size + (what.fewest_pages > 1 ? 1 : 0));
    one.page = what.last_page
                   ? one.pages()
                   : std::clamp(one.page, std::min(what.first_page, one.pages()), one.pages());
    if (what.style != data_style::ordinary) {
        one.style = what.style;
    }
    return one;
}

/// Simpler cases, the simplest first: no trouble, few rows, early pages.
[[nodiscard]] inline std::vector<walk_case> simpler(const walk_case& one) {
    std::vector<walk_case> found;
    const auto offer = [&](walk_case changed) {
        changed = fitted(changed);
        if (changed != one && changed.rows <= one.rows &&
            std::find(found.begin(), found.end(), changed) == found.end()) {
            found.push_back(changed);
        }
    };
    const auto with = [&](const auto& change) {
        walk_case changed = one;
        change(changed);
        offer(changed);
    };
    if (one.trouble != 0 && !one.backward) {
        with([](walk_case& next) {
            next.trouble = 0;
            next.style = data_style::ordinary;
        });
    }
    with([](walk_case& next) { next.parameters = 0; });
    for (std::size_t at = 0; at < url_parameters.size(); ++at) {
        with([&](walk_case& next) { next.parameters &= 1U << at; });
    }
    for (std::size_t at = 0; at < url_parameters.size(); ++at) {
        with([&](walk_case& next) { next.parameters &= ~(1U << at); });
    }
    with([](walk_case& next) { next.of_integration = false; });
    with([](walk_case& next) { next.ordering = sendmock::ordering::created_at_descending; });
    with([](walk_case& next) { next.rows = 0; });
    with([](walk_case& next) {
        next.rows = next.pages();
        next.page_size = 1;
    });
    with([](walk_case& next) {
        next.rows = 2;
        next.page_size = 1;
    });
    with([](walk_case& next) { next.rows /= 2; });
    with([](walk_case& next) { next.rows -= next.rows > next.page_size ? next.page_size : 0; });
    with([](walk_case& next) { next.rows -= next.rows > 0 ? 1 : 0; });
    with([](walk_case& next) { next.page_size -= 1; });
    with([](walk_case& next) { next.page = 1; });
    with([](walk_case& next) { next.page -= next.page > 1 ? 1 : 0; });
    with([](walk_case& next) { next.amount = 0; });
    with([](walk_case& next) { next.amount /= 2; });
    with([](walk_case& next) { next.seed = 0; });
    return found;
}

/// How many rows have, nearly always, all the oddities that a style has at random.
[[nodiscard]] constexpr std::uint32_t enough_rows(data_style style) noexcept {
    switch (style) {
    case data_style::unusual_texts:
        return 60;
    case data_style::many_ties:
    case data_style::sparse:
    case data_style::other_zones:
    case data_style::of_all_kinds:
        return 40;
    case data_style::ordinary:
    case data_style::ids_at_2_31:
    case data_style::ids_at_2_53:
    case data_style::ids_beyond_2_53:
    case data_style::long_bodies:
    case data_style::large_pages:
    case data_style::huge_pages:
    case data_style::hundreds_of_pages:
        break;
    }
    return 0;
}

/// Whether a trouble can act on the first page as well as on a later one.
[[nodiscard]] inline bool acts_on_any_page(const trouble& what) {
    if (what.first_page > 1 || what.last_page) {
        return false;
    }
    const walk_case first{.rows = 4, .page_size = 1, .page = 1};
    walk_case later = first;
    later.page = 2;
    const std::vector<rule> at_first = what.rules(first);
    return !at_first.empty() &&
           at_first.front().when.terms().page != what.rules(later).front().when.terms().page;
}

/// Logs on one to six pages, or more where a style wants it, that are just full or one row from it.
inline void draw_size(walk_case& one, random_bits& bits, walk_variant variant) {
    const trouble& what = trouble_of(one);
    if (what.style == data_style::large_pages || what.style == data_style::huge_pages) {
        one.page_size = what.style == data_style::huge_pages ? 40 : 100;
        one.rows = one.page_size + bits.below(what.style == data_style::huge_pages ? 10 : 200);
        return;
    }
    if (what.style == data_style::hundreds_of_pages) {
        one.page_size = 1;
        one.rows = 300;
        return;
    }
    const std::uint32_t enough = enough_rows(what.style);
    constexpr std::array<std::uint32_t, 7> sizes{1, 2, 3, 4, 5, 10, 20};
    one.page_size = enough != 0 ? 10 * (1 + bits.below(2)) : bits.pick(sizes);
    const std::uint32_t pages = std::max(enough / one.page_size, what.fewest_pages) + bits.below(6);
    one.rows = pages * one.page_size;
    const std::uint32_t edge = bits.below(4);
    one.rows = edge == 0 ? one.rows - 1 : edge == 1 ? one.rows + 1 : one.rows;
    if (variant == walk_variant::later_page) {
        one.rows = std::max(one.rows, 1U); // an empty account alone shows little of a trouble
    } else if (what.fewest_pages == 1 && enough == 0 && bits.below(12) == 0) {
        one.rows = bits.below(2);
    }
}

} // namespace detail

/// A case with a given trouble, and all simpler ones. Shrinks to no trouble, then to few rows.
[[nodiscard]] inline rc::Gen<walk_case> walk_cases(std::size_t trouble,
                                                   walk_variant variant = walk_variant::any) {
    return [trouble, variant](const rc::Random& random, int) {
        random_bits bits(rc::Random(random).next(), 0x77, trouble);
        walk_case one{.trouble = trouble, .seed = bits.next() >> 12U};
        const testing::trouble& what = trouble_of(one);
        detail::draw_size(one, bits, variant);
        one.amount = bits.below(2000);
        const bool by_id = bits.below(3) == 0;
        one.ordering =
            variant == walk_variant::first_page || (variant == walk_variant::any && by_id)
                ? sendmock::ordering::id_descending
                : sendmock::ordering::created_at_descending;
        one.parameters = bits.below(3) == 0 ? all_parameters : 0;
        one.of_integration = bits.below(4) == 0;
        if (variant == walk_variant::later_page && detail::acts_on_any_page(what)) {
            one.rows = std::max(one.rows, one.page_size + 1);
            one.page = 2 + bits.below(one.pages() - 1);
        } else if (variant == walk_variant::first_page) {
            one.page = what.first_page;
        } else {
            one.page = what.first_page + bits.below(one.pages());
        }
        one.backward = what.ability == "backward";
        return rc::shrinkable::shrinkRecur(detail::fitted(one), [](const walk_case& from) {
            return rc::seq::fromContainer(detail::simpler(from));
        });
    };
}

namespace detail {

/// Whether walks with a trouble can tell anything of an invariant.
[[nodiscard]] inline bool concerns(const trouble& one, invariant which) {
    const auto is_at_loss = [&](const trouble& other) { return other.at_loss == which; };
    const auto is_refused = [&](const trouble& other) { return other.no_request == which; };
    switch (which) {
    case invariant::times_out:
        return one.stalls;
    case invariant::credentials_stay_home:
        return one.leads_elsewhere;
    case invariant::reports_tls_failure:
        return is_at_loss(one) || one.no_request.has_value();
    case invariant::no_downgrade:
        return one.tls.has_value();
    case invariant::rows_before_failure_kept:
        return one.ability == "partial";
    case invariant::retry_after_kept:
        return one.ability == "retry-after";
    case invariant::memory_flat:
        return false; // has walks of its own
    case invariant::int64_ids_exact:
        return one.style == data_style::ids_beyond_2_53;
    case invariant::complete:
        return is_at_loss(one);
    default:
        break;
    }
    if (is_at_loss(one) || is_refused(one)) {
        return true;
    }
    return std::none_of(troubles().begin(), troubles().end(), [&](const trouble& other) {
        return is_at_loss(other) || is_refused(other);
    });
}

} // namespace detail

/// What is drawn of a case before the case itself.
struct drawn_trouble {
    std::size_t trouble = 0; ///< its place in `troubles`
    walk_variant variant = walk_variant::any;

    [[nodiscard]] bool operator==(const drawn_trouble&) const = default;
};

/// Pages of the longest walk: beyond the usual limits of recursion.
inline constexpr std::uint32_t many_pages = 1200;

/// The walk that a run with a seed has at a place of `draw_troubles`, and all simpler ones.
[[nodiscard]] inline rc::Shrinkable<walk_case>
drawn_walk(const drawn_trouble& drawn, std::uint64_t seed, std::size_t place) {
    if (troubles()[drawn.trouble].many_pages) {
        return rc::shrinkable::just(
            walk_case{.trouble = drawn.trouble, .rows = many_pages, .page_size = 1});
    }
    constexpr int size = 100; // RapidCheck's; the cases make nothing of it
    return walk_cases(drawn.trouble, drawn.variant)(rc::Random(mixed(seed + place)), size);
}

/// Whether a run walks with a trouble at all.
[[nodiscard]] inline bool is_wanted(const trouble& one, const check_options& options) {
    const bool concerned =
        options.only.empty() ||
        std::any_of(options.only.begin(), options.only.end(), [&](invariant which) {
            return detail::concerns(one, which);
        });
    return concerned && (one.ability.empty() || options.expect.contains(std::string(one.ability)));
}

/// Which trouble each case of a run has: each at least once where there are cases enough, and twice
/// where it depends on the page or the order, then by weight, in random order. What costs the time
/// of a time-out comes no more often.
[[nodiscard]] inline std::vector<drawn_trouble> draw_troubles(const check_options& options,
                                                              std::uint64_t seed) {
    random_bits bits(seed, 0x74, 0);
    std::vector<drawn_trouble> each;
    std::vector<drawn_trouble> again;
    std::vector<std::size_t> weighted;
    for (std::size_t at = 0; at < troubles().size(); ++at) {
        const trouble& one = troubles()[at];
        if (!is_wanted(one, options)) {
            continue;
        }
        each.push_back({at, walk_variant::later_page});
        const bool depends_on_page = detail::acts_on_any_page(one) && !one.once;
        if (depends_on_page || one.style == data_style::many_ties) {
            again.push_back({at, walk_variant::first_page});
        }
        weighted.insert(weighted.end(), one.weight, at);
    }
    const auto shuffle = [&](std::vector<drawn_trouble>& list) {
        for (std::size_t left = list.size(); left > 1; --left) {
            std::swap(list[left - 1], list[bits.below(static_cast<std::uint32_t>(left))]);
        }
    };
    shuffle(each);
    shuffle(again);
    each.insert(each.end(), again.begin(), again.end());
    while (each.size() < options.cases && !weighted.empty()) {
        each.push_back({weighted[bits.below(static_cast<std::uint32_t>(weighted.size()))]});
    }
    each.resize(std::min(each.size(), options.cases));
    shuffle(each);
    return each;
}

/// Further cases for an invariant of which too little is known: of the troubles that concern it, in
/// turn. Walks over many pages are never repeated.
/// @param rounds  how many such cases there have been before
[[nodiscard]] inline std::vector<drawn_trouble> draw_more_troubles(const check_options& options,
                                                                   invariant which,
                                                                   std::size_t count,
                                                                   std::size_t rounds = 0) {
    std::vector<std::size_t> concerned;
    for (std::size_t at = 0; at < troubles().size(); ++at) {
        const trouble& one = troubles()[at];
        if (is_wanted(one, options) && detail::concerns(one, which) && !one.many_pages) {
            concerned.push_back(at);
        }
    }
    std::vector<drawn_trouble> more;
    for (std::size_t at = 0; at < count && !concerned.empty(); ++at) {
        more.push_back({concerned[(rounds + at) % concerned.size()]});
    }
    return more;
}

} // namespace sendmock::testing

#endif
