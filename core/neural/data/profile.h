// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::neural {

// What a network was made for: the symbols whose values stand behind the metatokens, in byte order.
struct Profile
{
    std::vector<std::string> symbols;
    std::string digest; // of the symbols
    uint32_t version = 0; // 0 until a network is trained
    std::string key; // where network and vectors are kept
    std::optional<double> distance; // rspamd writes it into profiles that it makes while learning
};

// Sorts the symbols, drops repeated ones and computes the digest.
Profile makeProfile(std::vector<std::string> symbols);
// 103 characters: base32 of BLAKE2b-512 of all names in a row.
std::string profileDigest(const std::vector<std::string>& sortedSymbols);

// rspamd's measure of how far two sorted lists differ: an approximation of the size of their symmetric difference.
double profileDistance(const std::vector<std::string>& a, const std::vector<std::string>& b);
// Whether a network at this distance may be used by a profile of so many symbols.
bool isNearEnough(double distance, size_t ownSymbols);

// The member that rspamd keeps in Redis. BadData when something is missing, symbols are not sorted, or the digest is
// not theirs.
Result<Profile> profileFromJson(std::string_view json);
std::string profileToJson(const Profile& profile);

// Numbers of a vector for this profile.
size_t vectorLength(const Profile& profile);

} // namespace assay::neural
