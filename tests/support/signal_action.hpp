// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_SIGNAL_ACTION_HPP
#define SENDMOCK_TESTS_SUPPORT_SIGNAL_ACTION_HPP

#include <csignal>

namespace sendmock::tests {

/// What a signal does to this process, while it lives.
class signal_action {
public:
    signal_action(int number, void (*handler)(int)) : number_(number) {
        former_ = ::signal(number, handler);
    }

    ~signal_action() { ::signal(number_, former_); }

    signal_action(const signal_action&) = delete;
    signal_action& operator=(const signal_action&) = delete;

private:
    int number_;
    void (*former_)(int);
};

} // namespace sendmock::tests

#endif
