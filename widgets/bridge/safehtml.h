// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/message.h"

#include <QTextDocument>

#include <memory>

namespace assay::gui {

// A rich text whose resource loader knows the images of one message and nothing else: no file, no network.
class SafeDocument : public QTextDocument
{
    Q_OBJECT
public:
    static constexpr qint64 maxPixels = 50'000'000; // of all images of one document together
    static constexpr qsizetype maxHtml = 2 << 20; // bytes rendered unless asked for the rest

    explicit SafeDocument(std::shared_ptr<const Message> message);
    // Images that were not shown because of their format or size.
    int refusedImages() const { return m_refused; }

protected:
    QVariant loadResource(int type, const QUrl& name) override;

private:
    QVariant image(const QByteArray& bytes);
    std::shared_ptr<const Message> m_message;
    qint64 m_pixelsLeft = maxPixels;
    int m_refused = 0;
};

// What the Safe HTML tab shows. Made on a worker, then handed to the GUI thread.
struct SafeHtml
{
    std::shared_ptr<SafeDocument> document; // null: the message has no HTML part
    BlockedContent blocked;
    bool cut = false; // more than maxHtml: the rest comes on request
};
enum class HtmlExtent { First, Whole };

// Sanitises and lays out the HTML part of a message. Any thread; the document belongs to `owner` afterwards.
SafeHtml makeSafeHtml(std::shared_ptr<const Message> message, HtmlExtent extent, QThread* owner);

} // namespace assay::gui
