// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/runcontext.h"
#include "core/query/namedlist.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::query {

// Where the user knows better than the reader.
struct IpListOptions
{
    std::optional<size_t> column; // from 0; a column that the file does not have: BadArgument
    std::optional<char> delimiter; // 0: one address a line
};

struct IpListColumn
{
    std::string name; // of the header, else ""
    std::string example; // the first cell that is not blank
    uint32_t sampled = 0; // rows looked at: the first few hundred
    uint32_t addresses = 0; // of these, how many cells are addresses
};

struct IpListReject
{
    uint64_t line = 0; // from 1
    std::string text; // of the cell, at most 200 bytes
};

// What a file or the clipboard holds, for the look before use and to make a list of.
struct IpListFile
{
    std::vector<IpRange> entries; // sorted, each once; networks and ranges as they were written
    IpRangeSet addresses; // the same, merged
    uint64_t rows = 0; // without header, blank lines and comments
    uint64_t singles = 0, networks = 0; // of the entries: addresses, and what holds more than one
    uint64_t duplicates = 0; // rows whose entry was there before
    uint64_t rejected = 0;
    std::vector<IpListReject> rejects; // the first 1000

    std::string charset; // as read
    char delimiter = 0;
    bool hasHeader = false;
    std::vector<IpListColumn> columns;
    size_t column = 0; // the one that was read
    std::optional<size_t> labelColumn; // headed "label", or holding nothing but bot, notbot, benign, malicious, 0, 1
};

// Reads a list of addresses from CSV (comma, semicolon or tab) or from text with one a line and "#" comments; values
// are IPv4, IPv6, networks, ranges "a-b" and "a..b", prefixes "203.0.113.*", ports and zones dropped. The column is
// that of the options, else the one with a known name (ip, client_ip, address ...), else the first in which 80 % of the
// cells are addresses. Errors: Cancelled, BadArgument, LimitExceeded (more than 5 million rows). Linear; 1,000,000
// lines well under a second. Progress counts bytes.
Result<IpListFile> readIpList(std::string_view bytes, const IpListOptions& options, const RunContext& context);

// One cell as it is read above; nothing when it is no address.
std::optional<IpRange> readIpCell(std::string_view cell);

} // namespace assay::query
