// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace assay::fuzzy {

inline std::string bytesOfHex(const std::string& hex)
{
    std::string bytes;
    for (size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return bytes;
}

// Keys, hashes and datagrams that were recorded from the peer; null when they are not there.
inline nlohmann::json goldenPrimitives(const std::filesystem::path& shared)
{
    const auto text = readFile(shared / "golden" / "fuzzy" / "primitives.json");
    return text ? nlohmann::json::parse(*text) : nlohmann::json();
}

} // namespace assay::fuzzy
