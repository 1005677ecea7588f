// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/source.h"
#include "core/feedback/labelstore.h"

#include <QString>

// Labels and what was done with them, in words.
namespace assay::gui {

QString labelTitle(feedback::LabelId label); // "Spam": buttons and menus
QString labelWord(feedback::LabelId label); // "spam": lists and sentences; "none" for noLabel
QString labelIcon(feedback::LabelId label); // empty for noLabel

// The labels that items of a kind can have.
const feedback::LabelScheme& schemeOf(ItemKind kind);
// What the key of `label` means for items of `kind`: the key of spam is that of bot. noLabel stays.
feedback::LabelId labelFor(ItemKind kind, feedback::LabelId label);

// "412 labelled ham", "3 bookmarked", "12 tagged invoice"; of an undo or redo what it was about is said elsewhere.
QString operationText(const feedback::Operation& operation);
// "38 ham · 3 spam · 200 without a label"
QString countsByLabel(const std::map<feedback::LabelId, uint64_t>& counts);

} // namespace assay::gui
