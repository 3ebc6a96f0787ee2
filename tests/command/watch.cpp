// SPDX-License-Identifier: MIT
// `serve --watch`, and generated logs that are served.

#include "support/command.hpp"
#include "support/eventually.hpp"
#include "support/numbered_logs.hpp"
#include "support/raw_client.hpp"
#include "support/sanitizers.hpp"
#include "support/service_client.hpp"
#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace command::watch {

using sendmock::tests::eventually;
using sendmock::tests::has;
using sendmock::tests::numbered_log_text;
using sendmock::tests::outcome;
using sendmock::tests::run;
using sendmock::tests::scratch_file;
using sendmock::tests::service_client;
using sendmock::tests::serving;

using ids = std::vector<std::int64_t>;

std::string array_of(const ids& wanted) {
    std::string text = "[";
    for (const std::int64_t id : wanted) {
        text += (text.size() > 1 ? "," : "") + numbered_log_text(id);
    }
    return text + "]";
}

std::string value_in(const std::string& status, const std::string& name) {
    const std::size_t at = status.find(name + ":");
    return status.substr(at + name.size() + 1, status.find('\n', at) - at - name.size() - 1);
}

} // namespace command::watch

BOOST_AUTO_TEST_SUITE(command)
BOOST_AUTO_TEST_SUITE(watch)

BOOST_AUTO_TEST_CASE(serves_what_the_file_holds_now) {
    const scratch_file file(array_of({1, 2}));
    serving server({"--logs", file.path(), "--watch", "--auth", "a:x", "--auth", "b:y"});
    service_client first(server.port(), "a", "x");
    service_client second(server.port(), "b", "y");
    BOOST_TEST((first.walk() == ids{2, 1}));
    file.write(array_of({1, 2, 3}));
    BOOST_TEST(eventually([&] { return first.walk() == ids{3, 2, 1}; }));
    BOOST_TEST(eventually([&] { return second.walk() == ids{3, 2, 1}; }));
    BOOST_TEST(eventually(
        [&] { return has(server.child().errors(), "--watch: " + file.path() + " is loaded"); }));
    BOOST_TEST(server.end() == 0);
}

BOOST_AUTO_TEST_CASE(keeps_the_logs_while_the_file_is_not_sound_and_says_why) {
    const scratch_file file(array_of({1, 2}));
    serving server({"--logs", file.path(), "--watch"});
    service_client client(server.port());
    file.write("[{\"id\":7}]");
    BOOST_TEST(eventually([&] {
        return has(server.child().errors(), "--watch: the former logs stay: " + file.path());
    }));
    BOOST_TEST(has(server.child().errors(), "/0/base_url"), server.child().errors());
    BOOST_TEST((client.walk() == ids{2, 1}));
    file.write(array_of({9}));
    BOOST_TEST(eventually([&] { return client.walk() == ids{9}; }));
}

BOOST_AUTO_TEST_CASE(notices_a_file_that_is_put_in_place_of_another) {
    const scratch_file file(array_of({1, 2}));
    serving server({"--logs", file.path(), "--watch"});
    service_client client(server.port());
    std::filesystem::remove(file.path());
    const scratch_file other(array_of({4}));
    std::filesystem::copy(other.path(), file.path());
    BOOST_TEST(eventually([&] { return client.walk() == ids{4}; }));
}

BOOST_AUTO_TEST_CASE(a_reset_brings_the_logs_of_the_file_back) {
    const scratch_file file(array_of({1, 2}));
    serving server({"--logs", file.path(), "--watch"});
    service_client client(server.port());
    file.write(array_of({1, 2, 3}));
    BOOST_REQUIRE(eventually([&] { return client.walk() == ids{3, 2, 1}; }));
    sendmock::tests::raw_client admin(server.port());
    admin.send(sendmock::tests::request_text("DELETE", "/__admin/logs/2"));
    BOOST_TEST(admin.read_answer().status == 204);
    BOOST_TEST((client.walk() == ids{3, 1}));
    admin.send(sendmock::tests::request_text("POST", "/__admin/reset"));
    BOOST_TEST(admin.read_answer().status == 200);
    BOOST_TEST((client.walk() == ids{3, 2, 1}));
}

