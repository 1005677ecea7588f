// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace assay::test {

// A storage or stream of a compound file in the making.
struct Node
{
    std::string name; // ASCII
    bool storage = false;
    std::string content; // of a stream
    std::vector<Node> children; // of a storage
};

// A compound file with 512-byte sectors that holds `children` at its root.
std::string buildCompound(const std::vector<Node>& children);

// Streams of an Outlook message.
Node unicodeText(uint16_t property, const std::string& ascii);
Node narrowText(uint16_t property, const std::string& bytes);
Node binaryValue(uint16_t property, const std::string& bytes);
// The property stream with fixed values (tag, value); headerLength 32, 24 or 8.
Node properties(size_t headerLength, const std::vector<std::pair<uint32_t, uint64_t>>& values);

} // namespace assay::test
