// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/headerblock.h"

#include "core/base/ascii.h"
#include "core/text/charset.h"

#include <cstring>

namespace assay {
namespace {

constexpr uint64_t probeBytes = uint64_t{64} << 10; // where a message must show its first header
constexpr size_t maxName = 1000; // longer ones are no header names

struct NameEntry
{
    std::string_view name;
    HeaderId id;
};
constexpr NameEntry names[] = {{"from", HeaderId::From}, {"sender", HeaderId::Sender}, {"reply-to", HeaderId::ReplyTo},
    {"to", HeaderId::To}, {"cc", HeaderId::Cc}, {"bcc", HeaderId::Bcc}, {"date", HeaderId::Date},
    {"subject", HeaderId::Subject}, {"message-id", HeaderId::MessageId}, {"mime-version", HeaderId::MimeVersion},
    {"content-type", HeaderId::ContentType}, {"content-transfer-encoding", HeaderId::ContentTransferEncoding},
    {"content-disposition", HeaderId::ContentDisposition}, {"content-id", HeaderId::ContentId},
    {"content-description", HeaderId::ContentDescription}, {"received", HeaderId::Received},
    {"authentication-results", HeaderId::AuthenticationResults}, {"received-spf", HeaderId::ReceivedSpf}};

bool isSingle(HeaderId id)
{
    return id != HeaderId::Other && id < HeaderId::Bcc;
}

bool isNameCharacter(char c)
{
    return c > 32 && c < 127 && c != ':';
}

// Reads the block line by line; `m_at` is always the start of a line.
class Scanner
{
public:
    Scanner(std::string_view bytes, const MailOptions& options, BlockKind kind)
        : m_bytes(bytes)
        , m_options(options)
        , m_kind(kind)
    {
        const std::string_view head = bytes.substr(0, options.maxHeaderBlock);
        m_block.crLines = head.find('\n') == std::string_view::npos && head.find('\r') != std::string_view::npos;
        m_lineEnd = m_block.crLines ? '\r' : '\n';
        if (m_block.crLines)
            m_block.defects.add(Defect::BareCr);
    }

    HeaderBlock run()
    {
        if (m_kind != BlockKind::Part)
            skipLeading();
        m_start = m_at;
        while (m_at < m_bytes.size() && readLine()) { }
        finishField(m_at);
        if (m_at >= m_bytes.size() && !m_ended)
            m_block.bodyOffset = m_bytes.size();
        judge();
        return std::move(m_block);
    }

private:
    struct Line
    {
        size_t end; // of its text
        size_t next;
    };

    Line lineAt(size_t start) const
    {
        const void* found = std::memchr(m_bytes.data() + start, m_lineEnd, m_bytes.size() - start);
        if (!found)
            return {m_bytes.size(), m_bytes.size()};
        size_t end = static_cast<size_t>(static_cast<const char*>(found) - m_bytes.data());
        const size_t next = end + 1;
        while (!m_block.crLines && end > start && m_bytes[end - 1] == '\r')
            --end;
        return {end, next};
    }

    // Length of the header name at `start` and the position of its colon.
    bool headerAt(size_t start, size_t end, size_t& nameEnd, size_t& colon) const
    {
        size_t i = start;
        const size_t limit = std::min(end, start + maxName);
        while (i < limit && isNameCharacter(m_bytes[i]))
            ++i;
        nameEnd = i;
        while (i < end && isBlank(m_bytes[i]))
            ++i;
        colon = i;
        return nameEnd > start && i < end && m_bytes[i] == ':';
    }

    bool isHeaderLine(size_t start, size_t end) const
    {
        size_t nameEnd = 0, colon = 0;
        return headerAt(start, end, nameEnd, colon);
    }

    void skipLeading()
    {
        if (m_bytes.substr(0, 3) == "\xEF\xBB\xBF")
            m_at = 3;
        bool junk = false;
        for (int fromLines = 0; m_at < m_bytes.size();) {
            const Line line = lineAt(m_at);
            const std::string_view text = m_bytes.substr(m_at, line.end - m_at);
            const bool fromLine =
                (text.substr(0, 5) == "From " || text.substr(0, 6) == ">From ") && !isHeaderLine(m_at, line.end);
            if (text.empty())
                junk = true;
            else if (!fromLine || ++fromLines > 2)
                break;
            m_at = line.next;
        }
        if (m_at >= m_bytes.size()) {
            m_block.defects.add(Defect::Empty);
            return;
        }
        size_t text = m_at;
        while (text < m_bytes.size() && isBlank(m_bytes[text]))
            ++text;
        if (text > m_at && isHeaderLine(text, lineAt(m_at).end)) {
            junk = true;
            m_at = text;
        }
        if (junk)
            m_block.defects.add(Defect::LeadingJunk);
    }

    // False when the block has ended.
    bool readLine()
    {
        if (m_at - m_start >= m_options.maxHeaderBlock)
            return stopAtLimit(Defect::HeaderBlockTooLarge);
        const Line line = lineAt(m_at);
        if (line.end == m_at && line.next > m_at) {
            finishField(m_at);
            return endBlock(line.next, true);
        }
        noteOddBytes(line);
        if (isBlank(m_bytes[m_at]) && m_open) {
            m_at = line.next;
            m_fieldEnd = line.end;
            return true;
        }
        size_t nameEnd = 0, colon = 0;
        if (!headerAt(m_at, line.end, nameEnd, colon))
            return passBadLines(line);
        finishField(m_at);
        if (m_block.fields.size() >= m_options.maxHeaders)
            return stopAtLimit(Defect::TooManyHeaders);
        m_open = true;
        m_field = {};
        m_field.name = m_bytes.substr(m_at, nameEnd - m_at);
        m_field.offset = m_at;
        m_valueStart = colon + 1;
        m_fieldEnd = line.end;
        m_at = line.next;
        return true;
    }

