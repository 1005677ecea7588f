// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/summary.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace assay {

// Headers that this folder reads; all others are Other.
enum class HeaderId : uint8_t {
    Other,
    From,
    Sender,
    ReplyTo,
    To,
    Cc,
    Date,
    Subject,
    MessageId,
    MimeVersion,
    ContentType,
    ContentTransferEncoding,
    ContentDisposition,
    ContentId,
    ContentDescription,
    Bcc, // this one and those below may occur more than once
    Received,
    AuthenticationResults,
    ReceivedSpf
};
HeaderId headerIdOf(std::string_view name);

// One header as it stands in the bytes. Views point into the scanned bytes.
struct HeaderField
{
    HeaderId id = HeaderId::Other;
    std::string_view name; // without blanks before the colon
    std::string_view value; // raw: folds kept, without blanks at the front and the final line end; cut at maxHeader
    std::string_view whole; // the same, not cut
    uint64_t offset = 0; // of the name
    uint64_t length = 0; // whole field with its line end
};

enum class BlockKind : uint8_t {
    Message, // an item: what stands before the first header is repaired
    NestedMessage, // inside message/rfc822
    Part // of a multipart: an empty first line ends the block at once
};

struct HeaderBlock
{
    std::vector<HeaderField> fields;
    uint64_t bodyOffset = 0; // first byte behind the empty line (or of what is no header any more)
    bool hasEndLine = false; // an empty line ends the block
    bool crLines = false; // lines end in CR alone
    DefectSet defects;

    const HeaderField* first(HeaderId id) const;
};

// Splits the header block at the start of `bytes`. Own scanner (RFC 5322 with repairs): a BOM, blank lines, one "From "
// line and blanks before the first header are skipped; blanks before a colon are allowed; lines that are no header are
// passed over while headers follow before the next empty line, else they begin the body; a bare CR ends a line only
// where no LF occurs. Linear; bounded by maxHeaderBlock, maxHeader, maxHeaders. Never fails.
HeaderBlock scanHeaderBlock(std::string_view bytes, const MailOptions& options, BlockKind kind = BlockKind::Message);

// UTF-16 mail (with a byte order mark, or every second byte of the start zero): its text as UTF-8, else nullopt.
std::optional<std::string> messageFromUtf16(std::string_view bytes);

} // namespace assay
