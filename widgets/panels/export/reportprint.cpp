// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/export/reportprint.h"

#include <QAbstractTextDocumentLayout>
#include <QCoreApplication>
#include <QFont>
#include <QPagedPaintDevice>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QTextDocument>
#include <QUrl>

namespace assay::gui {
namespace {

constexpr double pointsOfText = 9;
constexpr int pdfResolution = 150; // dots an inch; texts are outlines, whatever this is

// Pictures that are part of the text are shown, nothing else is looked for.
class PrintDocument : public QTextDocument
{
protected:
    QVariant loadResource(int type, const QUrl& name) override
    {
        return name.scheme() == QStringLiteral("data") ? QTextDocument::loadResource(type, name) : QVariant();
    }
};

class Pages
{
public:
    Pages(const QString& html, QPagedPaintDevice& device)
        : m_device(device)
    {
        QFont font;
        font.setPointSizeF(pointsOfText);
        m_document.setDefaultFont(font);
        m_document.documentLayout()->setPaintDevice(&device);
        m_document.setDocumentMargin(0);
        m_document.setHtml(html);
        const QFontMetricsF metrics(font, &device);
        m_line = metrics.height();
        const double width = device.width(), height = device.height();
        m_body = QRectF(0, 2 * m_line, width, height - 4 * m_line);
        m_document.setPageSize(m_body.size());
    }
    int count() const { return m_document.pageCount(); }

    void paint(QPainter& painter, int page, const PageHead& head) const
    {
        painter.save();
        painter.translate(0, m_body.top() - page * m_body.height());
        QAbstractTextDocumentLayout::PaintContext context;
        context.clip = QRectF(0, page * m_body.height(), m_body.width(), m_body.height());
        context.palette.setColor(QPalette::Text, Qt::black);
        painter.setClipRect(context.clip);
        m_document.documentLayout()->draw(&painter, context);
        painter.restore();
        paintFrame(painter, page, head);
    }

private:
    void paintFrame(QPainter& painter, int page, const PageHead& head) const
    {
        painter.setFont(m_document.defaultFont());
        painter.setPen(Qt::darkGray);
        const QFontMetricsF metrics(painter.font(), &m_device);
        const QRectF top(0, 0, m_body.width(), m_line);
        const double half = m_body.width() / 2 - m_line;
        painter.drawText(top, Qt::AlignLeft, metrics.elidedText(head.left, Qt::ElideRight, half));
        painter.drawText(top, Qt::AlignRight, metrics.elidedText(head.right, Qt::ElideMiddle, half));
        painter.drawLine(QPointF(0, 1.3 * m_line), QPointF(m_body.width(), 1.3 * m_line));
        painter.drawText(QRectF(0, m_body.bottom() + m_line, m_body.width(), m_line), Qt::AlignHCenter,
            QCoreApplication::translate("assay::gui", "Page %1 of %2").arg(page + 1).arg(count()));
    }

    QPagedPaintDevice& m_device;
    PrintDocument m_document;
    double m_line = 0;
    QRectF m_body;
};

} // namespace

Result<void> printPages(const QString& html, QPagedPaintDevice& device, const PageHead& head, const RunContext& context)
{
    const Pages pages(html, device);
    QPainter painter;
    if (!painter.begin(&device))
        return Error{ErrorCode::WriteFailed, "", "the printer cannot be used"};
    for (int page = 0; page < pages.count(); ++page) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, "", ""};
        if (page > 0 && !device.newPage())
            return Error{ErrorCode::WriteFailed, "", "the next page cannot be begun"};
        pages.paint(painter, page, head);
    }
    return {};
}

Result<uint64_t> writePdf(const QString& html, const QString& target, const PageHead& head, const RunContext& context)
{
    QSaveFile file(target);
    if (!file.open(QIODevice::WriteOnly))
        return Error{ErrorCode::WriteFailed, target.toStdString(), file.errorString().toStdString()};
    {
        QPdfWriter writer(&file);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageMargins(QMarginsF(15, 12, 15, 12), QPageLayout::Millimeter);
        writer.setResolution(pdfResolution);
        writer.setTitle(head.left);
        writer.setCreator(QStringLiteral("Assay"));
        const auto printed = printPages(html, writer, head, context);
        if (!printed)
            return printed.error();
    }
    const auto bytes = static_cast<uint64_t>(file.pos());
    if (!file.commit())
        return Error{ErrorCode::WriteFailed, target.toStdString(), file.errorString().toStdString()};
    return bytes;
}

} // namespace assay::gui
