// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/synth/agents.h"

#include <string>
#include <string_view>

namespace assay::traffic {

// A ClientHello as programs with this library send it, as a handshake message with its header. Random numbers, and with
// browsers that do so the order of extensions, are those of `random`.
std::string clientHelloBytes(TlsStack stack, std::string_view serverName, SynthRandom random);
std::string serverHelloBytes(TlsStack client, SynthRandom random);
// A TLS record around bytes; `type` 22 handshake, 20, 23 data.
std::string tlsRecord(uint8_t type, std::string_view bytes);
// The JA4 of the library's hellos; lives forever.
std::string_view ja4Of(TlsStack stack);

} // namespace assay::traffic
