// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/mime/parttree.h"

#include "core/base/ascii.h"
#include "core/base/json.h"
#include "core/fuzzy/mime/boundaries.h"
#include "core/text/utf8.h"

#include <algorithm>

namespace assay::fuzzy {
namespace {

constexpr int maxDepth = 64;
constexpr size_t maxParts = 5'000;

std::string_view withoutMailboxLine(std::string_view bytes)
{
    const auto skipBlanks = [&bytes] {
        while (!bytes.empty() && isAsciiSpace(bytes.front()))
            bytes.remove_prefix(1);
    };
    skipBlanks();
    constexpr std::string_view from = "From ";
    if (bytes.size() > from.size() && bytes.substr(0, from.size()) == from) {
        bytes.remove_prefix(std::min(bytes.find('\n'), bytes.size()));
        skipBlanks();
    }
    return bytes;
}

// Of several fields the first that can be read, or a multipart behind it.
std::optional<ContentType> chooseType(const HeaderFields& headers)
{
    std::optional<ContentType> chosen;
    for (const HeaderField& field : headers) {
        if (!equalsIgnoringCase(field.name, "Content-Type"))
            continue;
        auto type = readContentType(field.value);
        if (type && (!chosen || type->isMultipart()))
            chosen = std::move(type);
    }
    return chosen;
}

ContentType plainText()
{
    ContentType type;
    type.type = "text";
    type.subtype = "plain";
    return type;
}

TransferCoding declaredCoding(const HeaderFields& headers)
{
    constexpr size_t longest = 127;
    for (const HeaderField& field : headers) {
        if (!equalsIgnoringCase(field.name, "Content-Transfer-Encoding"))
            continue;
        const TransferCoding coding = transferCodingFromName(std::string_view(field.value).substr(0, longest));
        if (coding != TransferCoding::Unknown)
            return coding;
    }
    return TransferCoding::Unknown;
}

void chooseCoding(MimePart& part, bool mayGuess)
{
    bool inherited = false;
    if (findHeader(part.headers, "Content-Transfer-Encoding")) {
        part.coding = declaredCoding(part.headers);
    } else if (part.parent && part.parent->coding != TransferCoding::Unknown && !part.parent->codingMissing) {
        part.coding = part.parent->coding;
        inherited = true;
    } else {
        part.codingMissing = true;
        if (mayGuess)
            part.coding = guessTransferCoding(part.raw);
        return;
    }
    if (!mayGuess)
        return;
    const bool isEncoded = part.coding == TransferCoding::Base64 || part.coding == TransferCoding::QuotedPrintable;
    if (!isEncoded && part.coding != TransferCoding::Unknown)
        return;
    const TransferCoding guess = guessTransferCoding(part.raw);
    if (!isEncoded || inherited || guess == TransferCoding::EightBit)
        part.coding = guess;
}

void chooseDisposition(MimePart& part)
{
    for (const HeaderField& field : part.headers) {
        if (!equalsIgnoringCase(field.name, "Content-Disposition"))
            continue;
        part.disposition = readDisposition(field.value);
        if (part.disposition)
            break;
    }
    // Without a name of its own, the name in Content-Type makes it an attachment.
    if (!part.disposition)
        part.disposition = Disposition{};
    if (part.disposition->fileName.empty() && !part.type.name.empty()) {
        part.disposition->isAttachment = true;
        part.disposition->fileName = part.type.name;
    }
}

void decode(MimePart& part)
{
    switch (part.coding) {
    case TransferCoding::QuotedPrintable:
        part.decoded = decodeQuotedPrintableText(part.raw);
        return;
    case TransferCoding::Base64:
        part.decoded = decodeBase64Text(part.raw);
        return;
    case TransferCoding::Uuencode:
        if (auto decoded = decodeUuencodedText(part.raw)) {
            part.decoded = std::move(*decoded);
            return;
        }
        part.coding = TransferCoding::EightBit;
        part.decoded = std::string(part.raw.substr(0, part.raw.size() / 4 * 3 + 12));
        return;
    default:
        break;
    }
    // The peer's condition is the wrong way round; what it leaves out is mostly found again by its content.
    if (part.type.isMissing && part.coding != TransferCoding::SevenBit && !isAscii(part.raw) && isValidUtf8(part.raw))
        part.type.isText = false;
    part.decoded = std::string(part.raw);
}

} // namespace

class PartParser
{
public:
    explicit PartParser(PartTree& tree)
        : m_tree(tree)
    {
    }

