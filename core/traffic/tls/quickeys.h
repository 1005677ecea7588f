// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/aes.h"
#include "core/traffic/tls/quicpacket.h"
#include "core/traffic/tls/tlsreader.h"

#include <array>
#include <optional>
#include <string>

namespace assay::traffic {

// What opens the Initial packets of a QUIC connection: whoever sees the client's first packet can (RFC 9001, 5.2).
class QuicKeys
{
public:
    // `destination`: connection id that the client's first packet, or the first behind a Retry, goes to.
    QuicKeys(QuicVersion version, std::string_view destination);
    // The frames of an Initial packet. Nothing when the keys are not its own.
    std::optional<std::string> open(Side sender, const QuicPacket& initial) const;

private:
    struct SideKeys
    {
        AesKey key = {}, headerKey = {};
        AesNonce iv = {};
    };
    std::array<SideKeys, 2> m_sides;
};

} // namespace assay::traffic
