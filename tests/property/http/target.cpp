// SPDX-License-Identifier: MIT
#include <sendmock/http/target.hpp>

#include <arpa/inet.h>
#include <boost/test/unit_test.hpp>
#include <netinet/in.h>
#include <rapidcheck/boost_test.h>
#include <sys/socket.h>

#include <optional>
#include <string>

namespace property::http::target {

using namespace sendmock::http;

rc::Gen<std::string> text_of(const std::string& characters) {
    return rc::gen::container<std::string>(rc::gen::elementOf(characters));
}

// Up to nine groups, few of them empty, so that about one in six of the texts are addresses.
rc::Gen<std::string> nearly_ipv6() {
    const auto group = rc::gen::weightedElement<std::string>({{4, "1"}, {4, "ffFF"}, {1, ""}});
    const auto last = rc::gen::weightedElement<std::string>({{12, "0"},
                                                             {4, ""},
                                                             {4, "1.2.3.255"},
                                                             {1, "1.2.3.04"},
                                                             {1, "256.1.1.1"},
                                                             {1, "12345"},
                                                             {1, "g"}});
    return rc::gen::exec([=] {
        std::string text = *rc::gen::weightedElement<std::string>({{8, ""}, {1, ":"}});
        for (int groups = *rc::gen::element(0, 1, 2, 4, 5, 6, 6, 7, 7, 8); groups > 0; --groups) {
            text += *group + ':';
        }
        return text + *last;
    });
}

} // namespace property::http::target

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(target)

RC_BOOST_PROP(an_ipv6_host_is_what_the_system_takes_for_an_address, ()) {
    const std::string text = *nearly_ipv6();
    in6_addr address{};
    const bool expected = ::inet_pton(AF_INET6, text.c_str(), &address) == 1;
    RC_ASSERT(is_host('[' + text + ']') == expected);
}

RC_BOOST_PROP(the_parts_joined_are_the_target, ()) {
    const std::string origin = '/' + *text_of("a/?:@%+&=");
    const std::string authority = *rc::gen::element<std::string>("", "h", "h:1", "[::1]:80");
    const std::string target = (authority.empty() ? "" : "http://" + authority) + origin;
    const std::optional<target_parts> parts = split_target(target);
    RC_ASSERT(parts.has_value());
    RC_ASSERT(parts->authority == authority);
    RC_ASSERT(parts->path.find('?') == std::string::npos);
    std::string joined(parts->path);
    if (joined.size() < origin.size()) {
        joined.append("?").append(parts->query);
    }
    RC_ASSERT(joined == origin);
}

RC_BOOST_PROP(a_base_url_reads_back_as_it_was_written, ()) {
    const std::string authority = *rc::gen::element<std::string>("h", "A.b:80", "[::1]", "h:");
    const std::string path = *text_of("//aA.:@!");
    const std::string text = "https://" + authority + (path.empty() ? "" : "/" + path);
    const std::optional<base_url> base = parse_base_url(text);
    RC_ASSERT(base.has_value());
    RC_ASSERT(base->authority == authority);
    RC_ASSERT(!base->path.ends_with('/'));
    const std::string written = base->scheme + "://" + base->authority + base->path;
    RC_ASSERT(text.starts_with(written));
    RC_ASSERT(text.find_first_not_of('/', written.size()) == std::string::npos);
    RC_ASSERT(parse_base_url(written) == base);
    RC_ASSERT(split_target(written + "/x").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