BOOST_AUTO_TEST_CASE(leaves_accounts_alone_whose_logs_are_not_from_the_file) {
    const scratch_file file(array_of({1, 2}));
    serving server({"--logs", file.path(), "--watch"});
    sendmock::tests::raw_client admin(server.port());
    admin.send(sendmock::tests::request_text(
        "PUT", "/__admin/accounts/other", {}, R"({"secret":"s","logs":)" + array_of({7}) + "}"));
    BOOST_TEST(admin.read_answer().status == 201);
    file.write(array_of({1, 2, 3}));
    service_client client(server.port());
    BOOST_REQUIRE(eventually([&] { return client.walk() == ids{3, 2, 1}; }));
    BOOST_TEST((service_client(server.port(), "other", "s").walk() == ids{7}));
}

BOOST_AUTO_TEST_CASE(notices_a_file_of_the_same_size_and_time) {
    const scratch_file file(array_of({1}));
    const scratch_file other(array_of({2}));
    const auto time = std::filesystem::last_write_time(file.path());
    serving server({"--logs", file.path(), "--watch"});
    service_client client(server.port());
    std::filesystem::last_write_time(other.path(), time);
    std::filesystem::rename(other.path(), file.path());
    BOOST_TEST(eventually([&] { return client.walk() == ids{2}; }));
}

BOOST_AUTO_TEST_CASE(ends_at_a_signal_while_it_reads_a_file) {
    const scratch_file pipe;
    std::filesystem::remove(pipe.path());
    BOOST_REQUIRE(::mkfifo(pipe.path().c_str(), 0600) == 0);
    sendmock::tests::child_process child(
        {SENDMOCK_COMMAND, "serve", "--port", "0", "--logs", pipe.path()});
    const int writing = ::open(pipe.path().c_str(), O_WRONLY); // once it reads
    child.send_signal(SIGTERM);
    BOOST_TEST(child.wait() == -SIGTERM);
    ::close(writing);
}

BOOST_AUTO_TEST_CASE(wants_a_file_to_watch) {
    BOOST_TEST(run({"serve", "--watch"}).status == 2);
    BOOST_TEST(run({"serve", "--watch", "--generate", "5"}).status == 2);
}

BOOST_AUTO_TEST_CASE(generated_logs_are_the_same_for_the_same_seed) {
    const auto first_page = [](const std::string& seed) {
        serving server({"--generate", "300", "--seed", seed});
        service_client client(server.port());
        BOOST_TEST(client.walk().size() == 300U);
        const std::string content = client.get().content;
        return content.substr(content.find("\"results\""));
    };
    const std::string once = first_page("42");
    BOOST_TEST(once == first_page("42"));
    BOOST_TEST(once != first_page("43"));
}

BOOST_AUTO_TEST_CASE(a_seed_that_was_drawn_is_told) {
    serving server({"--generate", "3"});
    BOOST_REQUIRE(eventually([&] { return has(server.child().errors(), "--seed "); }));
    const std::string errors = server.child().errors();
    const std::string seed = errors.substr(errors.find("--seed ") + 7);
    serving again({"--generate", "3", "--seed", seed.substr(0, seed.find('\n'))});
    const std::string content = service_client(server.port()).get().content;
    BOOST_TEST(content == service_client(again.port()).get().content);
}

BOOST_AUTO_TEST_CASE(a_billion_logs_take_no_memory) {
    serving server({"--generate", "1000000000", "--seed", "1"});
    service_client client(server.port());
    BOOST_TEST(client.get().status == 200);
    std::ifstream in("/proc/" + std::to_string(server.child().pid()) + "/status");
    const std::string status(std::istreambuf_iterator<char>(in), {});
    const auto resident = std::stoul(value_in(status, "VmRSS")); // KiB
    BOOST_TEST((sendmock::tests::sanitized || resident < 64U * 1024), resident << " KiB");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
