// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_CLIENTS_HONEST_CLIENT_HPP
#define SENDMOCK_TESTS_CLIENTS_HONEST_CLIENT_HPP

#include <sendmock/server/endpoint.hpp>

#include <httplib.h>
#include <nlohmann/json.hpp>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <chrono>
#include <functional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

/// A client that keeps all invariants; `sendmock::testing::check_client` shows it. Its steps can be
/// overridden: by other policies that are honest, too, and by bugs.
class honest_client {
public:
    honest_client(const sendmock::endpoint& at, std::chrono::milliseconds timeout)
        : origin_(at.url.substr(0, at.url.find('/', at.url.find("://") + 3))),
          first_(at.url.substr(origin_.size())),
          connection_(origin_) {
        connection_.set_basic_auth(at.key, at.secret);
        connection_.set_keep_alive(true);
        connection_.set_tcp_nodelay(true);
        connection_.set_read_timeout(timeout);
        if (!at.ca_file.empty()) {
            connection_.set_ca_cert_path(at.ca_file);
            verify_address_of(origin_);
        }
    }

    honest_client(const honest_client&) = delete;
    honest_client& operator=(const honest_client&) = delete;
    virtual ~honest_client() = default;

    /// Calls back with each log as its page comes.
    /// @throws std::runtime_error if a page is not to be had
    template <class Use>
    void for_each_log(const Use& use) {
        walk([&use](nlohmann::json log) { use(std::move(log)); });
    }

protected:
    using log_consumer = std::function<void(nlohmann::json log)>;

    virtual void walk(const log_consumer& use) {
        std::set<std::string> seen;
        for (std::string target = first_; !target.empty();) {
            if (!seen.insert(target).second) {
                throw std::runtime_error("the links go round");
            }
            nlohmann::json page = page_at(target);
            take(page, use);
            target = target_behind(page, target);
        }
    }

    /// Uses a page's logs, each of which may be null afterwards.
    virtual void take(nlohmann::json& page, const log_consumer& use) {
        for (nlohmann::json& log : results_of(page)) {
            if (!log.is_object()) {
                throw std::runtime_error("a row that is no log");
            }
            use(std::move(log));
        }
    }

    [[nodiscard]] virtual nlohmann::json page_at(const std::string& target) {
        return nlohmann::json::parse(content_at(target));
    }

    [[nodiscard]] virtual std::string content_at(const std::string& target) {
        return content_of(ask(target));
    }

    [[nodiscard]] virtual httplib::Result ask(const std::string& target) {
        return connection_.Get(target);
    }

    /// @throws std::runtime_error if it is no page
    [[nodiscard]] virtual std::string content_of(const httplib::Result& answer) const {
        if (!answer) {
            throw std::runtime_error(httplib::to_string(answer.error()));
        }
        if (answer->status != 200) {
            throw std::runtime_error("status " + std::to_string(answer->status));
        }
        return answer->body;
    }

    [[nodiscard]] static nlohmann::json::array_t& results_of(nlohmann::json& page) {
        return page.at("results").get_ref<nlohmann::json::array_t&>(); // throws if it is none
    }

    [[nodiscard]] static const nlohmann::json::array_t& results_of(const nlohmann::json& page) {
        return page.at("results").get_ref<const nlohmann::json::array_t&>();
    }

    /// The target of the next page.
    /// @param target  of this one
    /// @return empty at the end
    [[nodiscard]] virtual std::string target_behind(const nlohmann::json& page,
                                                    const std::string& /*target*/) {
        const nlohmann::json next = page.value("next", nlohmann::json());
        return next.is_null() || next == "" ? "" : target_of(next.get<std::string>());
    }

    /// @throws std::runtime_error if the link leads to another origin
    [[nodiscard]] virtual std::string target_of(const std::string& link) {
        if (link.starts_with('/')) {
            return link;
        }
        if (!link.starts_with(origin_ + '/')) {
            throw std::runtime_error("the credentials are not for " + link);
        }
        return link.substr(origin_.size());
    }

    /// Has OpenSSL compare the address itself: cpp-httplib takes the certificate's common name,
    /// too, where an alternative name is another one (RFC 9525 section 2 does not).
    void verify_address_of(const std::string& origin) {
        const std::size_t begin = origin.find("://") + 3;
        const std::string host = origin.substr(begin, origin.rfind(':') - begin);
        X509_VERIFY_PARAM* wanted = ::SSL_CTX_get0_param(connection_.ssl_context());
        if (::X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) != 1) {
            throw std::runtime_error(host + " is no address");
        }
    }

    const std::string origin_;
    const std::string first_; // target of the first page
    httplib::Client connection_;
};

#endif
