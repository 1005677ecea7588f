// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/defect.h"
#include "core/base/ipaddress.h"
#include "core/base/time.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// Bounds and choices for reading mail; the defaults are those of the product.
struct MailOptions
{
    size_t maxNesting = 64; // multiparts and messages together
    size_t maxParts = 10'000;
    size_t maxHeaderBlock = size_t{1} << 20; // bytes
    size_t maxHeader = size_t{256} << 10; // bytes
    size_t maxHeaders = 10'000;
    size_t maxAddresses = 20'000; // in one header
    size_t maxAddressColons = 1'000; // ':' outside quotes in one address header
    size_t maxEncodedWords = 10'000; // in one header
    size_t maxMessage = size_t{256} << 20; // bytes parsed whole
    size_t maxAttachment = size_t{256} << 20; // decoded bytes kept in memory
    size_t maxHtmlDepth = 512;
    size_t maxText = size_t{8} << 20; // bytes of text made from HTML
    unsigned maxSeconds = 10; // for one message
    bool defectsOnly = false; // a scan: language and links, which only the display needs, are left out
    std::vector<std::string> ownHosts; // names of hosts whose Received and Authentication-Results are trusted
    std::vector<IpNetwork> ownNetworks;
};

// What a list shows of a message; made from the header block alone.
struct MessageSummary
{
    std::string subject; // UTF-8, one line
    std::string from; // decoded From value, UTF-8, one line
    std::string fromAddress;
    std::string to;
    std::string messageId; // with its angle brackets, as written
    std::optional<Timestamp> date; // of Date, else of the top Received
    bool dateFromReceived = false;
    std::optional<IpAddress> sourceIp; // first public connection address below the trusted hops
    DefectSet defects; // of the header block
};

// Reads the header block only, at most maxHeaderBlock bytes; never fails. Any thread. >= 200 MB/s of header bytes.
MessageSummary summarizeMessage(std::string_view message, const MailOptions& options = {});

} // namespace assay
