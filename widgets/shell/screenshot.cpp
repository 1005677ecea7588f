// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shell/screenshot.h"

#include "widgets/panels/items/itemspanel.h"
#include "widgets/shell/mainwindow.h"

#include <QCoreApplication>
#include <QPixmap>

#include <cstdio>

namespace assay::gui {

ScreenshotTaker::ScreenshotTaker(MainWindow& window, const QString& file)
    : QObject(&window)
    , m_window(window)
    , m_file(file)
{
    m_settle.setInterval(400);
    connect(&m_settle, &QTimer::timeout, this, &ScreenshotTaker::step);
    m_settle.start();
}

void ScreenshotTaker::step()
{
    if (m_window.jobs().isBusy())
        return;
    ItemsPanel& items = m_window.items();
    switch (m_stage++) {
    case 0:
        if (m_window.live().isOpen() && !m_window.focus().item() && items.sort().empty())
            items.setSort({{1, Qt::DescendingOrder}}); // by score
        break;
    case 1:
        if (m_window.live().isOpen() && !m_window.focus().item())
            items.stepItem(0);
        break;
    case 2:
        m_window.focus().stepEvidence(1);
        break;
    case 3:
        break; // one more round for layout and scrolling
    default:
        take();
    }
}

void ScreenshotTaker::take()
{
    m_settle.stop();
    const bool saved = m_window.grab().save(m_file);
    if (!saved)
        std::fprintf(stderr, "assay: cannot write %s\n", qPrintable(m_file));
    QCoreApplication::exit(saved ? 0 : 74);
}

} // namespace assay::gui
