// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/itemview/rawview.h"

#include "widgets/bridge/themecolors.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontDatabase>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <climits>

namespace assay::gui {
namespace {

constexpr size_t copyLimit = size_t{16} << 20; // bytes

class MemoryBytes : public ByteSource
{
public:
    MemoryBytes(std::string_view bytes, std::shared_ptr<const void> owner)
        : m_bytes(bytes)
        , m_owner(std::move(owner))
    {
    }
    uint64_t size() const override { return m_bytes.size(); }
    std::string read(uint64_t offset, size_t length) const override
    {
        return offset < m_bytes.size() ? std::string(m_bytes.substr(offset, length)) : std::string();
    }

private:
    std::string_view m_bytes;
    std::shared_ptr<const void> m_owner;
};

QChar printable(unsigned char byte)
{
    return byte >= 0x20 && byte < 0x7f ? QChar(byte) : QChar(0xb7); // middle dot
}

} // namespace

ByteSource::~ByteSource() = default;

std::unique_ptr<ByteSource> memoryBytes(std::string_view bytes, std::shared_ptr<const void> owner)
{
    return std::make_unique<MemoryBytes>(bytes, std::move(owner));
}

// Where things are, in pixels, from the fixed font.
struct RawView::Geometry
{
    int charWidth = 1;
    int rowHeight = 1;
    int offsetDigits = 8;
    int margin = 8;
    int hexX = 0, textX = 0, width = 0;
    int ascent = 0;

