// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/contentfield.h"
#include "core/mail/deadline.h"
#include "core/mail/summary.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// One entity of the MIME tree.
struct MimeNode
{
    std::string path; // as MailPart::path
    std::string type; // effective: "text/html"; "text/plain" when none or no valid one is declared
    ContentField contentType;
    ContentField disposition;
    std::string encoding; // lower-case as declared; empty when none
    std::string contentId;
    size_t buffer = 0; // which of MimeStructure::buffers the offsets count in; 0 is the message
    size_t headerOffset = 0;
    size_t bodyOffset = 0;
    size_t bodyEnd = 0;
    int parent = -1;
    bool isContainer = false; // children follow
};

// The tree of one message, depth first.
struct MimeStructure
{
    std::vector<MimeNode> nodes;
    std::vector<std::string_view> buffers; // 0: the message; others: decoded embedded messages
    std::vector<std::unique_ptr<std::string>> owned;
    DefectSet defects;

    std::string_view body(const MimeNode& node) const
    {
        return buffers[node.buffer].substr(node.bodyOffset, node.bodyEnd - node.bodyOffset);
    }
};

// Own parser: one pass over the lines that begin with "--", matched against all open boundaries from the innermost
// outwards (at most maxNesting), so time is linear, memory is a node a part, and every offset is known. Limits:
// maxNesting (deeper containers are opaque leaves), maxParts, the header limits, the deadline. A multipart without a
// usable boundary gets its whole body as one text part. `message` must outlive the result.
MimeStructure parseMimeStructure(std::string_view message, const MailOptions& options, const Deadline& deadline);

enum class TransferEncoding { Identity, Base64, QuotedPrintable, Uuencode, Yenc, Unknown };
// Reads "7bit", "8-bit", "Quoted-Printable;" ...
TransferEncoding transferEncodingOf(std::string_view encoding);
struct LeafBytes
{
    std::string bytes;
    DefectSet defects;
};
// The body of a leaf with its transfer encoding removed.
LeafBytes decodeLeaf(std::string_view body, std::string_view encoding);

} // namespace assay
