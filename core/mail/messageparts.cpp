// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/mail/attachmentname.h"
#include "core/mail/messagedata.h"
#include "core/text/language.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <unordered_set>

namespace assay {
namespace {

constexpr size_t maxBlocks = 1000; // uuencode and yEnc blocks of a message
constexpr size_t maxUrls = 50'000; // of a message

std::string extensionForType(std::string_view type)
{
    constexpr std::pair<std::string_view, std::string_view> extensions[] = {{"text/plain", ".txt"},
        {"text/html", ".html"}, {"text/calendar", ".ics"}, {"application/pdf", ".pdf"}, {"image/png", ".png"},
        {"image/jpeg", ".jpg"}, {"image/gif", ".gif"}, {"message/rfc822", ".eml"}, {"application/zip", ".zip"},
        {"application/pgp-signature", ".asc"}};
    for (const auto& entry : extensions) {
        if (entry.first == type)
            return std::string(entry.second);
    }
    return ".bin";
}

// How many bytes a body decodes to at most, without decoding it.
uint64_t decodedEstimate(std::string_view body, std::string_view encoding)
{
    return transferEncodingOf(encoding) == TransferEncoding::Base64 ? body.size() / 4 * 3 : body.size();
}

// Goes through the nodes in order and collects what the message shows.
class PartMaker
{
public:
    PartMaker(Message::Data& data, const Deadline& deadline)
        : m_data(data)
        , m_deadline(deadline)
    {
    }

    void run()
    {
        const std::vector<MimeNode>& nodes = m_data.structure.nodes;
        m_partOfNode.resize(nodes.size());
        m_texts.resize(nodes.size());
        for (size_t i = 0; i < nodes.size(); ++i) {
            m_partOfNode[i] = m_data.parts.size();
            addPart(i);
            if (!nodes[i].isContainer)
                readContent(i);
        }
        collectText();
        if (!m_data.options.defectsOnly)
            m_data.language = guessLanguage(m_data.text);
    }

private:
    const MimeNode& node(size_t i) const { return m_data.structure.nodes[i]; }

    void addPart(size_t i)
    {
        const MimeNode& from = node(i);
        MailPart part;
        part.path = from.path;
        part.type = from.type;
        part.charset = toAsciiLower(from.contentType.parameter("charset"));
        part.encoding = from.encoding.empty() ? "7bit" : toSingleLine(from.encoding);
        part.disposition = from.disposition.value;
        part.contentId = from.contentId;
        part.headerOffset = from.headerOffset;
        part.bodyOffset = from.bodyOffset;
        part.bodyBytes = from.bodyEnd - from.bodyOffset;
        part.parent = from.parent < 0 ? -1 : static_cast<int>(m_partOfNode[static_cast<size_t>(from.parent)]);
        part.isContainer = from.isContainer;
        part.insideEncodedMessage = from.buffer != 0 || m_data.converted;
        m_data.defects.add(from.contentType.defects);
        m_data.defects.add(from.disposition.defects);
        namePart(from, part);
        part.isAttachment = isAttachment(from, part);
        m_data.parts.push_back(std::move(part));
        PartSource source;
        source.node = i;
        m_data.sources.push_back(std::move(source));
    }

    static void namePart(const MimeNode& from, MailPart& part)
    {
        part.fileName = from.disposition.parameter("filename");
        if (part.fileName.empty())
            part.fileName = from.contentType.parameter("name");
        if (!part.isContainer || !part.fileName.empty() || part.type.substr(0, 8) == "message/")
            part.savedName = safeFileName(part.fileName, "part-" + part.path + extensionForType(part.type));
    }

    bool isAttachment(const MimeNode& from, const MailPart& part) const
    {
        if (startsWithIgnoringCase(part.disposition, "attachment"))
            return true;
        if (from.isContainer)
            return !part.fileName.empty();
        const bool inRelated = from.parent >= 0 && node(static_cast<size_t>(from.parent)).type == "multipart/related";
        if (inRelated && !part.contentId.empty() && part.type.substr(0, 6) == "image/")
            return false;
        return !part.fileName.empty() || !isTextType(part.type);
    }

    void readContent(size_t i)
    {
        const MimeNode& from = node(i);
        MailPart& part = m_data.parts.back();
        const std::string_view body = m_data.structure.body(from);
        part.decodedBytes = decodedEstimate(body, from.encoding);
        if (part.decodedBytes > m_data.options.maxAttachment) {
            m_data.defects.add(Defect::AttachmentTooLarge);
            return;
        }
        if (m_deadline.isOver()) {
            m_data.defects.add(Defect::Timeout);
            return;
        }
        // Bodies without an encoding are read where they are.
        const bool asIs = transferEncodingOf(from.encoding) == TransferEncoding::Identity;
        LeafBytes decoded = asIs ? LeafBytes() : decodeLeaf(body, from.encoding);
        m_data.defects.add(decoded.defects);
        const std::string_view bytes = asIs ? body : std::string_view(decoded.bytes);
        describe(from, bytes, part);
        if (!isTextType(from.type))
            return;
        if (!part.isAttachment || from.type == "text/plain" || isHtmlType(from.type))
            m_texts[i] = readLeaf(from, bytes, m_data.options);
        m_data.defects.add(m_texts[i].defects);
        if (from.type == "text/plain")
            addBlocks(i, bytes, asIs);
    }

    void describe(const MimeNode& from, std::string_view bytes, MailPart& part)
    {
        part.decodedBytes = bytes.size();
        part.sha256 = sha256(bytes);
        part.contentType = typeByContent(bytes);
        NameEvidence evidence;
        const std::string fileName = from.disposition.parameter("filename"),
                          typeName = from.contentType.parameter("name");
        evidence.fileName = fileName;
        evidence.typeName = typeName;
        evidence.declaredType = from.type;
        evidence.contentType = part.contentType;
        judgeName(evidence, part);
    }

