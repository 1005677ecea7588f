// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/rulesmessage.h"

#include "core/base/ascii.h"
#include "core/rules/view/bodyinput.h"
#include "core/rules/view/headeraccess.h"
#include "core/rules/view/mimeheaders.h"
#include "core/rules/view/mimetree.h"
#include "core/rules/view/parttexts.h"
#include "core/rules/view/uriinput.h"
#include "core/rules/view/viewtables.h"

namespace assay::rules {

struct RulesMessage::Data
{
    Data(std::string_view bytes, const ViewTables& viewTables)
        : tables(viewTables)
        , tree(bytes)
        , headers(tree, tables, [this]() -> const Relays& { return relayChain(); })
        , texts(tree)
        , body(tree, headers, texts, Visibility::All)
        , visible(tree, headers, texts, Visibility::Visible)
        , invisible(tree, headers, texts, Visibility::Invisible)
        , rawBody(tree, texts)
        , uris(tables, tree, texts, body)
    {
    }

    const Relays& relayChain()
    {
        if (relays)
            return *relays;
        std::vector<std::string> received;
        for (const HeaderValue& value : headers.fieldValues("received", false))
            received.push_back(value.text);
        for (const std::string& name : tables.originatingIpHeaders()) {
            const auto values = headers.fieldValues(name, false);
            const auto made = values.empty() ? std::nullopt : originatingRelay(values.back().text);
            if (made)
                received.push_back(*made);
        }
        relays = parseRelays(received, tables.networks());
        return *relays;
    }

    const ViewTables& tables;
    MimeTree tree;
    HeaderAccess headers;
    PartTexts texts;
    BodyInput body, visible, invisible;
    RawBodyInput rawBody;
    UriInput uris;
    std::optional<Relays> relays;
    std::map<size_t, std::string> encoded;
    std::vector<RulesPart> parts;
    std::optional<std::vector<HtmlFacts>> html;
};

RulesMessage::RulesMessage(std::string_view bytes, const ViewTables& tables)
    : m_data(std::make_unique<Data>(bytes, tables))
{
}
RulesMessage::~RulesMessage() = default;
RulesMessage::RulesMessage(RulesMessage&&) noexcept = default;

std::string_view RulesMessage::bytes() const
{
    return m_data->tree.bytes();
}

uint64_t RulesMessage::bytesOffset() const
{
    return m_data->tree.bytesOffset();
}

std::optional<std::string> RulesMessage::header(const HeaderSpec& spec) const
{
    return HeaderAccess::joined(m_data->headers.values(spec));
}

std::vector<std::string> RulesMessage::headerValues(const HeaderSpec& spec) const
{
    std::vector<std::string> result;
    for (HeaderValue& value : m_data->headers.values(spec))
        result.push_back(std::move(value.text));
    return result;
}

RawRange RulesMessage::mapHeader(const HeaderSpec& spec, uint64_t offset, uint64_t length) const
{
    return m_data->headers.map(m_data->headers.values(spec), offset, length);
}

std::vector<std::string> RulesMessage::headerNames() const
{
    std::vector<std::string> names;
    for (const HeaderField& field : m_data->tree.rootHeaders())
        names.push_back(field.name);
    return names;
}

const std::vector<Piece>& RulesMessage::body() const
{
    return m_data->body.pieces();
}

RawRange RulesMessage::mapBody(size_t piece, uint64_t offset, uint64_t length) const
{
    return m_data->body.map(piece, offset, length);
}

const std::vector<Piece>& RulesMessage::visibleBody() const
{
    return m_data->visible.pieces();
}

const std::vector<Piece>& RulesMessage::invisibleBody() const
{
    return m_data->invisible.pieces();
}

const std::vector<Piece>& RulesMessage::rawBody() const
{
    return m_data->rawBody.pieces();
}

RawRange RulesMessage::mapRawBody(size_t piece, uint64_t offset, uint64_t length) const
{
    return m_data->rawBody.map(piece, offset, length);
}

std::string_view RulesMessage::full() const
{
    return m_data->tree.pristine();
}

RawRange RulesMessage::mapFull(uint64_t offset, uint64_t length) const
{
    return m_data->tree.mapPristine(offset, length);
}

const std::vector<RulesUri>& RulesMessage::uris() const
{
    return m_data->uris.uris();
}

const std::vector<UriDetail>& RulesMessage::uriDetails() const
{
    return m_data->uris.details();
}

RawRange RulesMessage::mapUri(size_t uri, uint64_t offset, uint64_t length) const
{
    return m_data->uris.map(uri, offset, length);
}

std::vector<Piece> RulesMessage::mimeHeader(std::string_view name, bool raw) const
{
    return mimeHeaderPieces(m_data->tree, name, raw);
}

RawRange RulesMessage::mapMimeHeader(
    std::string_view name, bool raw, size_t piece, uint64_t offset, uint64_t length) const
{
    return mapMimeHeaderPiece(m_data->tree, name, raw, piece, offset, length);
}

const std::vector<RulesPart>& RulesMessage::parts() const
{
    if (m_data->parts.empty())
        m_data->parts = describeParts(m_data->tree);
    return m_data->parts;
}

const std::string& RulesMessage::decoded(size_t part) const
{
    return m_data->texts.decoded(part);
}

const std::string& RulesMessage::encoded(size_t part) const
{
    auto& encoded = m_data->encoded;
    const auto found = encoded.find(part);
    if (found != encoded.end())
        return found->second;
    const MimeNode& node = m_data->tree.nodes()[part];
    return encoded.emplace(part, node.isLeaf() ? m_data->tree.encodedBody(node) : std::string()).first->second;
}

const std::string& RulesMessage::rendered(size_t part) const
{
    static const std::string none;
    const RenderedPart* rendered = m_data->texts.rendered(part);
    return rendered ? rendered->all.text : none;
}

const std::vector<HtmlFacts>& RulesMessage::html() const
{
    if (m_data->html)
        return *m_data->html;
    m_data->html.emplace();
    for (size_t i = 0; i < m_data->tree.nodes().size(); ++i) {
        const RenderedPart* part = m_data->texts.rendered(i);
        if (part && part->html)
            m_data->html->push_back(*part->html);
    }
    return *m_data->html;
}

ParseFlags RulesMessage::parseFlags() const
{
    const MimeFlags& mime = m_data->tree.flags();
    ParseFlags flags;
    flags.missingHeadBodySeparator = mime.missingHeadBodySeparator;
    flags.missingMimeHeadBodySeparator = mime.missingMimeHeadBodySeparator;
    flags.missingMimeHeaders = mime.missingMimeHeaders;
    flags.mimeEpilogueExists = mime.mimeEpilogueExists;
    flags.mimePartLimitExceeded = mime.mimePartLimitExceeded;
    flags.truncatedHeader = mime.truncatedHeader;
    flags.uriTruncated = m_data->uris.truncated();
    return flags;
}

uint64_t RulesMessage::bodyLength() const
{
    return m_data->tree.pristine().size() - m_data->tree.pristineHeader().size();
}

const Relays& RulesMessage::relays() const
{
    return m_data->relayChain();
}

} // namespace assay::rules
