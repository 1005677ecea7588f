// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/base/mark.h"
#include "core/features/messagefacts.h"

#include <algorithm>
#include <bit>
#include <set>

namespace assay::features {
namespace {

enum class FileClass { Other, Image, Document, Archive, Program, Page };

template <size_t count>
bool isOneOf(std::string_view value, const std::string_view (&list)[count])
{
    return std::binary_search(std::begin(list), std::end(list), value);
}

constexpr std::string_view documents[] = {"doc", "docm", "docx", "odp", "ods", "odt", "pdf", "pps", "ppt", "pptm",
    "pptx", "rtf", "xls", "xlsb", "xlsm", "xlsx"};
constexpr std::string_view archives[] = {
    "7z", "ace", "arj", "bz2", "cab", "gz", "img", "iso", "lzh", "r00", "rar", "tar", "tgz", "xz", "z", "zip"};
constexpr std::string_view programs[] = {"apk", "bat", "chm", "cmd", "com", "cpl", "dll", "exe", "hta", "jar", "js",
    "jse", "lnk", "msi", "pif", "ps1", "scr", "sh", "vbe", "vbs", "wsf"};
constexpr std::string_view pages[] = {"htm", "html", "mht", "shtml", "svg", "xhtml"};

std::string extensionOf(std::string_view name)
{
    const size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? std::string() : toAsciiLower(name.substr(dot + 1));
}

FileClass classOf(const MailPart& part)
{
    const std::string extension = extensionOf(part.fileName);
    if (isOneOf(extension, programs))
        return FileClass::Program;
    if (isOneOf(extension, pages))
        return FileClass::Page;
    if (isOneOf(extension, archives))
        return FileClass::Archive;
    if (isOneOf(extension, documents))
        return FileClass::Document;
    return part.type.substr(0, 6) == "image/" || part.contentType.substr(0, 6) == "image/" ? FileClass::Image
                                                                                           : FileClass::Other;
}

std::string_view majorType(std::string_view type)
{
    return type.substr(0, type.find('/'));
}

void addLeaf(PartFacts& facts, const MailPart& part)
{
    const auto bytes = static_cast<double>(part.decodedBytes);
    facts.bytes += bytes;
    facts.base64 += part.encoding == "base64" ? 1 : 0;
    facts.quoted += part.encoding == "quoted-printable" ? 1 : 0;
    const FileClass kind = classOf(part);
    facts.images += kind == FileClass::Image ? 1 : 0;
    facts.embedded += kind == FileClass::Image && !part.contentId.empty() ? 1 : 0;
    if (!part.isAttachment) {
        facts.texts += part.type == "text/plain" ? 1 : 0;
        facts.htmls += part.type == "text/html" ? 1 : 0;
        facts.textBytes += part.type == "text/plain" ? bytes : 0;
        facts.htmlBytes += part.type == "text/html" ? bytes : 0;
        return;
    }
    ++facts.attachments;
    facts.attachedBytes += bytes;
    facts.documents += kind == FileClass::Document ? 1 : 0;
    facts.archives += kind == FileClass::Archive ? 1 : 0;
    facts.programs += kind == FileClass::Program ? 1 : 0;
    facts.pages += kind == FileClass::Page ? 1 : 0;
    facts.deceptive += part.deceptiveName ? 1 : 0;
    // "application" says nothing about the content.
    facts.mismatched += !part.contentType.empty() && majorType(part.type) != "application"
            && majorType(part.type) != majorType(part.contentType)
        ? 1
        : 0;
}

constexpr FeatureRow rows[] = {
    {{"shape.bytes", ASSAY_MARK("core", "Size of the message"), "bytes", 0},
        [](const MessageFacts& f) { return static_cast<double>(f.message.bytes().size()); }},
    {{"shape.parts", ASSAY_MARK("core", "MIME parts, containers too"), "", 0},
        [](const MessageFacts& f) { return f.parts.parts; }},
    {{"shape.depth", ASSAY_MARK("core", "How deep parts are nested"), "", 0},
        [](const MessageFacts& f) { return f.parts.depth; }},
    {{"shape.plain_parts", ASSAY_MARK("core", "Parts of plain text"), "", 0},
        [](const MessageFacts& f) { return f.parts.texts; }},
    {{"shape.html_parts", ASSAY_MARK("core", "Parts of HTML"), "", 0},
        [](const MessageFacts& f) { return f.parts.htmls; }},
    {{"shape.html_only", ASSAY_MARK("core", "Whether there is HTML and no plain text"), "0 or 1", 0},
        [](const MessageFacts& f) { return f.parts.htmls > 0 && f.parts.texts == 0 ? 1.0 : 0.0; }},
    {{"shape.html_share", ASSAY_MARK("core", "HTML among the text"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.parts.htmlBytes, f.parts.htmlBytes + f.parts.textBytes); }},
    {{"shape.html_overhead", ASSAY_MARK("core", "Bytes of HTML for each character of visible text"), "", 0},
        [](const MessageFacts& f) {
            return f.parts.htmls > 0 ? f.parts.htmlBytes / std::max(1.0, f.text.characters) : missing;
        }},
    {{"shape.charsets", ASSAY_MARK("core", "Different charsets that parts declare"), "", 0},
        [](const MessageFacts& f) { return f.parts.charsets; }},
    {{"shape.base64", ASSAY_MARK("core", "Parts in base64"), "", 0},
        [](const MessageFacts& f) { return f.parts.base64; }},
    {{"shape.quoted_printable", ASSAY_MARK("core", "Parts in quoted-printable"), "", 0},
        [](const MessageFacts& f) { return f.parts.quoted; }},
    {{"shape.messages", ASSAY_MARK("core", "Messages inside the message"), "", 0},
        [](const MessageFacts& f) { return f.parts.messages; }},
    {{"shape.defects", ASSAY_MARK("core", "Different defects of the message"), "", 0},
        [](const MessageFacts& f) { return static_cast<double>(std::popcount(f.message.defects().bits())); }},
    {{"file.count", ASSAY_MARK("core", "Attachments"), "", 0},
        [](const MessageFacts& f) { return f.parts.attachments; }},
    {{"file.bytes", ASSAY_MARK("core", "Size of the attachments, decoded"), "bytes", 0},
        [](const MessageFacts& f) { return f.parts.attachedBytes; }},
    {{"file.share", ASSAY_MARK("core", "Attachments among the decoded bytes"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.parts.attachedBytes, f.parts.bytes); }},
    {{"file.images", ASSAY_MARK("core", "Images, shown in the text or attached"), "", 0},
        [](const MessageFacts& f) { return f.parts.images; }},
    {{"file.embedded", ASSAY_MARK("core", "Images that the text can show"), "", 0},
        [](const MessageFacts& f) { return f.parts.embedded; }},
    {{"file.documents", ASSAY_MARK("core", "Attached documents and spreadsheets"), "", 0},
        [](const MessageFacts& f) { return f.parts.documents; }},
    {{"file.archives", ASSAY_MARK("core", "Attached archives"), "", 0},
        [](const MessageFacts& f) { return f.parts.archives; }},
    {{"file.programs", ASSAY_MARK("core", "Attached programs and scripts"), "", 0},
        [](const MessageFacts& f) { return f.parts.programs; }},
    {{"file.pages", ASSAY_MARK("core", "Attached web pages"), "", 0},
        [](const MessageFacts& f) { return f.parts.pages; }},
    {{"file.deceptive", ASSAY_MARK("core", "Attachments whose name hides what they are"), "", 0},
        [](const MessageFacts& f) { return f.parts.deceptive; }},
    {{"file.mismatched", ASSAY_MARK("core", "Attachments whose content is not what is declared"), "", 0},
        [](const MessageFacts& f) { return f.parts.mismatched; }},
};

} // namespace

PartFacts readParts(const std::vector<MailPart>& parts)
{
    PartFacts facts;
    facts.parts = static_cast<double>(parts.size());
    std::set<std::string_view> charsets;
    std::vector<double> depths(parts.size(), 1);
    for (size_t i = 0; i < parts.size(); ++i) {
        const MailPart& part = parts[i];
        if (part.parent >= 0 && static_cast<size_t>(part.parent) < i)
            depths[i] = depths[static_cast<size_t>(part.parent)] + 1;
        facts.depth = std::max(facts.depth, depths[i]);
        facts.messages += part.type == "message/rfc822" ? 1 : 0;
        if (!part.charset.empty())
            charsets.insert(part.charset);
        if (!part.isContainer)
            addLeaf(facts, part);
    }
    facts.charsets = static_cast<double>(charsets.size());
    return facts;
}

std::span<const FeatureRow> partFeatures()
{
    return rows;
}

} // namespace assay::features