    void judgeName(const NameEvidence& evidence, MailPart& part)
    {
        part.deceptiveName = isDeceptiveName(evidence);
        if (part.deceptiveName)
            m_data.defects.add(Defect::DeceptiveName);
    }

    // Files that stand as uuencode or yEnc inside text.
    void addBlocks(size_t i, std::string_view bytes, bool asIs)
    {
        const size_t parent = m_data.parts.size() - 1;
        const size_t room = std::min(
            maxBlocks - m_blocks, m_data.options.maxParts - std::min(m_data.options.maxParts, m_data.parts.size()));
        unsigned number = 0;
        for (const EncodedBlock& block : findEncodedBlocks(bytes, room)) {
            ++m_blocks;
            const MailPart& text = m_data.parts[parent];
            const std::string_view encoded = bytes.substr(block.offset, block.length);
            const bool yenc = block.kind == EncodedBlock::Kind::Yenc;
            const DecodedBytes decoded = yenc ? decodeYenc(encoded) : decodeUuencode(encoded);
            MailPart part;
            part.path = text.path + "#" + std::to_string(++number);
            part.type = "application/octet-stream";
            part.encoding = yenc ? "x-yenc" : "x-uuencode";
            part.disposition = "attachment";
            part.fileName = toSingleLine(block.name);
            part.savedName = safeFileName(part.fileName, "block.bin");
            part.headerOffset = part.bodyOffset = asIs ? text.bodyOffset + block.offset : block.offset;
            part.bodyBytes = block.length;
            part.parent = static_cast<int>(parent);
            part.isAttachment = part.isEncodedBlock = true;
            part.insideEncodedMessage = text.insideEncodedMessage || !asIs;
            part.decodedBytes = decoded.bytes.size();
            part.sha256 = sha256(decoded.bytes);
            part.contentType = typeByContent(decoded.bytes);
            NameEvidence evidence;
            evidence.fileName = part.fileName;
            evidence.declaredType = part.type;
            evidence.contentType = part.contentType;
            judgeName(evidence, part);
            m_data.parts.push_back(std::move(part));
            m_data.sources.push_back({i, true, block});
        }
    }

    bool isShown(size_t i) const
    {
        const MailPart& part = m_data.parts[m_partOfNode[i]];
        return !part.isContainer && !part.isAttachment && isTextType(part.type);
    }

    // Of the children of a multipart/alternative only the last one with text is read by people.
    std::vector<bool> unreadAlternatives() const
    {
        const std::vector<MimeNode>& nodes = m_data.structure.nodes;
        std::vector<bool> hasText(nodes.size()), skipped(nodes.size());
        std::vector<int> chosen(nodes.size(), -1); // child of each alternative
        for (size_t i = nodes.size(); i-- > 0;) {
            hasText[i] = hasText[i] || (isShown(i) && !trimmed(m_texts[i].visible).empty());
            const int parent = nodes[i].parent;
            if (parent < 0 || !hasText[i])
                continue;
            hasText[static_cast<size_t>(parent)] = true;
            // Calendar entries and such come last, but are not what a reader sees.
            const bool readable = nodes[i].isContainer || nodes[i].type == "text/plain" || isHtmlType(nodes[i].type);
            if (chosen[static_cast<size_t>(parent)] < 0 && readable)
                chosen[static_cast<size_t>(parent)] = static_cast<int>(i);
        }
        for (size_t i = 0; i < nodes.size(); ++i) {
            const int parent = nodes[i].parent;
            if (parent < 0)
                continue;
            const bool alternative = nodes[static_cast<size_t>(parent)].type == "multipart/alternative";
            const int choice = chosen[static_cast<size_t>(parent)];
            skipped[i] =
                skipped[static_cast<size_t>(parent)] || (alternative && choice >= 0 && choice != static_cast<int>(i));
        }
        return skipped;
    }

    void collectText()
    {
        const std::vector<bool> skipped = unreadAlternatives();
        for (size_t i = 0; i < m_texts.size(); ++i) {
            addUrls(m_texts[i].urls);
            if (!isShown(i))
                continue;
            append(m_data.hiddenText, m_texts[i].hidden);
            if (!skipped[i])
                append(m_data.text, m_texts[i].visible);
        }
    }

    static void append(std::string& all, const std::string& text)
    {
        if (text.empty())
            return;
        if (!all.empty() && all.back() != '\n')
            all += '\n';
        all += text;
    }

    void addUrls(std::vector<MailUrl>& urls)
    {
        for (MailUrl& url : urls) {
            // A link whose text is its own target is found twice.
            if (m_data.urls.size() >= maxUrls)
                return;
            if (url.text.empty() && m_seenUrls.count(url.source + '\n' + url.url))
                continue;
            const bool isNew = m_seenUrls.insert(url.source + '\n' + url.url).second;
            if (isNew || m_seenUrls.insert(url.source + '\n' + url.url + '\n' + url.text).second)
                m_data.urls.push_back(std::move(url));
        }
    }

    Message::Data& m_data;
    const Deadline& m_deadline;
    std::vector<size_t> m_partOfNode;
    std::vector<LeafText> m_texts; // one a node
    std::unordered_set<std::string> m_seenUrls;
    size_t m_blocks = 0;
};

} // namespace

void fillParts(Message::Data& data, const Deadline& deadline)
{
    PartMaker(data, deadline).run();
}

} // namespace assay
