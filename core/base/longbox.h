// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cryptobox.h"

namespace assay {

// The box of cryptobox.h for messages of any length.
BoxMac sealLong(std::span<uint8_t> message, const BoxNonce& nonce, const CryptoKey& key);
// False, with the message untouched, when it was not sealed so.
bool unsealLong(std::span<uint8_t> message, const BoxNonce& nonce, const BoxMac& mac, const CryptoKey& key);

} // namespace assay
