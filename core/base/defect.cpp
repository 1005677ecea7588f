// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/defect.h"

#include <iterator>

namespace assay {
namespace {

struct DefectEntry
{
    Defect defect;
    std::string_view code;
    DefectSeverity severity;
    bool limit;
    std::string_view text;
};

constexpr auto info = DefectSeverity::Info;
constexpr auto warning = DefectSeverity::Warning;
constexpr auto error = DefectSeverity::Error;

// In the order of the enum (asserted below).
constexpr DefectEntry entries[] = {
    {Defect::NestingTooDeep, "mail.nesting_too_deep", warning, true,
        "Parts are nested deeper than the limit; the rest is one opaque part."},
    {Defect::TooManyParts, "mail.too_many_parts", warning, true,
        "The message has more parts than the limit; the first ones are shown."},
    {Defect::HeaderBlockTooLarge, "mail.header_block_too_large", warning, true,
        "The header block is larger than the limit; its first part is shown."},
    {Defect::HeaderTooLong, "mail.header_too_long", warning, true,
        "A header is longer than the limit and was cut for display."},
    {Defect::TooManyHeaders, "mail.too_many_headers", warning, true,
        "There are more headers than the limit; the first ones are shown."},
    {Defect::TooManyAddresses, "mail.too_many_addresses", warning, true,
        "A header has more addresses than the limit; the first ones are shown."},
    {Defect::BadAddress, "mail.bad_address", warning, false,
        "An address header cannot be parsed and is shown as raw text."},
    {Defect::MessageTooLarge, "mail.message_too_large", warning, true,
        "The message is larger than the limit; headers and structure up to there are shown."},
    {Defect::AttachmentTooLarge, "mail.attachment_too_large", warning, true,
        "An attachment is larger than the limit; only its size is shown."},
    {Defect::HtmlTooDeep, "mail.html_too_deep", warning, true,
        "HTML elements are nested deeper than the limit and were flattened."},
    {Defect::HtmlTooLarge, "mail.html_too_large", warning, true,
        "The HTML is larger than the limit and was cut for display."},
    {Defect::Timeout, "mail.timeout", error, true,
        "Reading the message took longer than the limit; the raw source is shown."},
    {Defect::Empty, "mail.empty", warning, false, "The message has neither header nor body."},
    {Defect::NotAMessage, "mail.not_a_message", error, false, "The bytes are no mail message."},
    {Defect::Truncated, "mail.truncated", warning, false, "The message ends before its structure does."},
    {Defect::LeadingJunk, "mail.leading_junk", info, false, "Something stands before the first header."},
    {Defect::BadHeaderLine, "mail.bad_header_line", warning, false, "A line among the headers is no header."},
    {Defect::ConflictingHeader, "mail.conflicting_header", warning, false,
        "A header that may occur once occurs several times; the first is shown."},
    {Defect::BareCr, "mail.bare_cr", warning, false, "A carriage return stands without a line feed."},
    {Defect::NulInHeader, "mail.nul_in_header", warning, false, "A header holds a NUL byte."},
    {Defect::NulInBody, "mail.nul_in_body", warning, false, "The body holds a NUL byte."},
    {Defect::Unencoded8BitHeader, "mail.unencoded_8bit_header", warning, false,
        "A header holds 8-bit text without a charset; it was guessed."},
    {Defect::BadDate, "mail.bad_date", warning, false, "The Date header is missing or cannot be read."},
    {Defect::BadMultipart, "mail.bad_multipart", warning, false,
        "A multipart has no usable boundary and is shown as text."},
    {Defect::UnknownEncoding, "mail.unknown_encoding", warning, false,
        "The transfer encoding is unknown; the part is shown undecoded."},
    {Defect::BadBase64, "mail.bad_base64", warning, false,
        "A part holds broken base64; what could be decoded is shown."},
    {Defect::BadQuotedPrintable, "mail.bad_quoted_printable", warning, false,
        "A part holds broken quoted-printable; what could be decoded is shown."},
    {Defect::UnknownCharset, "mail.unknown_charset", warning, false, "The charset is unknown; it was guessed."},
    {Defect::Undeclared8Bit, "mail.undeclared_8bit", info, false, "8-bit text has no charset; it was guessed."},
    {Defect::BadBytes, "mail.bad_bytes", warning, false, "Some bytes do not fit the charset and are shown as U+FFFD."},
    {Defect::Utf16, "mail.utf16", warning, false, "The whole message is in UTF-16."},
    {Defect::DeceptiveName, "mail.deceptive_name", warning, false, "The name of an attachment hides its type."},
    {Defect::MboxNoFromLine, "mbox.no_from_line", error, false,
        "The mailbox has no line that starts a message; open it as a single message."},
    {Defect::MboxLeadingJunk, "mbox.leading_junk", warning, false,
        "Something stands before the first message of the mailbox."},
    {Defect::MboxBadContentLength, "mbox.bad_content_length", warning, false,
        "Content-Length does not lead to the next message and was ignored."},
    {Defect::ArchiveRatioExceeded, "archive.ratio_exceeded", warning, true,
        "The data expand beyond the limit; what came before is shown."},
    {Defect::ArchiveOutputTooLarge, "archive.output_too_large", warning, true,
        "The decompressed data exceed the limit; what came before is shown."},
    {Defect::ArchiveTooManyEntries, "archive.too_many_entries", warning, true,
        "The archive has more entries than the limit; the first ones are shown."},
    {Defect::ArchiveNestedTooDeep, "archive.nested_too_deep", warning, true,
        "Archives are nested deeper than the limit; the inner ones are not opened."},
    {Defect::ArchiveOverlappingEntries, "archive.overlapping_entries", error, true,
        "Entries of the archive share bytes; it is not read."},
    {Defect::ArchiveTruncated, "archive.truncated", warning, false,
        "The archive ends early; what came before is shown."},
    {Defect::ArchiveChecksum, "archive.checksum", warning, false,
        "A checksum of the archive is wrong; the data may be damaged."},
    {Defect::ArchiveCorrupt, "archive.corrupt", error, false, "The archive is damaged; what came before is shown."},
    {Defect::ArchiveTrailingData, "archive.trailing_data", info, false,
        "Something stands behind the end of the compressed data."},
    {Defect::ArchiveEncrypted, "archive.encrypted", error, false,
        "An entry of the archive is encrypted and cannot be read."},
    {Defect::ArchiveBadName, "archive.bad_name", warning, false,
        "An entry of the archive has a name that leads outside; the name was cleaned."},
    {Defect::ArchiveSpecialEntry, "archive.special_entry", info, false,
        "A link, device or sparse entry of the archive was skipped."},
    {Defect::ArchiveUnsupported, "archive.unsupported", error, false,
        "The archive uses a method that is not supported."},
    {Defect::ArchiveWindowTooLarge, "archive.window_too_large", error, true,
        "The compressed data need more memory than the limit."},
    {Defect::IoReadError, "io.read_error", error, false, "The bytes cannot be read."},
    {Defect::IoChanged, "io.changed", warning, false, "The file changed since it was indexed."},
    {Defect::Converted, "mail.converted", info, false,
        "Converted from another format; these are not the original bytes."},
    {Defect::TrafficBadLine, "traffic.bad_line", warning, false, "Lines of the log are no requests and were left out."},
    {Defect::TrafficLongLine, "traffic.long_line", warning, true, "A line of the log is too long and was left out."},
    {Defect::TrafficMixedFormats, "traffic.mixed_formats", warning, false,
        "The log has lines of more than one format."},
    {Defect::TrafficTimeBackwards, "traffic.time_backwards", info, false,
        "Time goes back by more than can be put in order; such requests count where they stand."},
    {Defect::TrafficAbsurdTime, "traffic.absurd_time", warning, false,
        "Times before 1990 or after 2100 were left out."},
    {Defect::TrafficCutPacket, "traffic.cut_packet", warning, false, "The capture ends in the middle of a packet."},
    {Defect::TrafficUnknownLink, "traffic.unknown_link", warning, false,
        "Packets of an unknown link layer were left out."},
    {Defect::TrafficGap, "traffic.gap", info, false, "Bytes of the stream are missing in the capture."},
    {Defect::TrafficSmuggling, "traffic.smuggling", warning, false,
        "A request can be read in two ways: its length is given more than once."},
    {Defect::TrafficLimit, "traffic.limit", warning, true,
        "A bound of memory was reached: streams were ended early or clients forgotten."},
};

constexpr bool inEnumOrder()
{
    for (size_t i = 0; i < std::size(entries); ++i) {
        if (static_cast<size_t>(entries[i].defect) != i)
            return false;
    }
    return std::size(entries) == defectCount;
}
static_assert(inEnumOrder());

const DefectEntry& entryOf(Defect defect)
{
    return entries[static_cast<size_t>(defect)];
}

} // namespace

std::string_view defectCode(Defect defect)
{
    return entryOf(defect).code;
}

std::string_view defectText(Defect defect)
{
    return entryOf(defect).text;
}

DefectSeverity defectSeverity(Defect defect)
{
    return entryOf(defect).severity;
}

bool defectIsLimit(Defect defect)
{
    return entryOf(defect).limit;
}

std::optional<Defect> defectFromCode(std::string_view code)
{
    for (const DefectEntry& entry : entries) {
        if (entry.code == code)
            return entry.defect;
    }
    return std::nullopt;
}

std::vector<Defect> DefectSet::list() const
{
    std::vector<Defect> defects;
    for (const DefectEntry& entry : entries) {
        if (has(entry.defect))
            defects.push_back(entry.defect);
    }
    return defects;
}

} // namespace assay
