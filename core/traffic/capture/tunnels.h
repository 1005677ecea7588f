// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/capture/linklayer.h"

namespace assay::traffic {

// What is wrapped in a packet, and how; `layer.type` 0: nothing that is known.
struct Tunnel
{
    Layer layer;
    std::string_view kind;
};

// Behind a GRE header, ERSPAN included.
Tunnel openGre(std::string_view bytes);
// VXLAN, Geneve and GTP-U by their ports.
Tunnel openUdpTunnel(uint16_t sourcePort, uint16_t destinationPort, std::string_view payload);

} // namespace assay::traffic
