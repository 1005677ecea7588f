// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/message.h"
#include "core/text/safehtml.h"

#include <QTextDocument>

#include <memory>

namespace assay::gui {

// A rich text whose resource loader knows the images of one message and nothing else: no file, no network.
class SafeDocument : public QTextDocument
{
    Q_OBJECT
public:
    static constexpr qint64 maxPixels = 50'000'000; // of all images of one document together
    static constexpr size_t maxFirst = size_t{2} << 20; // bytes of HTML rendered unless asked for the rest
    static constexpr size_t maxWhole = size_t{32} << 20; // then

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
struct ShownHtml
{
    std::shared_ptr<SafeDocument> document; // null: the message has no HTML part
    assay::SafeHtml facts; // what was left out and whether it was cut; without the text
};
enum class HtmlExtent { None, First, Whole };

// Sanitises and lays out the HTML part of a message. Any thread; the document belongs to `owner` afterwards.
ShownHtml makeSafeHtml(std::shared_ptr<const Message> message, HtmlExtent extent, QThread* owner);

} // namespace assay::gui
