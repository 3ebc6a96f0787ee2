// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_CA_FILE_HPP
#define SENDMOCK_SERVER_DETAIL_CA_FILE_HPP

#include <sendmock/error.hpp>
#include <sendmock/server/detail/tls_certificates.hpp>

#include <fstream>
#include <ios>
#include <ostream>
#include <string>
#include <utility>

namespace sendmock::detail {

/// Writes the CA certificate to a file, and the revocation lists beside it, as FILE.crl.
/// @throws sendmock::error if a file cannot be written
inline void write_ca_file(const std::string& file, const tls_certificates& certificates) {
    for (const auto& [path, text] : {std::pair{file, certificates.ca_pem()},
                                     std::pair{file + ".crl", certificates.crl_pem()}}) {
        std::ofstream out(path, std::ios::binary | std::ios::trunc);
        if (!(out << text << std::flush)) {
            throw error("ca_file: cannot write " + path);
        }
    }
}

} // namespace sendmock::detail

#endif
