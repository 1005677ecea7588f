// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/itemview/rawview.h"

#include <QApplication>
#include <QClipboard>
#include <QScrollBar>
#include <QTest>

#include <gtest/gtest.h>

using namespace assay::gui;

namespace {

// Bytes that are never there as a whole; remembers the largest read.
struct HugeBytes : ByteSource
{
    explicit HugeBytes(size_t* largest)
        : largestRead(largest)
    {
    }
    uint64_t size() const override { return uint64_t{20} << 30; }
    std::string read(uint64_t offset, size_t length) const override
    {
        *largestRead = std::max(*largestRead, length);
        return std::string(length, static_cast<char>('a' + offset % 26));
    }
    size_t* largestRead;
};

} // namespace

TEST(RawView, ReadsOnlyWhatIsOnTheScreen)
{
    RawView view;
    view.resize(800, 400);
    view.show();
    size_t largest = 0;
    view.setBytes(std::make_unique<HugeBytes>(&largest));
    view.goTo((uint64_t{20} << 30) - 1);
    view.grab();
    EXPECT_GT(largest, 0U);
    EXPECT_LT(largest, 16U * 100);
    EXPECT_EQ(view.verticalScrollBar()->value(), view.verticalScrollBar()->maximum());
}

TEST(RawView, BringsTheMarkedBytesIntoView)
{
    const std::string bytes(100'000, 'x');
    RawView view;
    view.resize(800, 400);
    view.show();
    view.setBytes(memoryBytes(bytes, nullptr));
    view.setMarks({{50'000, 10}}, {50'000, 10});
    const int row = 50'000 / RawView::bytesPerRow;
    EXPECT_LE(view.verticalScrollBar()->value(), row);
    EXPECT_GE(view.verticalScrollBar()->value() + view.verticalScrollBar()->pageStep(), row);
    const QImage marked = view.grab().toImage();
    view.setMarks({}, {});
    EXPECT_NE(marked, view.grab().toImage());
}

TEST(RawView, CopiesTheSelectionByKeyboard)
{
    const std::string bytes = "Subject: hello";
    RawView view;
    view.setBytes(memoryBytes(bytes, nullptr));
    view.show();
    view.goTo(9);
    for (int i = 0; i < 4; ++i)
        QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
    EXPECT_EQ(view.selection(), (ByteRange{9, 5}));
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    EXPECT_EQ(QApplication::clipboard()->text(), QStringLiteral("hello"));
}

TEST(RawView, ShowsNothingWithoutBytes)
{
    RawView view;
    view.resize(300, 200);
    view.show();
    view.setBytes(memoryBytes({}, nullptr));
    QTest::keyClick(&view, Qt::Key_Down);
    QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
    EXPECT_EQ(view.selection().length, 0U);
    EXPECT_FALSE(view.grab().isNull());
}
