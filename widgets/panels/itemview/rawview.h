// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace assay::gui {

// Bytes to show, read a window at a time.
class ByteSource
{
public:
    virtual ~ByteSource();
    virtual uint64_t size() const = 0;
    // The bytes [offset, offset + length) as far as they exist and can be read.
    virtual std::string read(uint64_t offset, size_t length) const = 0;
};

// Bytes in memory, kept alive by `owner`.
std::unique_ptr<ByteSource> memoryBytes(std::string_view bytes, std::shared_ptr<const void> owner);

struct ByteRange
{
    uint64_t offset = 0;
    uint64_t length = 0;
    bool operator==(const ByteRange&) const = default;
};

// Hex and text of any number of bytes; only the rows on screen are read. Offset, sixteen bytes, their characters.
class RawView : public QAbstractScrollArea
{
    Q_OBJECT
public:
    static constexpr int bytesPerRow = 16;
    explicit RawView(QWidget* parent = nullptr);

    void setBytes(std::unique_ptr<ByteSource> bytes);
    uint64_t size() const { return m_bytes ? m_bytes->size() : 0; }
    // Marked ranges; `current` is drawn stronger and scrolled into view.
    void setMarks(std::vector<ByteRange> marks, const ByteRange& current);
    const ByteRange& currentMark() const { return m_current; }
    void goTo(uint64_t offset);
    // The chosen bytes; empty without a selection.
    ByteRange selection() const;
    void select(const ByteRange& range);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    struct Geometry;
    Geometry geometryNow() const;
    void updateScrollBars();
    void ensureVisible(uint64_t offset);
    uint64_t offsetAt(const QPoint& position) const;
    void moveCursor(int64_t step, bool keepAnchor);
    void copy(bool asHex);
    void paintRow(QPainter& painter, const Geometry& geometry, uint64_t offset, std::string_view bytes, int y) const;
    QColor background(uint64_t offset) const;

    std::unique_ptr<ByteSource> m_bytes;
    std::vector<ByteRange> m_marks;
    ByteRange m_current;
    uint64_t m_cursor = 0;
    uint64_t m_anchor = 0;
    bool m_hasSelection = false;
};

} // namespace assay::gui
