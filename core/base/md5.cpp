// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/md5.h"

#include <openssl/evp.h>

namespace assay {

Md5 md5(std::string_view bytes)
{
    Md5 digest = {};
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_md5(), nullptr);
    return digest;
}

} // namespace assay