    void noteOddBytes(const Line& line)
    {
        const char* text = m_bytes.data() + m_at;
        const size_t length = line.end - m_at;
        if (std::memchr(text, 0, length))
            m_block.defects.add(Defect::NulInHeader);
        if (!m_block.crLines && std::memchr(text, '\r', length))
            m_block.defects.add(Defect::BareCr);
    }

    // A line that is no header: passed over when a header follows before the next empty line, else it begins the body.
    bool passBadLines(const Line& bad)
    {
        finishField(m_at);
        size_t at = m_at;
        for (Line line = bad; at < m_bytes.size(); line = lineAt(at)) {
            const bool isEmpty = line.end == at;
            const bool isDelimiter = m_bytes.substr(at, 2) == "--" && !isHeaderLine(at, line.end);
            if (isEmpty || isDelimiter || at - m_start > m_options.maxHeaderBlock)
                break;
            if (isHeaderLine(at, line.end)) {
                m_block.defects.add(Defect::BadHeaderLine);
                m_at = at;
                return true;
            }
            at = line.next;
            if (at >= m_bytes.size())
                break;
        }
        if (m_kind != BlockKind::Part || !m_block.fields.empty())
            m_block.defects.add(Defect::BadHeaderLine);
        return endBlock(m_at, false);
    }

    bool endBlock(size_t bodyOffset, bool byEmptyLine)
    {
        m_block.bodyOffset = bodyOffset;
        m_block.hasEndLine = byEmptyLine;
        m_ended = true;
        return false;
    }

    // Keeps what was read and looks for the empty line that ends the block.
    bool stopAtLimit(Defect defect)
    {
        finishField(m_at);
        m_block.defects.add(defect);
        size_t at = m_at;
        while (at < m_bytes.size()) {
            const Line line = lineAt(at);
            if (line.end == at && line.next > at)
                return endBlock(line.next, true);
            at = line.next;
        }
        return endBlock(m_bytes.size(), false);
    }

    // `next` is where the line behind the field begins.
    void finishField(size_t next)
    {
        if (!m_open)
            return;
        m_open = false;
        size_t start = m_valueStart;
        while (start < m_fieldEnd && isBlank(m_bytes[start]))
            ++start;
        m_field.value = m_bytes.substr(start, m_fieldEnd - start);
        m_field.whole = m_field.value;
        m_field.length = next - m_field.offset;
        if (m_field.value.size() > m_options.maxHeader) {
            m_field.value = m_field.value.substr(0, m_options.maxHeader);
            m_block.defects.add(Defect::HeaderTooLong);
        }
        m_field.id = headerIdOf(m_field.name);
        if (isSingle(m_field.id)) {
            const uint32_t bit = uint32_t{1} << static_cast<unsigned>(m_field.id);
            if (m_seen & bit)
                m_block.defects.add(Defect::ConflictingHeader);
            m_seen |= bit;
        }
        m_block.fields.push_back(m_field);
    }

    void judge()
    {
        if (m_kind != BlockKind::Message || m_block.defects.has(Defect::Empty))
            return;
        const bool found = !m_block.fields.empty() && m_block.fields.front().offset < probeBytes;
        if (!found)
            m_block.defects.add(Defect::NotAMessage);
        else if (!m_ended && m_bytes.back() != m_lineEnd)
            m_block.defects.add(Defect::Truncated);
    }

    std::string_view m_bytes;
    const MailOptions& m_options;
    BlockKind m_kind;
    HeaderBlock m_block;
    HeaderField m_field;
    char m_lineEnd = '\n';
    size_t m_at = 0;
    size_t m_start = 0;
    size_t m_valueStart = 0;
    size_t m_fieldEnd = 0;
    uint32_t m_seen = 0;
    bool m_open = false;
    bool m_ended = false;
};

} // namespace

HeaderId headerIdOf(std::string_view name)
{
    const char first = name.empty() ? '\0' : asciiLower(name[0]);
    for (const NameEntry& entry : names) {
        if (entry.name[0] == first && entry.name.size() == name.size() && equalsIgnoringCase(entry.name, name))
            return entry.id;
    }
    return HeaderId::Other;
}

const HeaderField* HeaderBlock::first(HeaderId id) const
{
    for (const HeaderField& field : fields) {
        if (field.id == id)
            return &field;
    }
    return nullptr;
}

HeaderBlock scanHeaderBlock(std::string_view bytes, const MailOptions& options, BlockKind kind)
{
    return Scanner(bytes, options, kind).run();
}

std::optional<std::string> messageFromUtf16(std::string_view bytes)
{
    if (bytes.size() < 4)
        return std::nullopt;
    const auto isLetterPair = [&](size_t i, size_t letter) {
        return bytes[i + 1 - letter] == '\0' && bytes[i + letter] > 32 && bytes[i + letter] < 127;
    };
    if (bytes.substr(0, 2) == "\xFF\xFE" && bytes.substr(2, 2) != std::string_view("\0\0", 2))
        return convertToUtf8(bytes.substr(2), "utf-16le").text;
    if (bytes.substr(0, 2) == "\xFE\xFF")
        return convertToUtf8(bytes.substr(2), "utf-16be").text;
    if (isLetterPair(0, 0) && isLetterPair(2, 0))
        return convertToUtf8(bytes, "utf-16le").text;
    if (isLetterPair(0, 1) && isLetterPair(2, 1))
        return convertToUtf8(bytes, "utf-16be").text;
    return std::nullopt;
}

} // namespace assay
