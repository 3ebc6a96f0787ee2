// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_DETAIL_GENERATED_WRITER_HPP
#define SENDMOCK_LOGS_DETAIL_GENERATED_WRITER_HPP

#include <sendmock/http/status.hpp>
#include <sendmock/logs/detail/generated_words.hpp>
#include <sendmock/logs/detail/text_template.hpp>
#include <sendmock/logs/failure_catalogue.hpp>
#include <sendmock/logs/generated_logs.hpp>
#include <sendmock/logs/json_text.hpp>
#include <sendmock/logs/random_bits.hpp>
#include <sendmock/logs/record_text.hpp>
#include <sendmock/logs/timestamp.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sendmock::detail {

/// Writes the logs of a generated sequence as JSON texts.
///
/// All that is escaped is escaped once, here; a log is put together from ready pieces.
class generated_writer {
public:
    /// @param options  checked
    explicit generated_writer(const generated_logs& options)
        : seed_(options.seed),
          first_id_(options.first_id),
          shops_(options.shops),
          first_integration_(options.first_id >= beyond_32_bits_ ? far_owner_ + 501 : 501),
          first_user_(options.first_id >= beyond_32_bits_ ? far_owner_ + 9001 : 9001),
          has_owners_(options.without_owner < 1),
          without_owner_(options.without_owner),
          absent_(options.absent),
          null_(options.null),
          protected_(options.protected_logs),
          text_payload_(options.text_payloads),
          unusual_(options.unusual_texts),
          other_zone_(options.other_zones),
          body_lines_(options.body_bytes / page_line.size()),
          paths_(shop_paths.begin(), shop_paths.end()),
          payloads_(payload_objects.begin(), payload_objects.end()) {
        for (std::uint32_t shop = 0; shop < options.shops; ++shop) {
            hosts_.push_back(shop_host(shop));
        }
        for (const catalogued_failure& failure : failure_catalogue) {
            failures_by_kind_[static_cast<std::size_t>(failure.kind)].push_back(&failure);
            exceptions_.emplace_back(inside_quotes(failure.exception));
        }
        std::partial_sum(options.failure_weights.begin(),
                         options.failure_weights.end(),
                         cumulative_weights_.begin());
        for (const std::string_view text : usual_texts) {
            usual_.push_back(quoted(text));
        }
        for (const std::string_view text : unusual_texts) {
            unusual_texts_.push_back(quoted(text));
        }
        for (const std::string_view text : payload_texts) {
            payload_texts_.push_back(quoted(text));
        }
        const std::string line = inside_quotes(page_line);
        constexpr std::size_t lines = 64;
        for (std::size_t i = 0; i < lines; ++i) {
            lines_ += line;
        }
        line_size_ = line.size();
        certificate_page_ = quoted(certificate_page);
        unusual_exception_end_ = inside_quotes(detail::unusual_exception_end());
    }

    /// The integration that a log belongs to.
    [[nodiscard]] std::optional<std::int64_t> integration_of(std::uint64_t log) const noexcept {
        random_bits bits = bits_of(log);
        return integration_of(draw_owner(bits));
    }

    /// Whether logs may belong to an integration.
    [[nodiscard]] bool knows(std::int64_t integration) const noexcept {
        return has_owners_ && integration >= first_integration_ &&
               integration < first_integration_ + shops_;
    }

    /// Appends a log.
    /// @return where its owner ids are, counted from its first byte
    owner_members append(std::string& out, std::uint64_t log, instant at) const {
        const std::size_t begin = out.size();
        random_bits bits = bits_of(log);
        const owner of = draw_owner(bits);
        const catalogued_failure& failure = draw_failure(bits);
        const called_resource called{.host = hosts_[of.shop],
                                     .path = bits.pick(paths_),
                                     .order = 1000 + bits.below(9'000'000)};
        const bool is_protected = bits.chance(protected_);
        const bool is_unusual = bits.chance(unusual_);

        out += R"({"id":)";
        append_json_integer(out, first_id_ + static_cast<std::int64_t>(log));
        const owner_members owners = append_owner(out, of, begin);
        out += R"(,"base_url":"https://)";
        out += called.host;
        out += is_unusual ? unusual_base_end : std::string_view();
        out += '"';
        switch (draw_presence(bits)) {
        case presence::there:
            out += R"(,"full_url":")";
            called.append_url(out);
            out += is_unusual ? unusual_url_end : std::string_view();
            out += '"';
            break;
        case presence::null:
            out += R"(,"full_url":null)";
            break;
        case presence::absent:
            break;
        }
        if (!bits.chance(absent_)) {
            out += R"(,"method":")";
            out += bits.pick(request_methods);
            out += '"';
        }
        append_response(out, bits, failure, is_protected);
        append_request(out, bits, called, is_protected);
        out += R"(,"created_at":")";
        append_time(out, bits, at);
        out += '"';
        append_exception_members(out, bits, failure, called, is_unusual);
        if (is_protected) {
            out += R"(,"protected":true)";
        } else if (!bits.chance(absent_)) {
            out += R"(,"protected":false)";
        }
        out += '}';
        return owners;
    }

