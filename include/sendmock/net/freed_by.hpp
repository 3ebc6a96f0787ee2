// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_NET_FREED_BY_HPP
#define SENDMOCK_NET_FREED_BY_HPP

namespace sendmock::net {

/// Deletes what C code has made, by the function that it has for that: `::SSL_free`.
template <auto Free>
struct freed_by {
    template <class Object>
    void operator()(Object* object) const noexcept {
        Free(object);
    }
};

} // namespace sendmock::net

#endif
