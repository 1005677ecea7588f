// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "core/mail/message.h"
#include "core/traffic/requestset.h"
#include "widgets/bridge/safehtml.h"
#include "widgets/bridge/textlocator.h"

#include <QString>

#include <memory>
#include <optional>

namespace assay::gui {

struct RequestFacts;

// Where a character of a wrapped-for-display text lies in the original and the reverse; see breakLongLines().
struct ShownText
{
    QString text;
    TextLocator locator;
};

// Everything that the window shows of one item, made by one job; immutable afterwards.
struct ItemContent
{
    ItemDetail detail;
    std::shared_ptr<const Message> message; // of a request set an empty one, and all texts are empty
    std::shared_ptr<const traffic::RequestSet> requestSet; // null: it is a message
    std::shared_ptr<const RequestFacts> requestFacts; // with requestSet
    ShownText text; // the Text tab
    bool textFromHtml = false;
    ShownText headers; // "Name: decoded value" lines
    std::vector<TextRange> headerLines; // of each header in `headers`
    ShownText rawHeaders; // the header block as written
    ShownHtml html;
    bool htmlGivenUp = false; // there is HTML, but it took too long to render
    TextLocator htmlLocator;
    ItemHits hits;
    QString ruleSet; // of the scan that the hits are from
};

// Loads an item with its hits in `scan`. Any thread; the rich text belongs to `owner` afterwards.
Result<std::shared_ptr<const ItemContent>> loadItemContent(
    const Case& file, ItemId item, const std::optional<ScanInfo>& scan, HtmlExtent extent, QThread* owner);

// `text` with a line break in every line longer than `limit`: one line of megabytes would stop a text view.
QString breakLongLines(const QString& text, int limit = 4000);
// Bytes as text: UTF-8 when they are, else Latin-1. Never fails, keeps NUL visible.
QString textOfBytes(std::string_view bytes);

} // namespace assay::gui
