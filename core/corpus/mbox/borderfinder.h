// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/defect.h"
#include "core/corpus/mbox/borderresolver.h"
#include "core/corpus/mbox/fromline.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace assay {

// Splits an mbox that arrives in pieces of any size. Looks at every line that begins "From ", reads the header block
// behind those that may be borders (for Content-Length) and lets BorderResolver decide. The result does not depend on
// how the bytes are cut into pieces. Memory: the current piece and at most some hundred KiB that await a decision.
class BorderFinder
{
public:
    // `size`: of the whole mbox where known; a Content-Length beyond it is refused at once.
    BorderFinder(bool needsEmptyLine, std::optional<uint64_t> size);

    // Where the next piece goes: room for at least `length` bytes; then commit() as many as were put there.
    char* prepare(size_t length);
    void commit(size_t length);
    void feed(std::string_view piece); // both in one
    void finish();

    // Entries found since the last call, in order.
    std::vector<MboxEntry>& entries() { return m_resolver.entries(); }
    // Valid after finish().
    uint64_t rejectedBorders() const { return m_rejected + m_resolver.rejectedBorders(); }
    // Anything but blanks and line ends before the first border.
    bool hasLeadingJunk() const { return hasBorder() && m_firstInk < m_resolver.firstBorder(); }
    bool hasBorder() const { return m_resolver.hasBorder(); }
    // "mboxo", "mboxrd", "mboxcl", "mboxcl2" or "raw"; by what was seen so far.
    std::string_view variant() const;

private:
    enum class Mode { Header, LongHeaderLine, Body };

    void scan();
    bool scanHeader();
    bool scanLongLine();
    bool scanBody();
    bool considerFrom(const char* at);
    Judgement judge(const char* at, BorderCandidate& candidate) const;
    void describeBefore(const char* at, BorderCandidate& candidate) const;
    bool isLineStart(const char* at) const;
    void noteQuoted(const char* at);
    void noteInk();
    void noteContentLength(std::string_view line);
    void endHeader(std::optional<uint64_t> bodyOffset);
    void dropScanned();
    const char* begin() const { return m_buffer.data(); }
    const char* end() const { return m_buffer.data() + m_size; }
    const char* next() const { return m_buffer.data() + m_next; }
    void continueAt(const char* at) { m_next = static_cast<size_t>(at - m_buffer.data()); }
    uint64_t offsetOf(const char* at) const { return m_base + static_cast<uint64_t>(at - m_buffer.data()); }

    BorderResolver m_resolver;
    bool m_needsEmptyLine;
    std::vector<char> m_buffer;
    size_t m_size = 0; // bytes in the buffer
    size_t m_next = 0; // first byte not yet scanned
    uint64_t m_base = 0; // offset of the buffer's first byte
    uint64_t m_nulRun = 0; // offset where the NULs before m_base begin; m_base when there are none
    Mode m_mode = Mode::Body;
    bool m_finished = false;
    uint64_t m_firstInk = UINT64_MAX; // the first byte that is no blank or line end
    bool m_quotedOnce = false; // a line ">From "
    bool m_quotedTwice = false; // a line ">>From "
    uint64_t m_rejected = 0; // lines that no rule can make a border
};

} // namespace assay
