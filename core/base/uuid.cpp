// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/uuid.h"

#include "core/base/hash.h"

#include <algorithm>
#include <openssl/sha.h>
#include <sodium.h>

namespace assay {
namespace {

std::string marked(UuidBytes bytes, uint8_t version)
{
    bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0F) | version << 4);
    bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3F) | 0x80);
    return uuidText(bytes);
}

} // namespace

std::string uuidText(const UuidBytes& bytes)
{
    std::string text = toHex(bytes);
    for (const size_t at : {8U, 13U, 18U, 23U})
        text.insert(at, 1, '-');
    return text;
}

std::string randomUuid()
{
    UuidBytes bytes;
    randombytes_buf(bytes.data(), bytes.size());
    return marked(bytes, 4);
}

std::string namedUuid(const UuidBytes& space, std::string_view name)
{
    std::string text(space.begin(), space.end());
    text += name;
    uint8_t digest[SHA_DIGEST_LENGTH];
    SHA1(reinterpret_cast<const uint8_t*>(text.data()), text.size(), digest);
    UuidBytes bytes;
    std::copy_n(digest, bytes.size(), bytes.begin());
    return marked(bytes, 5);
}

} // namespace assay
