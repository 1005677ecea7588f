// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/safehtml.h"

#include <QBuffer>
#include <QImage>
#include <QImageReader>
#include <QThread>
#include <QUrl>

#include <utility>

namespace assay::gui {
namespace {

bool isRaster(const QByteArray& format)
{
    static const QList<QByteArray> formats{"png", "jpeg", "jpg", "gif", "bmp", "webp"};
    return formats.contains(format.toLower());
}

// The bytes of "data:image/png;base64,...", empty when it is no image.
QByteArray dataUrlBytes(const QString& url)
{
    const qsizetype comma = url.indexOf(QChar(','));
    const QString head = url.left(comma).toLower();
    if (comma < 0 || !head.startsWith(QStringLiteral("data:image/")))
        return {};
    const QByteArray body = QByteArray::fromPercentEncoding(url.mid(comma + 1).toUtf8());
    return head.endsWith(QStringLiteral(";base64")) ? QByteArray::fromBase64(body) : body;
}

std::string withoutBrackets(std::string id)
{
    if (id.size() > 1 && id.front() == '<' && id.back() == '>')
        return id.substr(1, id.size() - 2);
    return id;
}

} // namespace

SafeDocument::SafeDocument(std::shared_ptr<const Message> message)
    : m_message(std::move(message))
{
    setUndoRedoEnabled(false);
    setDocumentMargin(10);
}

QVariant SafeDocument::loadResource(int type, const QUrl& name)
{
    if (type != QTextDocument::ImageResource)
        return {};
    const QString url = name.toString(QUrl::FullyEncoded);
    QVariant result;
    if (name.scheme() == QStringLiteral("data")) {
        result = image(dataUrlBytes(url));
    } else if (name.scheme() == QStringLiteral("cid")) {
        const std::string wanted = withoutBrackets(QUrl::fromPercentEncoding(url.mid(4).toUtf8()).toStdString());
        const std::vector<MailPart>& parts = m_message->parts();
        for (size_t i = 0; i < parts.size(); ++i) {
            if (!parts[i].isContainer && parts[i].contentId == wanted) {
                const std::string bytes = m_message->decodedPart(i);
                result = image(QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size())));
                break;
            }
        }
    }
    // Kept even when it is nothing, so that nobody asks again at each layout.
    addResource(type, name, result.isValid() ? result : QVariant(QImage()));
    return result;
}

QVariant SafeDocument::image(const QByteArray& bytes)
{
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer);
    const QSize size = reader.size();
    const qint64 pixels = qint64{size.width()} * size.height();
    if (!isRaster(reader.format()) || !size.isValid() || pixels > m_pixelsLeft) {
        ++m_refused;
        return {};
    }
    m_pixelsLeft -= pixels;
    const QImage decoded = reader.read();
    if (decoded.isNull())
        ++m_refused;
    return decoded.isNull() ? QVariant() : QVariant(decoded);
}

ShownHtml makeSafeHtml(std::shared_ptr<const Message> message, HtmlExtent extent, QThread* owner)
{
    ShownHtml result;
    const int part = message->htmlPart();
    if (part < 0 || extent == HtmlExtent::None)
        return result;
    SafeHtmlLimits limits;
    limits.maxBytes = extent == HtmlExtent::First ? SafeDocument::maxFirst : SafeDocument::maxWhole;
    result.facts = sanitizeHtml(message->partText(static_cast<size_t>(part)), limits);
    result.document = std::make_shared<SafeDocument>(std::move(message));
    result.document->setHtml(QString::fromStdString(std::exchange(result.facts.html, {})));
    result.document->setTextWidth(700); // decodes images and lays out here, not on the GUI thread
    result.document->size();
    result.document->moveToThread(owner);
    return result;
}

} // namespace assay::gui
