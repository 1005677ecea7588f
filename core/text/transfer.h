// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// Which encoded bytes each decoded byte came from. Append-only, in order of the decoded bytes.
class OffsetMap
{
public:
    struct Range
    {
        uint64_t offset = 0;
        uint64_t length = 0;
    };

    // `length` bytes that stand for themselves.
    void appendLiteral(uint64_t length, uint64_t encodedOffset);
    // `decoded` bytes that were made from `encoded` bytes as a whole (an escape).
    void appendGroup(uint64_t decoded, uint64_t encodedOffset, uint64_t encoded);
    // Whole groups of four characters that made three bytes each, without a gap.
    void appendBase64(uint64_t groups, uint64_t encodedOffset);
    // The smallest encoded range that holds what the decoded range came from; empty when it is beyond the end.
    Range find(uint64_t decodedOffset, uint64_t decodedLength) const;
    uint64_t decodedLength() const { return m_decodedLength; }

private:
    enum class Kind : uint8_t { Literal, Group, Base64 };
    struct Run
    {
        uint64_t decoded; // first byte
        uint64_t encoded;
        uint32_t encodedLength; // of groups only
        Kind kind;
    };
    void append(Kind kind, uint64_t decodedLength, uint64_t encoded, uint32_t encodedLength);
    Range rangeOf(uint64_t decodedOffset) const; // of one byte
    std::vector<Run> m_runs;
    uint64_t m_decodedLength = 0;
};

struct DecodedBytes
{
    std::string bytes;
    bool bad = false; // something did not follow the encoding; what could be decoded is there
};

// Base64 of RFC 2045. Line ends and blanks are skipped; other foreign characters are skipped and make it bad, as do a
// group cut short and text behind the padding (which is decoded, too).
DecodedBytes decodeBase64(std::string_view encoded, OffsetMap* map = nullptr);

// Quoted-printable of RFC 2045. Line ends are kept as they are; blanks before them are dropped. An '=' without two
// hexadecimal digits or a line end stays as it is and makes it bad.
DecodedBytes decodeQuotedPrintable(std::string_view encoded, OffsetMap* map = nullptr);

// The "Q" encoding of RFC 2047: as quoted-printable, '_' is a blank, nothing is dropped.
DecodedBytes decodeQ(std::string_view encoded);

// A block found in text: uuencode ("begin 644 name" ... "end") or yEnc ("=ybegin" ... "=yend").
struct EncodedBlock
{
    enum class Kind : uint8_t { Uuencode, Yenc } kind = Kind::Uuencode;
    size_t offset = 0; // of the first byte of its first line
    size_t length = 0; // up to the end of its last line
    std::string name; // bytes as written
};
// All blocks that have a first line, a last line and well-formed lines between; at most `limit`. Linear in the text.
std::vector<EncodedBlock> findEncodedBlocks(std::string_view text, size_t limit = 1000);
// Decodes one block (with or without its first and last line).
DecodedBytes decodeUuencode(std::string_view block, OffsetMap* map = nullptr);
DecodedBytes decodeYenc(std::string_view block);

} // namespace assay