    void run(std::string_view message)
    {
        Text text{message, {}, 0};
        (void)parseMessage(nullptr, text, 0);
    }

private:
    // A text with headers of its own, and the boundary lines in it.
    struct Text
    {
        std::string_view bytes;
        std::vector<BoundaryLine> lines;
        size_t position = 0; // behind the last boundary line that counted
    };

    // False when the peer stops here.
    using Outcome = bool;

    MimePart& newPart(MimePart* parent)
    {
        m_tree.m_unnumbered.push_back(std::make_unique<MimePart>());
        MimePart& part = *m_tree.m_unnumbered.back();
        part.parent = parent;
        return part;
    }

    void number(const MimePart& part)
    {
        auto& waiting = m_tree.m_unnumbered;
        const auto found = std::find_if(waiting.rbegin(), waiting.rend(),
            [&part](const std::unique_ptr<MimePart>& candidate) { return candidate.get() == &part; });
        (*found)->number = m_tree.m_parts.size();
        m_tree.m_parts.push_back(std::move(*found));
        waiting.erase(std::next(found).base());
    }

    Outcome parseMessage(MimePart* outer, Text& given, int depth)
    {
        if (depth > maxDepth)
            return false;
        Text inner{outer ? std::string_view(outer->decoded) : std::string_view(), {}, 0};
        Text& text = outer ? inner : given;
        MimePart& part = newPart(outer);
        const size_t body = readMessageHeaders(part, text.bytes, !outer);
        part.raw = text.bytes.substr(body);
        auto type = chooseType(part.headers);
        if (!type) {
            type = plainText();
            type->isMissing = type->isText = true;
        }
        part.type = std::move(*type);
        if (part.type.isMultipart() || part.type.isMessage())
            text.lines = findBoundaryLines(text.bytes, body);
        return parseContent(part, text, depth) && parseLeftovers(text, given.bytes.size(), depth);
    }

    size_t readMessageHeaders(MimePart& part, std::string_view bytes, bool isTop)
    {
        size_t body = 0;
        const auto end = findHeaderEnd(bytes);
        if (end && end->headerLength > 0) {
            part.headers = readHeaders(bytes.substr(0, end->headerLength));
            body = end->bodyOffset;
        } else if (isTop && looksLikeHeaders(bytes)) {
            part.headers = readHeaders(bytes);
            body = bytes.size();
        }
        if (isTop) {
            if (const HeaderField* subject = findHeader(part.headers, "Subject"))
                m_tree.m_subject = decodeHeader(subject->value);
        }
        return body;
    }

    Outcome parseContent(MimePart& part, Text& text, int depth)
    {
        if (part.type.isMultipart())
            return parseMultipart(part, text, depth + 1);
        if (!parseLeaf(part))
            return false;
        if (!part.type.isMessage())
            return true;
        part.isContainer = true;
        return parseMessage(&part, text, depth + 1);
    }

    Outcome parseLeaf(MimePart& part)
    {
        if (m_tree.m_parts.size() >= maxParts)
            return false;
        chooseCoding(part, !part.type.isMessage());
        chooseDisposition(part);
        decode(part);
        number(part);
        return true;
    }

    Outcome parseMultipart(MimePart& part, Text& text, int depth)
    {
        if (depth > maxDepth || m_tree.m_parts.size() >= maxParts)
            return false;
        part.isContainer = true;
        number(part);
        chooseCoding(part, false);
        return Multipart(*this, part, text, depth).run();
    }

    // One part between boundary lines. `isWhole`: its end has been seen.
    enum class Node { Done, Nothing, Stop };
    Node parseNode(MimePart* parent, Text& text, size_t begin, size_t end, bool isWhole, int depth)
    {
        const std::string_view bytes = text.bytes.substr(begin, end - begin);
        const bool isBare = !bytes.empty() && (bytes[0] == '\n' || bytes[0] == '\r');
        if (isBare && !isWhole && std::none_of(bytes.begin(), bytes.end(), isAsciiAlnum))
            return Node::Nothing;
        const auto headerEnd = isBare ? std::nullopt : findHeaderEnd(bytes);
        MimePart& part = newPart(parent);
        if (parent)
            ++parent->children;
        part.raw = bytes;
        if (headerEnd && headerEnd->headerLength > 0 && headerEnd->headerLength < bytes.size()) {
            part.headers = readHeaders(bytes.substr(0, headerEnd->headerLength));
            part.raw = bytes.substr(std::min(headerEnd->bodyOffset, bytes.size()));
        }
        part.type = chooseType(part.headers).value_or(plainText());
        return parseContent(part, text, depth) ? Node::Done : Node::Stop;
    }

