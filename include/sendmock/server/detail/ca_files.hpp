// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_CA_FILES_HPP
#define SENDMOCK_SERVER_DETAIL_CA_FILES_HPP

#include <sendmock/error.hpp>
#include <sendmock/server/detail/tls_certificates.hpp>

#include <fstream>
#include <ios>
#include <ostream>
#include <string>
#include <utility>

namespace sendmock::detail {

/// Writes the CA certificate to a file, and the revocation lists beside it, as FILE.crl.
/// @throws sendmock::error if one of them cannot be written
inline void write_ca_files(const std::string& file, const tls_certificates& certificates) {
    for (const auto& [name, text] : {std::pair{file, certificates.ca_pem()},
                                     std::pair{file + ".crl", certificates.crl_pem()}}) {
        std::ofstream out(name, std::ios::binary | std::ios::trunc);
        if (!(out << text << std::flush)) {
            throw error("ca_file: cannot write " + name);
        }
    }
}

} // namespace sendmock::detail

#endif
