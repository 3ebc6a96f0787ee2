// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_BENCHMARKS_SERVERS_HPP
#define SENDMOCK_TOOLS_BENCHMARKS_SERVERS_HPP

#include <sendmock/sendmock.hpp>
#include <sendmock/server/detail/tls_certificates.hpp>
#include <sendmock/service/logs_service.hpp>

#include "page.hpp"
#include <httplib.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace sendmock::benchmark {

/// The bytes that all servers answer with: the content of the mock's own first page of 200 logs.
[[nodiscard]] inline std::string page_content() {
    account owner("key", "secret", {.page_size = page_size});
    owner.logs().insert(make_logs(2 * page_size));
    return logs_service().respond(page_request(std::string(logs_path)), owner).response.content;
}

namespace detail {

inline void report_port_and_wait(int port) {
    std::printf("%d\n", port);
    std::fflush(stdout);
    while (std::getchar() != EOF) { // until the benchmark closes the pipe or ends
    }
}

inline void serve_logs(log_data logs) {
    const mock_server server{{.logs = std::move(logs), .page_size = page_size}};
    report_port_and_wait(server.port());
}

/// Rules of every kind, none of which matches a request for the first page.
inline void serve_with_rules(std::size_t count) {
    mock_server server{{.logs = make_logs(2 * page_size), .page_size = page_size}};
    for (std::size_t i = 0; i < count; ++i) {
        const std::string number = std::to_string(i);
        switch (i % 5) {
        case 0:
            server.inject(on_any_request().path("/api/v2/integrations/" + number + "/logs"),
                          http_error(404));
            break;
        case 1:
            server.inject(on_request(1'000'000'000 + i), connection_reset());
            break;
        case 2:
            server.inject(on_any_request().method("POST").probability(0.5), empty_response());
            break;
        default:
            server.inject(on_page(i + 2), next_absent());
        }
    }
    report_port_and_wait(server.port());
}

inline void serve_tls() {
    const mock_server server{
        {.logs = make_logs(2 * page_size), .page_size = page_size, .tls = tls_profile::good}};
    report_port_and_wait(server.port());
}

inline void serve_plainly(httplib::Server& server) {
    const std::string content = page_content();
    server.set_tcp_nodelay(true);
    server.set_keep_alive_max_count(1'000'000'000);
    server.set_keep_alive_timeout(1);
    server.Get(std::string(logs_path), [&](const httplib::Request&, httplib::Response& response) {
        response.set_content(content, "application/json");
    });
    const int port = server.bind_to_any_port("127.0.0.1");
    std::thread serving([&] { server.listen_after_bind(); });
    report_port_and_wait(port);
    server.stop();
    serving.join();
}

} // namespace detail

namespace detail {

inline void serve_plain() {
    httplib::Server server;
    serve_plainly(server);
}

/// With a certificate of the same kind as the mock's.
inline void serve_plain_tls() {
    const sendmock::detail::tls_certificates certificates("127.0.0.1");
    const auto identity = certificates.make_server(tls_profile::good);
    namespace pem = sendmock::detail::pem;
    const std::string base =
        (std::filesystem::temp_directory_path() / ("sendmock-" + std::to_string(::getpid())))
            .string();
    std::ofstream(base + ".pem") << pem::of(identity.own.certificate)
                                 << pem::of(identity.chain.front());
    std::ofstream(base + ".key") << pem::of(identity.own.key);
    httplib::SSLServer server((base + ".pem").c_str(), (base + ".key").c_str());
    std::filesystem::remove(base + ".pem");
    std::filesystem::remove(base + ".key");
    serve_plainly(server);
}

} // namespace detail

/// What this program does in a server's process.
/// @param name  `mock`, `generated`, `stored` (what is generated for the one), `10-rules`,
/// `1000-rules`, `tls`, `plain` or `plain-tls`
inline int serve_until_closed(const std::string& name) {
    const generated_logs generated{.count = 2 * page_size, .seed = 1};
    if (name == "plain") {
        detail::serve_plain();
    } else if (name == "tls") {
        detail::serve_tls();
    } else if (name == "plain-tls") {
        detail::serve_plain_tls();
    } else if (name == "10-rules" || name == "1000-rules") {
        detail::serve_with_rules(std::stoul(name));
    } else if (name == "generated") {
        detail::serve_logs(generated);
    } else {
        detail::serve_logs(name == "stored" ? log_store(generated).snapshot()
                                            : make_logs(2 * page_size));
    }
    return 0;
}

/// A server in a process of its own, until destruction.
class server_process {
public:
    /// @param arguments  the program and what it is called with
    explicit server_process(std::vector<std::string> arguments) {
        std::array<int, 2> input{};
        std::array<int, 2> output{};
        if (::pipe(input.data()) != 0 || ::pipe(output.data()) != 0) {
            throw std::runtime_error("cannot make a pipe");
        }
        child_ = ::fork();
        if (child_ == 0) {
            ::dup2(input[0], STDIN_FILENO);
            ::dup2(output[1], STDOUT_FILENO);
            for (const int end : {input[0], input[1], output[0], output[1]}) {
                ::close(end);
            }
            std::vector<char*> words;
            for (std::string& argument : arguments) {
                words.push_back(argument.data());
            }
            words.push_back(nullptr);
            ::execvp(words[0], words.data());
            ::_exit(127);
        }
        ::close(input[0]);
        ::close(output[1]);
        to_child_ = input[1];
        from_child_ = output[0];
    }

    server_process(const server_process&) = delete;
    server_process& operator=(const server_process&) = delete;

    ~server_process() {
        ::close(to_child_);
        ::close(from_child_);
        ::kill(child_, SIGTERM);
        ::waitpid(child_, nullptr, 0);
    }

    /// The number that the child prints, a port or another.
    [[nodiscard]] int read_number() const {
        std::string line;
        char byte = 0;
        while (::read(from_child_, &byte, 1) == 1 && byte != '\n') {
            line += byte;
        }
        if (line.empty()) {
            throw std::runtime_error("a server did not start");
        }
        return std::stoi(line);
    }

private:
    pid_t child_ = -1;
    int to_child_ = -1;
    int from_child_ = -1;
};

/// A folder that is removed in the end, with the page as a file and a configuration for nginx.
class nginx_folder {
public:
    explicit nginx_folder(int port) {
        std::string pattern = (std::filesystem::temp_directory_path() / "sendmock-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) {
            throw std::runtime_error("cannot make a temporary folder");
        }
        path_ = pattern;
        std::filesystem::permissions(path_, std::filesystem::perms::all);
        const std::filesystem::path file = path_ / ("root" + std::string(logs_path));
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << page_content();
        std::ofstream(path_ / "nginx.conf")
            << "daemon off; master_process on; worker_processes auto; pid nginx.pid;\n"
               "error_log stderr crit;\n"
               "events { worker_connections 1024; }\n"
               "http { access_log off; default_type application/json; sendfile on; "
               "tcp_nopush on; tcp_nodelay on; keepalive_requests 1000000000; "
               "open_file_cache max=10;\n"
               "client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; "
               "uwsgi_temp_path t4; scgi_temp_path t5;\n"
               "server { listen 127.0.0.1:"
            << port << "; root root; } }\n";
    }

    nginx_folder(const nginx_folder&) = delete;
    nginx_folder& operator=(const nginx_folder&) = delete;

    ~nginx_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] std::vector<std::string> command() const {
        return {"nginx", "-p", path_.string(), "-c", "nginx.conf"};
    }

private:
    std::filesystem::path path_;
};

} // namespace sendmock::benchmark

#endif
