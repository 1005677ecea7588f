// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/match/bytestream.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace assay::rules {

// What goes between a matcher and its compile helper: frames of a 64-bit length and that many bytes. The helper answers
// each request with one reply, in order, and ends when its input ends.

// One pattern in Hyperscan's spelling.
struct HelperPattern
{
    uint32_t id = 0; // reported by scans
    uint32_t flags = 0; // HS_FLAG_*
    std::string text;
};

struct HelperRequest
{
    enum class Kind : uint8_t { Test = 1, Build = 2 };
    Kind kind = Kind::Test;
    double cpuSeconds = 1; // the helper ends itself when it needs more
    std::vector<HelperPattern> patterns; // exactly one for Test
};

struct HelperReply
{
    bool ok = false;
    std::string message; // of the library, when it refuses
    int32_t badPattern = -1; // position in the request, when the library names one
    uint32_t maxWidth = 0; // Test: of a match; UINT32_MAX when unbounded
    double cpuSeconds = 0; // that the compilation took
    std::string database; // Build: serialised
};

std::string encode(const HelperRequest& request);
std::string encode(const HelperReply& reply);
std::optional<HelperRequest> decodeRequest(std::string_view bytes);
std::optional<HelperReply> decodeReply(std::string_view bytes);

// A larger frame ends the conversation.
constexpr uint64_t maximumFrame = uint64_t{1} << 30;

} // namespace assay::rules
