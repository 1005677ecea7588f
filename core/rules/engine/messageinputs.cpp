// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/engine/messageinputs.h"

#include <algorithm>

namespace assay::rules {

MessageInputs::MessageInputs(const Plan& plan)
    : m_plan(plan)
    , m_texts(plan.classes.size())
{
}

void MessageInputs::begin(const RulesMessage& message)
{
    m_message = &message;
    for (ClassText& text : m_texts)
        text.gathered = false;
}

void MessageInputs::gatherShared(InputKind kind, ClassText& text) const
{
    const auto addPieces = [&](const std::vector<Piece>& pieces, size_t first) {
        for (size_t i = first; i < pieces.size(); ++i)
            text.views.emplace_back(pieces[i].text);
    };
    if (kind == InputKind::Body || kind == InputKind::BodyNoSubject) {
        addPieces(m_message->body(), kind == InputKind::BodyNoSubject ? 1 : 0);
    } else if (kind == InputKind::RawBody) {
        addPieces(m_message->rawBody(), 0);
    } else if (kind == InputKind::Full) {
        text.views.push_back(m_message->full());
    } else if (kind == InputKind::Uri) {
        for (const RulesUri& uri : m_message->uris())
            text.views.emplace_back(uri.text);
    }
}

void MessageInputs::gather(uint32_t inputClass)
{
    ClassText& text = m_texts[inputClass];
    if (text.gathered)
        return;
    text.gathered = true;
    text.views.clear();
    const InputClass& plan = m_plan.classes[inputClass];
    if (plan.kind == InputKind::Header) {
        std::optional<std::string> value = m_message->header(plan.header);
        text.present = value.has_value();
        text.header = value ? std::move(*value) : plan.ifUnset.value_or("");
        text.views.emplace_back(text.header);
    } else if (plan.kind == InputKind::MimeHeader) {
        text.pieces = m_message->mimeHeader(plan.mimeName, plan.mimeRaw);
        for (const Piece& piece : text.pieces)
            text.views.emplace_back(piece.text);
    } else {
        gatherShared(plan.kind, text);
    }
}

std::span<const std::string_view> MessageInputs::of(uint32_t inputClass)
{
    gather(inputClass);
    return m_texts[inputClass].views;
}

bool MessageInputs::isPresent(uint32_t inputClass)
{
    gather(inputClass);
    return m_texts[inputClass].present;
}

const std::vector<Piece>& MessageInputs::mimePieces(uint32_t inputClass)
{
    gather(inputClass);
    return m_texts[inputClass].pieces;
}

uint32_t MessageInputs::originalPiece(uint32_t inputClass, uint32_t piece) const
{
    return m_plan.classes[inputClass].kind == InputKind::BodyNoSubject ? piece + 1 : piece;
}

RawRange MessageInputs::map(uint32_t inputClass, uint32_t piece, uint64_t offset, uint64_t length)
{
    const InputClass& plan = m_plan.classes[inputClass];
    const uint32_t original = originalPiece(inputClass, piece);
    switch (plan.kind) {
    case InputKind::Body:
    case InputKind::BodyNoSubject:
        return m_message->mapBody(original, offset, length);
    case InputKind::RawBody:
        return m_message->mapRawBody(original, offset, length);
    case InputKind::Uri:
        return m_message->mapUri(original, offset, length);
    case InputKind::Full:
        return {offset, length, Unmapped::None};
    case InputKind::Header:
        return isPresent(inputClass) ? m_message->mapHeader(plan.header, offset, length) : RawRange{};
    case InputKind::MimeHeader:
        return m_message->mapMimeHeader(plan.mimeName, plan.mimeRaw, original, offset, length);
    }
    return {};
}

std::string MessageInputs::partOf(uint32_t inputClass, uint32_t piece)
{
    const InputKind kind = m_plan.classes[inputClass].kind;
    const uint32_t original = originalPiece(inputClass, piece);
    int part = -1;
    if (kind == InputKind::Body || kind == InputKind::BodyNoSubject)
        part = m_message->body()[original].part;
    else if (kind == InputKind::RawBody)
        part = m_message->rawBody()[original].part;
    else if (kind == InputKind::MimeHeader)
        part = m_texts[inputClass].pieces[original].part;
    const std::vector<RulesPart>& parts = m_message->parts();
    return part >= 0 && static_cast<size_t>(part) < parts.size() ? parts[static_cast<size_t>(part)].path
                                                                 : std::string();
}

} // namespace assay::rules
