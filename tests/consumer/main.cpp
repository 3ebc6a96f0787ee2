// SPDX-License-Identifier: MIT
#include <sendmock/sendmock.hpp>

#include <iostream>

int main() {
    const sendmock::mock_server server;
    std::cout << server.port() << '\n';
    return server.port() > 0 ? 0 : 1;
}
