// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_CLIENTS_BROKEN_CREDENTIALS_HPP
#define SENDMOCK_TESTS_CLIENTS_BROKEN_CREDENTIALS_HPP

#include <sendmock/http/base64.hpp>
#include <sendmock/server/endpoint.hpp>

#include "clients/honest_client.hpp"
#include <httplib.h>
#include <openssl/ssl.h>

#include <chrono>
#include <stdexcept>
#include <string>

/// Clients that lose credentials, or give them to others.
namespace clients::broken {

/// Goes to other origins as to its own.
class follows_links_anywhere : public honest_client {
public:
    follows_links_anywhere(const sendmock::endpoint& at, std::chrono::milliseconds timeout)
        : honest_client(at, timeout), at_(at) {}

protected:
    std::string target_of(const std::string& link) override {
        return link.starts_with('/') || link.starts_with(origin_ + '/')
                   ? honest_client::target_of(link)
                   : link;
    }

    httplib::Result ask(const std::string& target) override {
        if (target.starts_with('/')) {
            return honest_client::ask(target);
        }
        const std::size_t authority = target.find("://") + 3;
        const std::size_t path = target.find('/', authority);
        const std::size_t userinfo = target.substr(0, path).find('@', authority);
        const std::size_t host = userinfo == std::string::npos ? authority : userinfo + 1;
        httplib::Client other(target.substr(0, authority) + target.substr(host, path - host));
        other.set_basic_auth(at_.key, at_.secret);
        if (!at_.ca_file.empty()) {
            other.set_ca_cert_path(at_.ca_file);
        }
        return other.Get(target.substr(path));
    }

private:
    const sendmock::endpoint at_;
};

/// Takes an origin for its own that begins like it.
class compares_origins_by_their_beginning : public follows_links_anywhere {
public:
    using follows_links_anywhere::follows_links_anywhere;

protected:
    std::string target_of(const std::string& link) override {
        return link.starts_with(origin_) ? follows_links_anywhere::target_of(link)
                                         : honest_client::target_of(link);
    }
};

/// Looks neither at the scheme nor at the port.
class compares_host_names_alone : public follows_links_anywhere {
public:
    using follows_links_anywhere::follows_links_anywhere;

protected:
    std::string target_of(const std::string& link) override {
        return host_of(link) == host_of(origin_) ? follows_links_anywhere::target_of(link)
                                                 : honest_client::target_of(link);
    }

private:
    static std::string host_of(const std::string& url) {
        const std::size_t begin = url.find("//") + 2;
        return url.substr(begin, url.find_first_of(":/", begin) - begin);
    }
};

/// Follows redirections to other origins as on its own.
class follows_redirections_anywhere : public follows_links_anywhere {
public:
    using follows_links_anywhere::follows_links_anywhere;

protected:
    std::string target_of(const std::string& link) override {
        return honest_client::target_of(link);
    }

    httplib::Result ask(const std::string& target) override {
        httplib::Result answer = honest_client::ask(target);
        if (answer && answer->has_header("Location")) {
            return follows_links_anywhere::ask(
                follows_links_anywhere::target_of(answer->get_header_value("Location")));
        }
        return answer;
    }
};

class authenticates_the_first_page_alone : public honest_client {
public:
    using honest_client::honest_client;

protected:
    httplib::Result ask(const std::string& target) override {
        httplib::Result answer = honest_client::ask(target);
        connection_.set_basic_auth("", "");
        return answer;
    }
};

class swaps_key_and_secret : public honest_client {
public:
    swaps_key_and_secret(const sendmock::endpoint& at, std::chrono::milliseconds timeout)
        : honest_client(at, timeout) {
        connection_.set_basic_auth(at.secret, at.key);
    }
};

/// Says in its errors with what it was asking.
class tells_the_secret : public honest_client {
public:
    tells_the_secret(const sendmock::endpoint& at, std::chrono::milliseconds timeout)
        : honest_client(at, timeout), words_(" for " + at.key + " with secret " + at.secret) {}

protected:
    std::string content_of(const httplib::Result& answer) const override {
        try {
            return honest_client::content_of(answer);
        } catch (const std::exception& failure) {
            throw std::runtime_error(failure.what() + words_);
        }
    }

    std::string words_; // that are added to each error
};

class tells_the_header_field : public tells_the_secret {
public:
    tells_the_header_field(const sendmock::endpoint& at, std::chrono::milliseconds timeout)
        : tells_the_secret(at, timeout) {
        words_ = "\nAuthorization: Basic " +
                 sendmock::http::base64_encode(at.key + ':' + at.secret) + '\n';
    }
};

class does_not_check_certificates : public honest_client {
public:
    does_not_check_certificates(const sendmock::endpoint& at, std::chrono::milliseconds timeout)
        : honest_client(at, timeout) {
        connection_.enable_server_certificate_verification(false);
    }
};

/// Has OpenSSL check the certificate, which says nothing of its name.
class does_not_check_host_names : public does_not_check_certificates {
public:
    does_not_check_host_names(const sendmock::endpoint& at, std::chrono::milliseconds timeout)
        : does_not_check_certificates(at, timeout) {
        if (SSL_CTX* context = connection_.ssl_context()) {
            SSL_CTX_load_verify_locations(context, at.ca_file.c_str(), nullptr);
            SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
            X509_VERIFY_PARAM_set1_ip(SSL_CTX_get0_param(context), nullptr, 0);
        }
    }
};

/// Leaves the name to cpp-httplib, which takes the common name of a certificate, too.
class trusts_the_common_name : public honest_client {
public:
    trusts_the_common_name(const sendmock::endpoint& at, std::chrono::milliseconds timeout)
        : honest_client(at, timeout) {
        if (SSL_CTX* context = connection_.ssl_context()) {
            X509_VERIFY_PARAM_set1_ip(SSL_CTX_get0_param(context), nullptr, 0);
        }
    }
};

/// Asks over plain HTTP for what fails over TLS.
class falls_back_to_plain_http : public honest_client {
public:
    falls_back_to_plain_http(const sendmock::endpoint& at, std::chrono::milliseconds timeout)
        : honest_client(at, timeout), plain_("http" + origin_.substr(origin_.find(':'))) {
        plain_.set_basic_auth(at.key, at.secret);
        plain_.set_read_timeout(timeout);
    }

protected:
    [[nodiscard]] httplib::Result ask(const std::string& target) override {
        httplib::Result answer = honest_client::ask(target);
        return answer || !origin_.starts_with("https:") ? std::move(answer) : plain_.Get(target);
    }

private:
    httplib::Client plain_;
};

} // namespace clients::broken

#endif
