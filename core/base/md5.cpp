// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/md5.h"

#include <openssl/evp.h>

namespace assay {

Md5 md5(std::string_view bytes)
{
    Md5 digest = {};
    // Looked up once: the library's tables take longer than the digest of a short text.
    static const EVP_MD* const method = EVP_MD_fetch(nullptr, "MD5", nullptr);
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, method, nullptr);
    return digest;
}

} // namespace assay
