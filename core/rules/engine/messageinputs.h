// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/engine/plan.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

// The texts of one message, class by class, as the matcher wants them. Keeps its memory from message to message.
class MessageInputs
{
public:
    explicit MessageInputs(const Plan& plan);

    // Forgets the last message. `message` must stay until the next call.
    void begin(const RulesMessage& message);
    // The texts of a class; empty when there are none. Valid until begin().
    std::span<const std::string_view> of(uint32_t inputClass);
    // Header classes: the header exists.
    bool isPresent(uint32_t inputClass);
    // MimeHeader classes: the pieces behind of().
    const std::vector<Piece>& mimePieces(uint32_t inputClass);
    // Where in RulesMessage::bytes() a range of a text came from. `piece` counts as in of().
    RawRange map(uint32_t inputClass, uint32_t piece, uint64_t offset, uint64_t length);
    // Path of the part that a text belongs to; empty for the header of the message.
    std::string partOf(uint32_t inputClass, uint32_t piece);

private:
    struct ClassText
    {
        bool gathered = false;
        bool present = false;
        std::string header;
        std::vector<Piece> pieces;
        std::vector<std::string_view> views;
    };
    void gather(uint32_t inputClass);
    void gatherShared(InputKind kind, ClassText& text) const;
    uint32_t originalPiece(uint32_t inputClass, uint32_t piece) const;

    const Plan& m_plan;
    const RulesMessage* m_message = nullptr;
    std::vector<ClassText> m_texts; // by class
};

} // namespace assay::rules
