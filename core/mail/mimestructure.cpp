// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/mimestructure.h"

#include "core/base/ascii.h"
#include "core/mail/headerblock.h"
#include "core/text/transfer.h"

#include <algorithm>

namespace assay {
namespace {

constexpr size_t maxBoundary = 1000;

// A line that ends the entity before it.
struct Delimiter
{
    size_t contentEnd = 0; // without the line end before the delimiter
    size_t next = 0; // behind the delimiter line
    int level = -1; // index of the boundary; -1: end of the buffer
    bool close = false;
};

bool isMessageType(std::string_view type)
{
    return type == "message/rfc822" || type == "message/global" || type == "message/news";
}

bool isMultipart(std::string_view type)
{
    return type.substr(0, 10) == "multipart/";
}

// "type/subtype" with both parts, or the default.
std::string effectiveType(const HeaderField* field, const std::string& declared, std::string_view fallback)
{
    if (!field)
        return std::string(fallback);
    const size_t slash = declared.find('/');
    const bool valid = slash != std::string::npos && slash > 0 && slash + 1 < declared.size();
    return valid ? declared : "text/plain";
}

std::string withoutAngles(std::string_view raw)
{
    raw = trimmed(raw);
    if (!raw.empty() && raw.front() == '<')
        raw.remove_prefix(1);
    if (!raw.empty() && raw.back() == '>')
        raw.remove_suffix(1);
    return std::string(raw);
}

// Reads one buffer (the message, or a decoded message inside it) and appends to the structure.
class BufferParser
{
public:
    BufferParser(MimeStructure& structure, size_t buffer, const MailOptions& options, const Deadline& deadline)
        : m_structure(structure)
        , m_options(options)
        , m_deadline(deadline)
        , m_buffer(buffer)
        , m_text(structure.buffers[buffer])
        , m_end(m_text.size())
    {
    }

    // Depth counts the containers around the entity.
    void run(BlockKind kind, int parent, const std::string& path, size_t depth)
    {
        parseEntity(0, kind, "text/plain", parent, path, depth);
    }

private:
    Delimiter endOfBuffer() const { return {m_end, m_end, -1, false}; }

    // The next line at or behind `from` (a line start) that is one of the open boundaries, before `limit`.
    Delimiter findDelimiter(size_t from, size_t limit) const
    {
        if (m_boundaries.empty() || m_stopped)
            return endOfBuffer();
        size_t line = from;
        if (m_text.substr(line, 2) != "--")
            line = nextDashes(line);
        for (; line < limit; line = nextDashes(line)) {
            const size_t lineEnd = std::min(m_text.find('\n', line), m_end);
            Delimiter found;
            if (!matches(m_text.substr(line + 2, lineEnd - line - 2), found))
                continue;
            found.next = std::min(lineEnd + 1, m_end);
            found.contentEnd = line;
            if (found.contentEnd > from && m_text[found.contentEnd - 1] == '\n')
                --found.contentEnd;
            if (found.contentEnd > from && m_text[found.contentEnd - 1] == '\r')
                --found.contentEnd;
            return found;
        }
        return endOfBuffer();
    }

    // Start of the next line that begins with "--", or the end.
    size_t nextDashes(size_t from) const
    {
        const size_t found = m_text.find("\n--", from);
        return found == std::string_view::npos ? m_end : found + 1;
    }

    bool matches(std::string_view line, Delimiter& found) const
    {
        while (!line.empty() && isAsciiSpace(line.back()))
            line.remove_suffix(1);
        // Exact lines first: one boundary may begin with another.
        for (size_t i = m_boundaries.size(); i-- > 0;) {
            const std::string& boundary = m_boundaries[i];
            if (line.size() < boundary.size() || line.compare(0, boundary.size(), boundary) != 0)
                continue;
            const std::string_view rest = line.substr(boundary.size());
            if (rest.empty() || rest == "--") {
                found.level = static_cast<int>(i);
                found.close = !rest.empty();
                return true;
            }
        }
        for (size_t i = m_boundaries.size(); i-- > 0;) {
            const std::string& boundary = m_boundaries[i];
            const bool closes = line.size() > boundary.size() + 2 && line.compare(0, boundary.size(), boundary) == 0
                && line.compare(boundary.size(), 2, "--") == 0 && !isAsciiAlnum(line[boundary.size() + 2]);
            if (closes) {
                found.level = static_cast<int>(i);
                found.close = true;
                return true;
            }
        }
        return false;
    }