    // Two digits and a blank each, one more blank after eight.
    int hexLeft(int column) const { return hexX + (3 * column + (column >= 8 ? 1 : 0)) * charWidth; }
    int textLeft(int column) const { return textX + column * charWidth; }
};

RawView::RawView(QWidget* parent)
    : QAbstractScrollArea(parent)
{
    setObjectName(QStringLiteral("itemView.raw"));
    setAccessibleName(tr("Raw bytes"));
    setAccessibleDescription(tr("Offset, bytes in hexadecimal, and characters"));
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setBackgroundRole(QPalette::Base);
}

RawView::Geometry RawView::geometryNow() const
{
    Geometry geometry;
    const QFontMetrics metrics(font());
    geometry.charWidth = metrics.horizontalAdvance(QChar('0'));
    geometry.rowHeight = metrics.height() + 2;
    geometry.ascent = metrics.ascent() + 1;
    for (uint64_t rest = size() >> 32; rest; rest >>= 4)
        ++geometry.offsetDigits;
    geometry.hexX = geometry.margin + (geometry.offsetDigits + 2) * geometry.charWidth;
    geometry.textX = geometry.hexX + (3 * bytesPerRow + 2) * geometry.charWidth;
    geometry.width = geometry.textX + bytesPerRow * geometry.charWidth + geometry.margin;
    return geometry;
}

void RawView::setBytes(std::unique_ptr<ByteSource> bytes)
{
    m_bytes = std::move(bytes);
    m_marks.clear();
    m_current = {};
    m_cursor = m_anchor = 0;
    m_hasSelection = false;
    verticalScrollBar()->setValue(0);
    updateScrollBars();
    viewport()->update();
}

void RawView::updateScrollBars()
{
    const Geometry geometry = geometryNow();
    const int rowsOnScreen = std::max(1, viewport()->height() / geometry.rowHeight);
    // 2^31 rows are 32 GiB: more than an item can have.
    const auto rows = static_cast<int>(std::min<uint64_t>((size() + bytesPerRow - 1) / bytesPerRow, INT_MAX));
    verticalScrollBar()->setRange(0, std::max(0, rows - rowsOnScreen));
    verticalScrollBar()->setPageStep(rowsOnScreen);
    horizontalScrollBar()->setRange(0, std::max(0, geometry.width - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
}

void RawView::setMarks(std::vector<ByteRange> marks, const ByteRange& current)
{
    m_marks = std::move(marks);
    m_current = current;
    if (current.length)
        goTo(current.offset);
    viewport()->update();
}

void RawView::goTo(uint64_t offset)
{
    m_cursor = m_anchor = std::min(offset, size() ? size() - 1 : 0);
    m_hasSelection = false;
    ensureVisible(m_cursor);
    viewport()->update();
}

void RawView::ensureVisible(uint64_t offset)
{
    const auto row = static_cast<int>(std::min<uint64_t>(offset / bytesPerRow, INT_MAX));
    const int top = verticalScrollBar()->value();
    const int rows = verticalScrollBar()->pageStep();
    if (row < top || row >= top + rows)
        verticalScrollBar()->setValue(std::max(0, row - rows / 3));
}

ByteRange RawView::selection() const
{
    if (!m_hasSelection)
        return {};
    const uint64_t begin = std::min(m_cursor, m_anchor);
    return {begin, std::max(m_cursor, m_anchor) + 1 - begin};
}

void RawView::select(const ByteRange& range)
{
    m_anchor = range.offset;
    m_cursor = range.offset + (range.length ? range.length - 1 : 0);
    m_hasSelection = range.length > 0;
    ensureVisible(m_cursor);
    viewport()->update();
}

QColor RawView::background(uint64_t offset) const
{
    const auto holds = [offset](const ByteRange& range) {
        return offset >= range.offset && offset - range.offset < range.length;
    };
    if (holds(selection()))
        return palette().color(QPalette::Highlight);
    if (holds(m_current))
        return accent(Accent::CurrentMatch, palette());
    const auto found = std::upper_bound(m_marks.begin(), m_marks.end(), offset,
        [](uint64_t value, const ByteRange& mark) { return value < mark.offset; });
    if (found != m_marks.begin() && holds(*(found - 1)))
        return accent(Accent::Match, palette());
    return {};
}

void RawView::paintRow(
    QPainter& painter, const Geometry& geometry, uint64_t offset, std::string_view bytes, int y) const
{
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(
        geometry.margin, y + geometry.ascent, QStringLiteral("%1").arg(offset, geometry.offsetDigits, 16, QChar('0')));
    for (int column = 0; column < static_cast<int>(bytes.size()); ++column) {
        const uint64_t at = offset + static_cast<uint64_t>(column);
        const auto byte = static_cast<unsigned char>(bytes[static_cast<size_t>(column)]);
        const QColor back = background(at);
        if (back.isValid()) {
            const bool joins = background(at + 1) == back && column + 1 < bytesPerRow;
            const int gap = joins ? geometry.hexLeft(column + 1) - geometry.hexLeft(column) : 2 * geometry.charWidth;
            painter.fillRect(geometry.hexLeft(column), y, gap, geometry.rowHeight, back);
            painter.fillRect(geometry.textLeft(column), y, geometry.charWidth, geometry.rowHeight, back);
        }
        const bool selected = back.isValid() && back == palette().color(QPalette::Highlight);
        painter.setPen(palette().color(selected ? QPalette::HighlightedText : QPalette::Text));
        painter.drawText(
            geometry.hexLeft(column), y + geometry.ascent, QStringLiteral("%1").arg(byte, 2, 16, QChar('0')));
        if (printable(byte) == QChar(0xb7) && !selected)
            painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(geometry.textLeft(column), y + geometry.ascent, printable(byte));
    }
    if (hasFocus() && m_cursor >= offset && m_cursor - offset < bytesPerRow) {
        painter.setPen(palette().color(QPalette::Text));
        const int column = static_cast<int>(m_cursor - offset);
        painter.drawRect(geometry.hexLeft(column), y, 2 * geometry.charWidth - 1, geometry.rowHeight - 1);
    }
}

void RawView::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), palette().color(QPalette::Base));
    painter.setFont(font());
    if (!m_bytes)
        return;
    const Geometry geometry = geometryNow();
    painter.translate(-horizontalScrollBar()->value(), 0);
    const uint64_t first = static_cast<uint64_t>(verticalScrollBar()->value()) * bytesPerRow;
    const int rows = viewport()->height() / geometry.rowHeight + 1;
    const std::string window = m_bytes->read(first, static_cast<size_t>(rows) * bytesPerRow);
    for (int row = 0; row < rows && static_cast<size_t>(row) * bytesPerRow < window.size(); ++row) {
        const std::string_view bytes =
            std::string_view(window).substr(static_cast<size_t>(row) * bytesPerRow, bytesPerRow);
        paintRow(painter, geometry, first + static_cast<uint64_t>(row) * bytesPerRow, bytes, row * geometry.rowHeight);
    }
}

