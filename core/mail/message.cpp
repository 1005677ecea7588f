// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/message.h"

#include "core/mail/messagedata.h"
#include "core/mail/summaryfields.h"
#include "core/text/safehtml.h"

#include <algorithm>

namespace assay {
namespace {

// What is read instead of the given bytes, where mail programs would see nothing in them.
void repairBytes(Message::Data& data)
{
    if (auto converted = messageFromUtf16(data.bytes)) {
        data.repaired = std::move(*converted);
        data.converted = true;
        data.defects.add(Defect::Utf16);
        return;
    }
    const std::string_view head = std::string_view(data.bytes).substr(0, data.options.maxHeaderBlock);
    if (head.find('\n') == std::string_view::npos && head.find('\r') != std::string_view::npos) {
        data.repaired = data.bytes;
        std::replace(data.repaired.begin(), data.repaired.end(), '\r', '\n');
        data.defects.add(Defect::BareCr);
    }
}

} // namespace

Message::Message(std::unique_ptr<Data> data)
    : m_data(std::move(data))
{
}
Message::Message(Message&&) noexcept = default;
Message& Message::operator=(Message&&) noexcept = default;
Message::~Message() = default;

Message Message::parse(std::string bytes, const MailOptions& options)
{
    auto data = std::make_unique<Data>();
    const Deadline deadline(options.maxSeconds);
    data->bytes = std::move(bytes);
    data->options = options;
    repairBytes(*data);
    std::string_view readable = data->readable();
    if (readable.size() > options.maxMessage) {
        data->defects.add(Defect::MessageTooLarge);
        readable = readable.substr(0, options.maxMessage);
    }
    const HeaderBlock block = scanHeaderBlock(readable, options);
    data->summary = summarizeBlock(block, options);
    data->defects.add(data->summary.defects);
    fillHeaders(*data, block);
    if (!data->defects.has(Defect::Empty)) {
        data->structure = parseMimeStructure(readable, options, deadline);
        data->defects.add(data->structure.defects);
        fillParts(*data, deadline);
    }
    return Message(std::move(data));
}

const std::string& Message::bytes() const
{
    return m_data->bytes;
}

const MessageSummary& Message::summary() const
{
    return m_data->summary;
}

const std::vector<MailHeader>& Message::headers() const
{
    return m_data->headers;
}

const std::vector<MailAddress>& Message::from() const
{
    return m_data->from;
}

const std::vector<MailAddress>& Message::to() const
{
    return m_data->to;
}

const std::vector<MailAddress>& Message::cc() const
{
    return m_data->cc;
}

const std::vector<ReceivedHop>& Message::received() const
{
    return m_data->received;
}

const std::vector<AuthResult>& Message::authentication() const
{
    return m_data->authentication;
}

const std::vector<MailPart>& Message::parts() const
{
    return m_data->parts;
}

std::string Message::decodedPart(size_t part) const
{
    if (part >= m_data->parts.size() || m_data->parts[part].isContainer)
        return {};
    const PartSource& source = m_data->sources[part];
    const MimeNode& node = m_data->structure.nodes[source.node];
    if (m_data->parts[part].decodedBytes > m_data->options.maxAttachment)
        return {};
    std::string bytes = decodeLeaf(m_data->structure.body(node), node.encoding).bytes;
    if (!source.isBlock)
        return bytes;
    const std::string_view block = std::string_view(bytes).substr(source.block.offset, source.block.length);
    return source.block.kind == EncodedBlock::Kind::Yenc ? decodeYenc(block).bytes : decodeUuencode(block).bytes;
}

std::string Message::partText(size_t part) const
{
    if (part >= m_data->parts.size() || m_data->sources[part].isBlock || m_data->parts[part].isContainer
        || !isTextType(m_data->parts[part].type))
        return {};
    DefectSet ignored; // found when the message was parsed
    return leafText(m_data->structure.nodes[m_data->sources[part].node], decodedPart(part), ignored);
}

int Message::bestTextPart() const
{
    int first = -1;
    for (size_t i = 0; i < m_data->parts.size(); ++i) {
        const MailPart& part = m_data->parts[i];
        if (part.isContainer || part.isAttachment || part.decodedBytes == 0)
            continue;
        if (part.type == "text/plain")
            return static_cast<int>(i);
        if (first < 0 && isTextType(part.type))
            first = static_cast<int>(i);
    }
    return first;
}

int Message::htmlPart() const
{
    for (size_t i = 0; i < m_data->parts.size(); ++i) {
        if (isHtmlType(m_data->parts[i].type) && !m_data->parts[i].isAttachment && !m_data->parts[i].isContainer)
            return static_cast<int>(i);
    }
    return -1;
}

const std::string& Message::text() const
{
    return m_data->text;
}

const std::string& Message::hiddenText() const
{
    return m_data->hiddenText;
}

std::string Message::safeHtml(BlockedContent* blocked) const
{
    const int part = htmlPart();
    if (part < 0)
        return {};
    SafeHtml safe = sanitizeHtml(partText(static_cast<size_t>(part)));
    if (blocked) {
        blocked->remoteImages = safe.remoteImages;
        blocked->scripts = safe.scripts;
        blocked->forms = safe.forms;
        blocked->frames = safe.frames;
        blocked->objects = safe.objects;
        blocked->eventHandlers = safe.eventHandlers;
        blocked->styles = safe.styles;
        blocked->hidden = safe.hidden;
        blocked->hosts = std::move(safe.hosts);
    }
    return std::move(safe.html);
}

const std::vector<MailUrl>& Message::urls() const
{
    return m_data->urls;
}

const std::string& Message::language() const
{
    return m_data->language;
}

DefectSet Message::defects() const
{
    return m_data->defects;
}

} // namespace assay
