// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace assay {

// What is odd about an item or its container: a value that is shown, never an abort. The codes are stable identifiers
// of JSON and of stored cases, so the order below never changes; new ones go to the end (64 at most).
enum class Defect : uint8_t {
    NestingTooDeep,
    TooManyParts,
    HeaderBlockTooLarge,
    HeaderTooLong,
    TooManyHeaders,
    TooManyAddresses,
    BadAddress,
    MessageTooLarge,
    AttachmentTooLarge,
    HtmlTooDeep,
    HtmlTooLarge,
    Timeout,
    Empty,
    NotAMessage,
    Truncated,
    LeadingJunk,
    BadHeaderLine,
    ConflictingHeader,
    BareCr,
    NulInHeader,
    NulInBody,
    Unencoded8BitHeader,
    BadDate,
    BadMultipart,
    UnknownEncoding,
    BadBase64,
    BadQuotedPrintable,
    UnknownCharset,
    Undeclared8Bit,
    BadBytes,
    Utf16,
    DeceptiveName,
    MboxNoFromLine,
    MboxLeadingJunk,
    MboxBadContentLength,
    ArchiveRatioExceeded,
    ArchiveOutputTooLarge,
    ArchiveTooManyEntries,
    ArchiveNestedTooDeep,
    ArchiveOverlappingEntries,
    ArchiveTruncated,
    ArchiveChecksum,
    ArchiveCorrupt,
    ArchiveTrailingData,
    ArchiveEncrypted,
    ArchiveBadName,
    ArchiveSpecialEntry,
    ArchiveUnsupported,
    ArchiveWindowTooLarge,
    IoReadError,
    IoChanged,
    Converted, // made from another format; the bytes are not those of the source
    TrafficBadLine, // lines of a log that are no requests
    TrafficLongLine,
    TrafficMixedFormats,
    TrafficTimeBackwards, // requests that came too late for their bucket
    TrafficAbsurdTime,
    TrafficCutPacket,
    TrafficUnknownLink,
    TrafficGap, // bytes of a stream that are not in the capture
    TrafficSmuggling,
    TrafficLimit,
};
inline constexpr unsigned defectCount = 62;

enum class DefectSeverity { Info, Warning, Error };

std::string_view defectCode(Defect defect); // "mail.nesting_too_deep"
std::string_view defectText(Defect defect); // one English sentence for people
DefectSeverity defectSeverity(Defect defect);
bool defectIsLimit(Defect defect); // a bound of the engine was reached: listed under limits_hit
std::optional<Defect> defectFromCode(std::string_view code);

// A set of defects in 64 bits.
class DefectSet
{
public:
    constexpr DefectSet() = default;
    constexpr explicit DefectSet(uint64_t bits)
        : m_bits(bits)
    {
    }
    void add(Defect defect) { m_bits |= bit(defect); }
    void add(DefectSet other) { m_bits |= other.m_bits; }
    bool has(Defect defect) const { return m_bits & bit(defect); }
    bool isEmpty() const { return m_bits == 0; }
    uint64_t bits() const { return m_bits; }
    std::vector<Defect> list() const; // in enum order
    bool operator==(const DefectSet&) const = default;

private:
    static constexpr uint64_t bit(Defect defect) { return uint64_t{1} << static_cast<unsigned>(defect); }
    uint64_t m_bits = 0;
};

} // namespace assay
