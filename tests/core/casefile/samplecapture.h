// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::test {

// What one side of a connection says, in order.
struct Said
{
    bool byClient = true;
    std::string text;
};

// A pcap file with one TCP connection from 198.51.100.7 to 203.0.113.25, handshake and end included, which begins
// 2026-11-21 09:00:00 UTC; a packet a text, one second apart.
std::string sampleCapture(uint16_t port, const std::vector<Said>& talk);
// The talk of a mail client that delivers a message.
std::vector<Said> smtpTalk(std::string_view message);

} // namespace assay::test