private:
    enum class presence { there, null, absent };

    struct owner {
        std::uint32_t shop = 0;
        bool named = false;
        bool null = false; // integration_id is null rather than absent
    };

    /// What the platform called when the failure happened.
    struct called_resource {
        std::string_view host;
        const text_template& path;
        std::uint32_t order;

        void append_path(std::string& out) const {
            path.append_to(out, [&](char) { append_json_integer(out, order); });
        }

        void append_url(std::string& out) const {
            out += "https://";
            out += host;
            append_path(out);
        }
    };

    static constexpr std::uint64_t purpose_ = 3;
    // Ids that 32 bits with a sign do not hold; far ones are wrong if their upper half is lost.
    static constexpr std::int64_t beyond_32_bits_ = (std::int64_t{1} << 31U) - 1;
    static constexpr std::int64_t far_owner_ = std::int64_t{1} << 32U;
    static constexpr std::string_view obscured_ = "\"********\"";

    [[nodiscard]] static std::string quoted(std::string_view text) {
        std::string json;
        append_json_string(json, text);
        return json;
    }

    [[nodiscard]] static std::string inside_quotes(std::string_view text) {
        const std::string json = quoted(text);
        return json.substr(1, json.size() - 2);
    }

    [[nodiscard]] random_bits bits_of(std::uint64_t log) const noexcept {
        return {seed_, purpose_, log};
    }

    // The first draws of a log, so that its integration is known without the rest.
    [[nodiscard]] owner draw_owner(random_bits& bits) const noexcept {
        owner drawn;
        drawn.shop = bits.below(shops_);
        const std::uint32_t draw = bits.next32();
        drawn.named = has_owners_ && !without_owner_.holds(draw);
        drawn.null = (draw & 1U) != 0;
        return drawn;
    }

    [[nodiscard]] std::optional<std::int64_t> integration_of(const owner& of) const noexcept {
        return of.named ? std::optional(first_integration_ + of.shop) : std::nullopt;
    }

    [[nodiscard]] const catalogued_failure& draw_failure(random_bits& bits) const noexcept {
        const std::uint32_t draw = bits.below(cumulative_weights_.back());
        const auto kind = static_cast<std::size_t>(
            std::upper_bound(cumulative_weights_.begin(), cumulative_weights_.end(), draw) -
            cumulative_weights_.begin());
        return *bits.pick(failures_by_kind_[kind]);
    }

    [[nodiscard]] presence draw_presence(random_bits& bits) const noexcept {
        if (bits.chance(absent_)) {
            return presence::absent;
        }
        return bits.chance(null_) ? presence::null : presence::there;
    }

    owner_members append_owner(std::string& out, const owner& of, std::size_t begin) const {
        owner_members owners{};
        if (of.named || of.null) {
            owners[0].begin = out.size() - begin;
            out += R"(,"integration_id":)";
            if (of.named) {
                append_json_integer(out, first_integration_ + of.shop);
            } else {
                out += "null";
            }
            owners[0].end = out.size() - begin;
        }
        if (of.named) {
            owners[1].begin = out.size() - begin;
            out += R"(,"user_id":)";
            append_json_integer(out, first_user_ + of.shop);
            owners[1].end = out.size() - begin;
        }
        return owners;
    }

    [[nodiscard]] std::string_view draw_text(random_bits& bits) const noexcept {
        return bits.chance(unusual_) ? bits.pick(unusual_texts_) : bits.pick(usual_);
    }

    void append_response(std::string& out,
                         random_bits& bits,
                         const catalogued_failure& failure,
                         bool is_protected) const {
        const presence of_both = draw_presence(bits);
        if (of_both == presence::absent) {
            return;
        }
        if (failure.response_code == 0 || of_both == presence::null) {
            out += R"(,"response_code":null,"response":)";
            out += bits.below(2) == 0 ? "null" : "{}";
            return;
        }
        out += R"(,"response_code":)";
        append_json_integer(out, failure.response_code);
        out += R"(,"response":{"headers":{"Content-Type":)";
        out += failure.json ? R"("application/json")" : R"("text/html; charset=utf-8")";
        out += R"(,"Cache-Control":"max-age=3600","Connection":"keep-alive"},"body":)";
        if (is_protected) {
            out += obscured_;
        } else if (failure.json) {
            append_json_body(out, bits, failure);
        } else if (failure.response_code == 495) {
            out += certificate_page_;
        } else {
            append_page(out, bits, failure);
        }
        out += '}';
    }

    void
    append_json_body(std::string& out, random_bits& bits, const catalogued_failure& failure) const {
        out += R"({"code":)";
        append_json_integer(out, failure.response_code);
        out += R"(,"message":)";
        out += draw_text(bits);
        out += R"(,"errors":[]})";
    }

    void append_page(std::string& out, random_bits& bits, const catalogued_failure& failure) const {
        out += R"("<!doctype html>\n<html>\n <head>\n  <title>)";
        append_json_integer(out, failure.response_code);
        out += ' ';
        out += http::reason_phrase(failure.response_code);
        out += R"(</title>\n </head>\n <body>\n)";
        // From half as many to half as many more.
        const std::size_t whole = lines_.size() / line_size_;
        std::size_t left =
            body_lines_ / 2 + bits.below(static_cast<std::uint32_t>(body_lines_) + 1);
        for (; left > whole; left -= whole) {
            out += lines_;
        }
        out.append(lines_, 0, left * line_size_);
        out += R"( </body>\n</html>\n")";
    }

    void append_request(std::string& out,
                        random_bits& bits,
                        const called_resource& called,
                        bool is_protected) const {
        switch (draw_presence(bits)) {
        case presence::absent:
            return;
        case presence::null:
            out += R"(,"request":null)";
            return;
        case presence::there:
            break;
        }
        out += R"(,"request":{"headers":)";
        if (is_protected) {
            out += obscured_;
            out += R"(,"payload":)";
            out += obscured_;
            out += '}';
            return;
        }
        out += bits.pick(request_headers);
        switch (draw_presence(bits)) {
        case presence::there:
            out += R"(,"payload":)";
            if (bits.chance(text_payload_)) {
                out += bits.pick(payload_texts_);
            } else {
                const text_template& payload = bits.pick(payloads_);
                const std::string_view text = draw_text(bits);
                payload.append_to(out, [&](char mark) {
                    if (mark == 'o') {
                        append_json_integer(out, called.order);
                    } else {
                        out += text;
                    }
                });
            }
            break;
        case presence::null:
            out += R"(,"payload":null)";
            break;
        case presence::absent:
            break;
        }
        out += '}';
    }

    void append_time(std::string& out, random_bits& bits, instant at) const {
        using namespace std::chrono;
        // A day at either end of time has no other zone.
        const bool anywhere = at - first_instant > days{1} && last_instant - at > days{1};
        minutes offset = anywhere ? minutes{central_european_offset(at)} : minutes{0};
        bool zulu = !anywhere;
        if (anywhere && bits.chance(other_zone_)) {
            const std::uint32_t zone = bits.below(static_cast<std::uint32_t>(other_zones.size()));
            offset = other_zones[zone];
            zulu = zone == 0;
        }
        append_date_and_time(out, at + offset, 'T', bits.below(2) == 0);
        if (zulu) {
            out += 'Z';
        } else {
            append_offset(out, offset);
        }
    }

    void append_exception_members(std::string& out,
                                  random_bits& bits,
                                  const catalogued_failure& failure,
                                  const called_resource& called,
                                  bool is_unusual) const {
        const presence of_type =
            failure.exception_type.empty() ? presence::absent : draw_presence(bits);
        if (of_type == presence::there) {
            out += R"(,"exception_type":")";
            out += failure.exception_type;
            out += '"';
        } else if (of_type == presence::null) {
            out += R"(,"exception_type":null)";
        }
        const presence of_text = draw_presence(bits);
        if (of_text == presence::there) {
            out += R"(,"exception":")";
            const auto index = static_cast<std::size_t>(&failure - failure_catalogue.data());
            exceptions_[index].append_to(out, [&](char mark) {
                if (mark == 'h') {
                    out += called.host;
                } else if (mark == 'p') {
                    called.append_path(out);
                } else {
                    called.append_url(out);
                }
            });
            out += is_unusual ? std::string_view(unusual_exception_end_) : std::string_view();
            out += '"';
        } else if (of_text == presence::null) {
            out += R"(,"exception":null)";
        }
    }

    std::uint64_t seed_;
    std::int64_t first_id_;
    std::uint32_t shops_;
    std::int64_t first_integration_;
    std::int64_t first_user_;
    bool has_owners_;
    share without_owner_;
    share absent_;
    share null_;
    share protected_;
    share text_payload_;
    share unusual_;
    share other_zone_;
    std::size_t body_lines_;
    std::vector<std::string> hosts_;
    std::array<std::vector<const catalogued_failure*>, failure_kinds> failures_by_kind_;
    std::array<std::uint32_t, failure_kinds> cumulative_weights_{};
    // As JSON, escaped:
    std::vector<text_template> exceptions_; // without quotes, as failure_catalogue
    std::vector<text_template> paths_;
    std::vector<text_template> payloads_;
    std::vector<std::string> usual_;
    std::vector<std::string> unusual_texts_;
    std::vector<std::string> payload_texts_;
    std::string lines_; // of a page, without quotes
    std::size_t line_size_ = 0;
    std::string certificate_page_;
    std::string unusual_exception_end_; // without quotes
};

} // namespace sendmock::detail

#endif