void RawView::resizeEvent(QResizeEvent*)
{
    updateScrollBars();
}

void RawView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateScrollBars();
}

uint64_t RawView::offsetAt(const QPoint& position) const
{
    if (!size())
        return 0;
    const Geometry geometry = geometryNow();
    const int x = position.x() + horizontalScrollBar()->value();
    int column = 0;
    if (x >= geometry.textX - geometry.charWidth)
        column = (x - geometry.textX) / geometry.charWidth;
    else
        while (column + 1 < bytesPerRow && x >= geometry.hexLeft(column + 1))
            ++column;
    column = std::clamp(column, 0, bytesPerRow - 1);
    const int row = std::max(0, verticalScrollBar()->value() + position.y() / geometry.rowHeight);
    return std::min(static_cast<uint64_t>(row) * bytesPerRow + static_cast<uint64_t>(column), size() - 1);
}

void RawView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_cursor = offsetAt(event->pos());
    if (!(event->modifiers() & Qt::ShiftModifier))
        m_anchor = m_cursor;
    m_hasSelection = m_cursor != m_anchor;
    viewport()->update();
}

void RawView::mouseMoveEvent(QMouseEvent* event)
{
    if (!(event->buttons() & Qt::LeftButton))
        return;
    m_cursor = offsetAt(event->pos());
    m_hasSelection = true;
    ensureVisible(m_cursor);
    viewport()->update();
}

void RawView::moveCursor(int64_t step, bool keepAnchor)
{
    if (!size())
        return;
    const auto last = static_cast<int64_t>(size()) - 1;
    m_cursor = static_cast<uint64_t>(std::clamp<int64_t>(static_cast<int64_t>(m_cursor) + step, 0, last));
    if (!keepAnchor)
        m_anchor = m_cursor;
    m_hasSelection = keepAnchor && m_cursor != m_anchor;
    ensureVisible(m_cursor);
    viewport()->update();
}

void RawView::keyPressEvent(QKeyEvent* event)
{
    const bool keep = event->modifiers() & Qt::ShiftModifier;
    const auto whole = static_cast<int64_t>(size());
    const int64_t page = int64_t{bytesPerRow} * verticalScrollBar()->pageStep();
    const bool control = event->modifiers() & Qt::ControlModifier;
    if (event->matches(QKeySequence::Copy)) {
        copy(false);
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        if (size())
            select({0, size()});
        return;
    }
    switch (event->key()) {
    case Qt::Key_Left:
        return moveCursor(-1, keep);
    case Qt::Key_Right:
        return moveCursor(1, keep);
    case Qt::Key_Up:
        return moveCursor(-bytesPerRow, keep);
    case Qt::Key_Down:
        return moveCursor(bytesPerRow, keep);
    case Qt::Key_PageUp:
        return moveCursor(-page, keep);
    case Qt::Key_PageDown:
        return moveCursor(page, keep);
    case Qt::Key_Home:
        return moveCursor(control ? -whole : -static_cast<int64_t>(m_cursor % bytesPerRow), keep);
    case Qt::Key_End:
        return moveCursor(control ? whole : bytesPerRow - 1 - static_cast<int64_t>(m_cursor % bytesPerRow), keep);
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void RawView::copy(bool asHex)
{
    const ByteRange range = selection();
    if (!range.length || !m_bytes)
        return;
    const std::string bytes =
        m_bytes->read(range.offset, static_cast<size_t>(std::min<uint64_t>(range.length, copyLimit)));
    const QByteArray chosen(bytes.data(), static_cast<qsizetype>(bytes.size()));
    QApplication::clipboard()->setText(asHex ? QString::fromLatin1(chosen.toHex(' ')) : QString::fromLatin1(chosen));
}

void RawView::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    QAction* text = menu.addAction(tr("Copy as text"), this, [this] { copy(false); });
    QAction* hex = menu.addAction(tr("Copy as hexadecimal"), this, [this] { copy(true); });
    text->setEnabled(selection().length > 0);
    hex->setEnabled(selection().length > 0);
    menu.exec(event->globalPos());
}

} // namespace assay::gui
