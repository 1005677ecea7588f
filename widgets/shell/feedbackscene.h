// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace assay::gui {

class MainWindow;

// Brings the window to where batches are seen, for pictures: "batch": the context of a batch over some labelled items,
// "batch-scope", "batch-review", "batch-submit": its other steps, the last one with a receipt, "suspects": labels that
// models doubt.
class FeedbackScene
{
public:
    FeedbackScene(MainWindow& window, const QString& scene);
    static QStringList names();
    // One step; to be called when nothing runs. False: there is nothing left to do.
    bool step();

private:
    void labelSome();
    void describe();
    MainWindow& m_window;
    QString m_scene;
    int m_stage = 0;
};

} // namespace assay::gui
