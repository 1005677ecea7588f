// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/mail/bodytext.h"
#include "core/mail/messagedata.h"
#include "core/text/flowed.h"
#include "core/text/htmltext.h"
#include "core/text/urls.h"

namespace assay {
namespace {

constexpr size_t maxUrls = 20'000; // of one part

MailUrl makeUrl(std::string_view url, std::string_view text, const std::string& path)
{
    MailUrl made;
    made.url = url;
    made.host = urlHost(url);
    made.text = text;
    made.source = path;
    const std::string shown = shownHost(text);
    made.deceptive = !shown.empty() && !made.host.empty() && !hostsBelongTogether(shown, made.host);
    return made;
}

bool isRemote(std::string_view url)
{
    const std::string scheme = urlScheme(url);
    return scheme == "http" || scheme == "https" || scheme == "ftp" || url.substr(0, 2) == "//";
}

void addTextUrls(LeafText& leaf, const std::string& path)
{
    for (const FoundUrl& found : findUrls(leaf.visible, maxUrls))
        leaf.urls.push_back(makeUrl(found.url, {}, path));
}

void readHtml(const std::string& html, const std::string& path, const MailOptions& options, LeafText& leaf)
{
    HtmlTextLimits limits;
    limits.maxDepth = options.maxHtmlDepth;
    limits.maxText = options.maxText;
    limits.maxLinks = maxUrls;
    HtmlText text = htmlToText(html, limits);
    if (text.tooDeep)
        leaf.defects.add(Defect::HtmlTooDeep);
    if (text.tooLarge)
        leaf.defects.add(Defect::HtmlTooLarge);
    leaf.visible = std::move(text.visible);
    leaf.hidden = std::move(text.hidden);
    if (options.defectsOnly)
        return;
    for (const HtmlLink& link : text.links) {
        if (!link.href.empty() && link.href[0] != '#')
            leaf.urls.push_back(makeUrl(link.href, link.text, path));
    }
    for (const std::string& image : text.images) {
        if (isRemote(image))
            leaf.urls.push_back(makeUrl(image, {}, path));
    }
    addTextUrls(leaf, path);
}

} // namespace

bool isHtmlType(std::string_view type)
{
    return type == "text/html" || type == "application/xhtml+xml";
}

bool isTextType(std::string_view type)
{
    return type.substr(0, 5) == "text/" || isHtmlType(type) || type.substr(0, 8) == "message/";
}

std::string leafText(const MimeNode& node, std::string_view decoded, DefectSet& defects)
{
    std::string withoutBlocks;
    if (node.type == "text/plain") {
        const std::vector<EncodedBlock> blocks = findEncodedBlocks(decoded);
        size_t from = 0;
        for (const EncodedBlock& block : blocks) {
            withoutBlocks += decoded.substr(from, block.offset - from);
            from = block.offset + block.length;
        }
        if (!blocks.empty()) {
            withoutBlocks += decoded.substr(from);
            decoded = withoutBlocks;
        }
    }
    BodyText body = readBodyText(decoded, node.contentType.parameter("charset"), isHtmlType(node.type));
    defects.add(body.defects);
    if (equalsIgnoringCase(node.contentType.parameter("format"), "flowed"))
        return unflowed(body.text, equalsIgnoringCase(node.contentType.parameter("delsp"), "yes"));
    return std::move(body.text);
}

LeafText readLeaf(const MimeNode& node, std::string_view decoded, const MailOptions& options)
{
    LeafText leaf;
    std::string text = leafText(node, decoded, leaf.defects);
    if (isHtmlType(node.type)) {
        readHtml(text, node.path, options, leaf);
    } else {
        leaf.visible = std::move(text);
        if (!options.defectsOnly)
            addTextUrls(leaf, node.path);
    }
    return leaf;
}

} // namespace assay