    // Parts behind boundary lines that no multipart claimed.
    Outcome parseLeftovers(Text& text, size_t limit, int depth)
    {
        const size_t from = text.position;
        for (size_t i = 0; i < text.lines.size(); ++i) {
            const BoundaryLine& line = text.lines[i];
            if (line.next <= from || line.offset >= limit || line.isClosing)
                continue;
            const size_t begin = line.next;
            const size_t end = i + 1 < text.lines.size() ? text.lines[i + 1].offset : text.bytes.size();
            if (end <= begin)
                continue;
            const Node node = parseNode(nullptr, text, begin, end, false, depth + 1);
            if (node != Node::Done)
                return node == Node::Nothing;
        }
        return true;
    }

    // The walk over the boundary lines of one multipart.
    class Multipart
    {
    public:
        Multipart(PartParser& parser, MimePart& part, Text& text, int depth)
            : m_parser(parser)
            , m_part(part)
            , m_text(text)
            , m_depth(depth)
            , m_begin(static_cast<size_t>(part.raw.data() - text.bytes.data()))
            , m_end(m_begin + part.raw.size())
            , m_word(part.type.boundary)
            , m_known(!m_word.empty())
        {
        }

        Outcome run()
        {
            m_text.position = m_begin;
            std::vector<BoundaryLine>& lines = m_text.lines;
            size_t i = firstLine();
            for (; i < lines.size(); ++i) {
                if (lines[i].offset > m_end)
                    break;
                if (lines[i].word != m_word && lines[i].dashedWord() != m_word)
                    continue;
                // A part inside may add no lines, but it may change their marks: look again after each.
                if (!takeLine(lines[i].offset, lines[i].next))
                    return false;
                undash(lines[i]);
                if (lines[i].isClosing && !continuesBehind(i))
                    break;
            }
            return i < lines.size() || !m_known || m_from == none || takeLine(m_end, 0);
        }

    private:
        static constexpr size_t none = std::string_view::npos;

        size_t firstLine()
        {
            for (size_t i = 0; i < m_text.lines.size(); ++i) {
                BoundaryLine& line = m_text.lines[i];
                if (line.next < m_begin)
                    continue;
                if (!m_known) {
                    m_word = line.word;
                    m_known = true;
                    return i;
                }
                if (line.word == m_word)
                    return i;
                if (line.dashedWord() == m_word) {
                    undash(line);
                    return i;
                }
            }
            return m_known ? 0 : m_text.lines.size();
        }

        // A line that seemed to close is one of a boundary that ends in dashes.
        void undash(BoundaryLine& line)
        {
            if (!line.hadDashes || line.dashedWord() != m_word)
                return;
            line.word = m_word;
            line.isClosing = line.hadDashes = false;
        }

        bool continuesBehind(size_t i)
        {
            if (i + 1 >= m_text.lines.size())
                return false;
            BoundaryLine& following = m_text.lines[i + 1];
            if (following.word == m_word)
                return true;
            if (following.dashedWord() != m_word)
                return false;
            undash(following);
            return true;
        }

        Outcome takeLine(size_t offset, size_t next)
        {
            if (m_from == none) {
                m_from = m_text.position = next;
                return true;
            }
            if (m_from >= offset)
                return true;
            const size_t end = std::min(offset, m_text.bytes.size());
            if (m_parser.parseNode(&m_part, m_text, m_from, end, true, m_depth) == Node::Stop)
                return false;
            if (next > 0)
                m_from = m_text.position = next;
            return true;
        }

        PartParser& m_parser;
        MimePart& m_part;
        Text& m_text;
        int m_depth;
        size_t m_begin;
        size_t m_end;
        std::string m_word;
        bool m_known;
        size_t m_from = none; // of the present part
    };

    PartTree& m_tree;
};

PartTree PartTree::parse(std::string_view bytes)
{
    PartTree tree;
    PartParser(tree).run(withoutMailboxLine(bytes));
    return tree;
}

} // namespace assay::fuzzy