    HeaderBlock scanHeaders(size_t start, BlockKind kind)
    {
        HeaderBlock block = scanHeaderBlock(m_text.substr(start), m_options, kind);
        const Delimiter inside = findDelimiter(start, start + block.bodyOffset);
        if (inside.level >= 0)
            block = scanHeaderBlock(m_text.substr(start, inside.contentEnd - start), m_options, kind);
        DefectSet known; // what else a block says concerns whole messages only
        for (const Defect defect : block.defects.list()) {
            if (defect != Defect::Empty && defect != Defect::NotAMessage && defect != Defect::Truncated)
                known.add(defect);
        }
        m_structure.defects.add(known);
        return block;
    }

    int addNode(MimeNode node)
    {
        node.buffer = m_buffer;
        m_structure.nodes.push_back(std::move(node));
        return static_cast<int>(m_structure.nodes.size() - 1);
    }

    bool mayGoOn()
    {
        if (m_structure.nodes.size() >= m_options.maxParts)
            m_structure.defects.add(Defect::TooManyParts);
        else if (!m_deadline.isOver())
            return true;
        else
            m_structure.defects.add(Defect::Timeout);
        m_stopped = true;
        return false;
    }

    // Returns the delimiter that ended the entity.
    Delimiter parseEntity(
        size_t start, BlockKind kind, std::string_view defaultType, int parent, const std::string& path, size_t depth)
    {
        if (!mayGoOn())
            return endOfBuffer();
        const HeaderBlock block = scanHeaders(start, kind);
        MimeNode node;
        node.path = path;
        node.parent = parent;
        node.headerOffset = start;
        node.bodyOffset = start + block.bodyOffset;
        readFields(block, defaultType, node);
        const int index = addNode(std::move(node));
        const bool isContainer = isMultipart(nodeAt(index).type) || isMessageType(nodeAt(index).type);
        Delimiter end;
        if (isContainer && depth >= m_options.maxNesting) {
            m_structure.defects.add(Defect::NestingTooDeep);
            end = findDelimiter(nodeAt(index).bodyOffset, m_end);
        } else if (isMultipart(nodeAt(index).type)) {
            end = parseMultipart(index, depth);
        } else if (isMessageType(nodeAt(index).type)) {
            end = parseEmbedded(index, depth);
        } else {
            end = findDelimiter(nodeAt(index).bodyOffset, m_end);
        }
        nodeAt(index).bodyEnd = std::max(end.contentEnd, nodeAt(index).bodyOffset);
        return end;
    }

    MimeNode& nodeAt(int index) { return m_structure.nodes[static_cast<size_t>(index)]; }

    static void readFields(const HeaderBlock& block, std::string_view defaultType, MimeNode& node)
    {
        const HeaderField* type = block.first(HeaderId::ContentType);
        if (type)
            node.contentType = parseContentField(type->value);
        node.type = effectiveType(type, node.contentType.value, defaultType);
        if (const HeaderField* disposition = block.first(HeaderId::ContentDisposition))
            node.disposition = parseContentField(disposition->value, node.contentType.parameter("charset"));
        if (const HeaderField* encoding = block.first(HeaderId::ContentTransferEncoding))
            node.encoding = toAsciiLower(trimmed(encoding->value.substr(0, 200)));
        if (const HeaderField* id = block.first(HeaderId::ContentId))
            node.contentId = withoutAngles(id->value.substr(0, 1000));
    }

    Delimiter parseMultipart(int index, size_t depth)
    {
        nodeAt(index).isContainer = true;
        std::string boundary = nodeAt(index).contentType.parameter("boundary");
        while (!boundary.empty() && isAsciiSpace(boundary.back()))
            boundary.pop_back();
        const size_t body = nodeAt(index).bodyOffset;
        if (boundary.empty() || boundary.size() > maxBoundary)
            return parseAsText(index, findDelimiter(body, m_end));
        const std::string_view childType = nodeAt(index).type == "multipart/digest" ? "message/rfc822" : "text/plain";
        const std::string path = nodeAt(index).path;
        const int level = static_cast<int>(m_boundaries.size());
        m_boundaries.push_back(std::move(boundary));
        size_t children = 0;
        Delimiter at = findDelimiter(body, m_end);
        while (at.level == level && !at.close) {
            at = parseEntity(
                at.next, BlockKind::Part, childType, index, path + "." + std::to_string(++children), depth + 1);
        }
        m_boundaries.pop_back();
        const bool closed = at.level == level;
        if (closed)
            at = findDelimiter(at.next, m_end); // over the epilogue
        if (children == 0 && !m_stopped)
            return parseAsText(index, at);
        if (!closed && !m_stopped)
            m_structure.defects.add(Defect::Truncated);
        return at;
    }

