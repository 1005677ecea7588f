// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/tls/tlsreader.h"

#include <string_view>

namespace assay::traffic {

struct Guess
{
    enum class Kind : uint8_t { More, Http, Tls, Smtp, Ssh, Socks, Unknown };
    Kind kind = Kind::More; // More: the next bytes will tell
    Side client = Side::Client; // which side speaks as the client, where the bytes tell
};

// What a connection carries by the first bytes of its sides, whatever its ports; a mail port only settles what the
// bytes leave open.
Guess guessApplication(std::string_view client, std::string_view server, bool isMailPort);

// Whether a piece in the middle of something unknown begins a TLS handshake or an HTTP request: STARTTLS of any
// protocol, a capture that begins late, a tunnel.
Guess guessMiddle(std::string_view piece);

} // namespace assay::traffic
