// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/outlook/msgmessage.h"

#include "core/base/ascii.h"
#include "core/base/hash.h"
#include "core/corpus/outlook/bytes.h"
#include "core/corpus/outlook/compoundfile.h"
#include "core/corpus/outlook/mimetext.h"
#include "core/corpus/outlook/msgheaders.h"
#include "core/corpus/outlook/properties.h"
#include "core/corpus/outlook/rtf.h"

#include <algorithm>
#include <vector>

namespace assay {
namespace {

constexpr size_t topHeaderLength = 32;
constexpr size_t embeddedHeaderLength = 24;
constexpr size_t partHeaderLength = 8;
constexpr size_t maxParts = 10'000;
constexpr unsigned maxEmbedding = 16;
constexpr std::string_view attachmentPrefix = "__attach_version1.0_";

// A part without the line end that stands before the next boundary.
struct Part
{
    std::string headers;
    std::string body;
};

class MsgWriter
{
public:
    MsgWriter(const CompoundFile& file, std::string boundaryBase)
        : m_file(file)
        , m_boundaryBase(std::move(boundaryBase))
    {
    }
    std::string write(uint32_t storage, size_t headerLength, unsigned depth);

private:
    std::vector<Part> bodies(const MapiProperties& message) const;
    std::optional<Part> attachment(uint32_t storage, const std::string& charset, unsigned depth);
    Part combined(std::vector<Part> parts, const char* subtype);

    const CompoundFile& m_file;
    std::string m_boundaryBase;
    unsigned m_boundaries = 0;
};

Part textPart(const char* type, const StoredText& text)
{
    Part part;
    part.headers = "Content-Type: " + std::string(type)
        + (text.charset.empty() ? "" : "; charset=\"" + text.charset + "\"")
        + "\r\nContent-Transfer-Encoding: base64\r\n";
    part.body = base64Lines(text.bytes);
    return part;
}

bool isMimeType(std::string_view text)
{
    const auto isToken = [](char c) {
        return isAsciiAlnum(c) || std::string_view("!#$&-^_.+").find(c) != std::string_view::npos;
    };
    const size_t slash = text.find('/');
    return slash != std::string_view::npos && slash > 0 && slash + 1 < text.size() && text.size() < 200
        && std::all_of(text.begin(), text.begin() + static_cast<ptrdiff_t>(slash), isToken)
        && std::all_of(text.begin() + static_cast<ptrdiff_t>(slash) + 1, text.end(), isToken)
        && !startsWithIgnoringCase(text, "multipart/") && !startsWithIgnoringCase(text, "message/");
}

StoredText htmlOf(const MapiProperties& message)
{
    StoredText html;
    html.bytes = message.binary(mapi::html);
    if (html.bytes.empty())
        html = message.text(mapi::html);
    else if (const auto codepage = message.number(mapi::internetCodepage))
        html.charset = charsetOfCodepage(*codepage);
    return html;
}

std::vector<Part> MsgWriter::bodies(const MapiProperties& message) const
{
    const StoredText text = message.text(mapi::body);
    StoredText html = htmlOf(message);
    if (html.empty()) {
        const std::string rtf = decompressRtf(message.binary(mapi::rtf));
        if (rtfHoldsHtml(rtf) || (text.empty() && !rtf.empty())) {
            RtfHtml found = htmlFromRtf(rtf);
            html = {std::move(found.html), std::move(found.charset)};
        }
    }
    std::vector<Part> parts;
    if (!text.empty() || html.empty())
        parts.push_back(textPart("text/plain", text));
    if (!html.empty())
        parts.push_back(textPart("text/html", html));
    return parts;
}

std::optional<Part> MsgWriter::attachment(uint32_t storage, const std::string& charset, unsigned depth)
{
    const MapiProperties properties(m_file, storage, partHeaderLength, charset);
    const StoredText name = properties.firstText({mapi::attachLongName, mapi::attachName, mapi::displayName});
    const std::string fileName = name.empty() ? std::string() : headerParameter("filename", name);
    Part part;
    if (const auto embedded = properties.storage(mapi::attachData)) {
        if (depth >= maxEmbedding)
            return std::nullopt;
        part.headers = "Content-Type: message/rfc822\r\nContent-Disposition: attachment" + fileName + "\r\n";
        part.body = write(*embedded, embeddedHeaderLength, depth + 1);
        return part;
    }
    const std::string type = properties.text(mapi::attachType).bytes;
    const std::string contentId = properties.text(mapi::attachContentId).bytes;
    part.headers = "Content-Type: " + (isMimeType(type) ? type : "application/octet-stream") + "\r\n";
    if (!contentId.empty() && contentId.size() < 900 && isPlainAscii(contentId))
        part.headers += "Content-ID: <" + contentId + ">\r\n";
    part.headers += "Content-Disposition: attachment" + fileName + "\r\nContent-Transfer-Encoding: base64\r\n";
    part.body = base64Lines(properties.binary(mapi::attachData));
    return part;
}

Part MsgWriter::combined(std::vector<Part> parts, const char* subtype)
{
    if (parts.size() == 1)
        return std::move(parts.front());
    const std::string boundary = "=_" + m_boundaryBase + "_" + std::to_string(m_boundaries++);
    Part whole;
    whole.headers = "Content-Type: multipart/" + std::string(subtype) + ";\r\n boundary=\"" + boundary + "\"\r\n";
    for (const Part& part : parts)
        whole.body += "--" + boundary + "\r\n" + part.headers + "\r\n" + part.body + "\r\n";
    whole.body += "--" + boundary + "--\r\n";
    return whole;
}

std::string MsgWriter::write(uint32_t storage, size_t headerLength, unsigned depth)
{
    const MapiProperties message(m_file, storage, headerLength);
    std::vector<Part> parts;
    parts.push_back(combined(bodies(message), "alternative"));
    for (const uint32_t entry : m_file.children(storage)) {
        if (!m_file.isStorage(entry) || !startsWithIgnoringCase(m_file.name(entry), attachmentPrefix))
            continue;
        if (parts.size() > maxParts)
            break;
        if (auto part = attachment(entry, message.charset(), depth))
            parts.push_back(std::move(*part));
    }
    const Part whole = combined(std::move(parts), "mixed");
    return msgHeaders(m_file, storage, message) + "MIME-Version: 1.0\r\n" + whole.headers + "\r\n" + whole.body;
}

} // namespace

std::optional<MsgMessage> messageFromMsg(std::string file)
{
    // The boundary depends on all bytes, so that no text inside the file can hold it.
    const std::string digest = toHex(sha256(file)).substr(0, 24);
    const auto compound = CompoundFile::open(std::move(file));
    if (!compound || !compound->child(CompoundFile::root, "__properties_version1.0"))
        return std::nullopt;
    MsgMessage message;
    message.bytes = MsgWriter(*compound, digest).write(CompoundFile::root, topHeaderLength, 0);
    message.damaged = compound->isDamaged();
    return message;
}

} // namespace assay
