// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/mime/parttree.h"

#include "core/base/ascii.h"
#include "core/fuzzy/mime/partfields.h"
#include "core/fuzzy/mime/sectionwalk.h"

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
        BoundedText text{message, {}, 0};
        (void)parseMessage(nullptr, text, 0);
    }

private:
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

    Outcome parseMessage(MimePart* outer, BoundedText& given, int depth)
    {
        if (depth > maxDepth)
            return false;
        BoundedText inner{outer ? std::string_view(outer->decoded) : std::string_view(), {}, 0};
        BoundedText& text = outer ? inner : given;
        MimePart& part = newPart(outer);
        const size_t body = readMessageHeaders(part, text.bytes, !outer);
        part.raw = text.bytes.substr(body);
        auto type = chooseType(part.headers);
        if (!type) {
            type = plainTextType();
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

    Outcome parseContent(MimePart& part, BoundedText& text, int depth)
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
        decodeContent(part);
        number(part);
        return true;
    }

    Outcome parseMultipart(MimePart& part, BoundedText& text, int depth)
    {
        if (depth > maxDepth || m_tree.m_parts.size() >= maxParts)
            return false;
        part.isContainer = true;
        number(part);
        chooseCoding(part, false);
        const auto begin = static_cast<size_t>(part.raw.data() - text.bytes.data());
        SectionWalk walk(text, begin, begin + part.raw.size(), part.type.boundary);
        while (const auto section = walk.next()) {
            if (parseNode(&part, text, section->begin, section->end, true, depth) == Node::Stop)
                return false;
        }
        return true;
    }

    // One part between boundary lines. `isWhole`: its end has been seen.
    enum class Node { Done, Nothing, Stop };
    Node parseNode(MimePart* parent, BoundedText& text, size_t begin, size_t end, bool isWhole, int depth)
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
        part.type = chooseType(part.headers).value_or(plainTextType());
        return parseContent(part, text, depth) ? Node::Done : Node::Stop;
    }

    // Parts behind boundary lines that no multipart claimed.
    Outcome parseLeftovers(BoundedText& text, size_t limit, int depth)
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

    PartTree& m_tree;
};

PartTree PartTree::parse(std::string_view bytes)
{
    PartTree tree;
    PartParser(tree).run(withoutMailboxLine(bytes));
    return tree;
}

} // namespace assay::fuzzy