    // The whole body of a multipart without parts as one text part.
    Delimiter parseAsText(int index, const Delimiter& end)
    {
        m_structure.defects.add(Defect::BadMultipart);
        MimeNode text;
        text.path = nodeAt(index).path + ".1";
        text.type = "text/plain";
        text.parent = index;
        text.headerOffset = text.bodyOffset = nodeAt(index).bodyOffset;
        text.bodyEnd = std::max(end.contentEnd, text.bodyOffset);
        text.encoding = nodeAt(index).encoding;
        addNode(std::move(text));
        return end;
    }

    Delimiter parseEmbedded(int index, size_t depth)
    {
        const TransferEncoding encoding = transferEncodingOf(nodeAt(index).encoding);
        const size_t body = nodeAt(index).bodyOffset;
        const std::string path = nodeAt(index).path + ".1";
        nodeAt(index).isContainer = true;
        if (encoding != TransferEncoding::Base64 && encoding != TransferEncoding::QuotedPrintable)
            return parseEntity(body, BlockKind::NestedMessage, "text/plain", index, path, depth + 1);
        const Delimiter end = findDelimiter(body, m_end);
        LeafBytes decoded =
            decodeLeaf(m_text.substr(body, std::max(end.contentEnd, body) - body), nodeAt(index).encoding);
        m_structure.defects.add(decoded.defects);
        m_structure.owned.push_back(std::make_unique<std::string>(std::move(decoded.bytes)));
        m_structure.buffers.push_back(*m_structure.owned.back());
        BufferParser inner(m_structure, m_structure.buffers.size() - 1, m_options, m_deadline);
        inner.run(BlockKind::NestedMessage, index, path, depth + 1);
        m_stopped |= inner.m_stopped;
        return end;
    }

    MimeStructure& m_structure;
    const MailOptions& m_options;
    const Deadline& m_deadline;
    size_t m_buffer;
    std::string_view m_text;
    size_t m_end;
    std::vector<std::string> m_boundaries; // open ones, outermost first
    bool m_stopped = false;
};

} // namespace

MimeStructure parseMimeStructure(std::string_view message, const MailOptions& options, const Deadline& deadline)
{
    MimeStructure structure;
    structure.buffers.push_back(message);
    BufferParser(structure, 0, options, deadline).run(BlockKind::Message, -1, "1", 0);
    return structure;
}

TransferEncoding transferEncodingOf(std::string_view encoding)
{
    std::string word;
    for (const char c : encoding) {
        if (c == '(' || c == ';' || (isAsciiSpace(c) && word.size() > 3))
            break;
        if (isAsciiAlnum(c))
            word += asciiLower(c);
    }
    if (word.empty() || word == "7bit" || word == "8bit" || word == "binary" || word == "7bits" || word == "8bits"
        || word == "none")
        return TransferEncoding::Identity;
    if (word == "base64")
        return TransferEncoding::Base64;
    if (word == "quotedprintable")
        return TransferEncoding::QuotedPrintable;
    if (word == "xuuencode" || word == "uuencode" || word == "xuue" || word == "uue")
        return TransferEncoding::Uuencode;
    if (word == "xyencode" || word == "yenc")
        return TransferEncoding::Yenc;
    return TransferEncoding::Unknown;
}

LeafBytes decodeLeaf(std::string_view body, std::string_view encoding)
{
    LeafBytes leaf;
    DecodedBytes decoded;
    switch (transferEncodingOf(encoding)) {
    case TransferEncoding::Base64:
        decoded = decodeBase64(body);
        if (decoded.bad)
            leaf.defects.add(Defect::BadBase64);
        break;
    case TransferEncoding::QuotedPrintable:
        decoded = decodeQuotedPrintable(body);
        if (decoded.bad)
            leaf.defects.add(Defect::BadQuotedPrintable);
        break;
    case TransferEncoding::Uuencode:
        decoded = decodeUuencode(body);
        break;
    case TransferEncoding::Yenc:
        decoded = decodeYenc(body);
        break;
    case TransferEncoding::Unknown:
        leaf.defects.add(Defect::UnknownEncoding);
        decoded.bytes = body;
        break;
    case TransferEncoding::Identity:
        decoded.bytes = body;
        break;
    }
    leaf.bytes = std::move(decoded.bytes);
    return leaf;
}

} // namespace assay
