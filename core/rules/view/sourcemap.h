// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace assay::rules {

// Why a range of a rendered text has no place in the raw bytes.
enum class Unmapped : uint8_t {
    None, // it has one
    TransferDecoded, // base64, quoted-printable or an encoded word stands in between: the byte range is the encoded
                     // text's
    CharsetConverted, // the bytes are in another character set than the text (UTF-8)
    Generated, // the renderer made or joined the text (entity, text on both sides of a tag, absolute form of a URL)
    NoBytes // there is no such text in the message (absent header)
};

// A range of the message's own bytes that a rendered range came from. With `why` other than None the range is the
// smallest one known to hold it, or empty.
struct RawRange
{
    uint64_t offset = 0;
    uint64_t length = 0;
    Unmapped why = Unmapped::NoBytes;
};

// Where the bytes of a text came from: runs of text, each with its range in the layer below. Append-only, in text
// order. Adjacent runs that continue each other are merged, so a plain text is one run.
class SourceMap
{
public:
    // `gapReason`: what a range is that spans bytes which no run covers (dropped mark-up, soft line breaks).
    explicit SourceMap(Unmapped gapReason = Unmapped::Generated)
        : m_gapReason(gapReason)
    {
    }

    // `textLength` bytes of text came from `rawLength` bytes at `rawOffset`; equal lengths map byte by byte.
    void append(uint64_t textLength, uint64_t rawOffset, uint64_t rawLength, Unmapped why = Unmapped::None);
    void appendSame(uint64_t length, uint64_t rawOffset) { append(length, rawOffset, length); }
    // Text that no bytes of the message stand for.
    void appendGenerated(uint64_t textLength);
    // Text whose place is that of [offset, offset + length) in `other`.
    void appendPart(const SourceMap& other, uint64_t offset, uint64_t length);
    // Drops the last `length` bytes of text.
    void chop(uint64_t length);

    RawRange find(uint64_t textOffset, uint64_t textLength) const;
    // A range of the layer above, which lies in this one's text, seen through this one.
    RawRange through(const RawRange& upper) const;
    uint64_t textLength() const { return m_textLength; }
    // Calls visit(textLength, rawOffset, rawLength, why) for each run.
    template <typename Visit>
    void forEachRun(Visit visit) const
    {
        for (size_t i = 0; i < m_runs.size(); ++i)
            visit(runLength(i), m_runs[i].raw, m_runs[i].rawLength, m_runs[i].why);
    }
    size_t runCount() const { return m_runs.size(); }

private:
    struct Run
    {
        uint64_t text;
        uint64_t raw;
        uint64_t rawLength;
        Unmapped why;
        Unmapped gap; // what a range is that begins before this run and goes on in it, when there is a gap between
    };
    void appendRun(uint64_t textLength, uint64_t rawOffset, uint64_t rawLength, Unmapped why, Unmapped gap);
    uint64_t runLength(size_t run) const;
    size_t runAt(uint64_t textOffset) const;

    std::vector<Run> m_runs;
    uint64_t m_textLength = 0;
    Unmapped m_gapReason;
};

// The map of a text through two layers: `upper` into a middle text, `lower` from there.
SourceMap stacked(const SourceMap& upper, const SourceMap& lower, Unmapped gapReason);

} // namespace assay::rules
