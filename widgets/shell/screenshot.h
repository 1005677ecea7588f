// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

namespace assay::gui {

class MainWindow;

// Takes a picture of the window once nothing runs any more: with the chosen item (or the one with the highest score)
// and its first match shown. Quits with 0, or 74 when the file cannot be written.
class ScreenshotTaker : public QObject
{
    Q_OBJECT
public:
    ScreenshotTaker(MainWindow& window, const QString& file);

private:
    void step();
    void take();
    MainWindow& m_window;
    QString m_file;
    QTimer m_settle;
    int m_stage = 0;
};

} // namespace assay::gui
