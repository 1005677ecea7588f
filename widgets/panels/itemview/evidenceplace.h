// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/itemcontent.h"

#include <optional>

namespace assay::gui {

// Tabs of the item view, most readable first.
enum class ItemTab { Html, Text, Headers, Mime, Raw, Links };

// Where one place of evidence is shown.
struct EvidencePlace
{
    ItemTab tab = ItemTab::Raw;
    TextRange current; // in the text of the tab (not Raw)
    std::vector<TextRange> others; // of the same hit, same tab; 1,000 at most
    bool rawHeaders = false; // Headers: in the raw form
    bool found = false; // false: neither a readable tab nor Raw can show it
    QString note; // why it is not in a readable tab; empty when it is
};

// Where a whole part is shown.
struct PartPlace
{
    int part = -1; // index into Message::parts(); -1: our reading of the message has no such part
    ItemTab tab = ItemTab::Mime; // Html or Text when that tab shows this very part
};
// `path` as fuzzy matches name parts.
PartPlace placePart(const ItemContent& content, const std::string& path);

// The most readable tab that shows evidence `index` of hit `hit`, and where.
EvidencePlace placeEvidence(const ItemContent& content, size_t hit, size_t index);

} // namespace assay::gui
