// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/shell/feedbackscene.h"
#include "widgets/shell/fuzzyscene.h"
#include "widgets/shell/modelscene.h"
#include "widgets/shell/trafficscene.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

namespace assay::gui {

class MainWindow;

// Takes a picture of the window once nothing runs any more: with the chosen item (or the one with the highest score)
// and its first match shown. A scene labels some items first: "labels" one by one, "bulk" many at once, "audit" shows
// the audit log too; "fuzzy" and its kind show the tabs of the storage manager, those of FuzzyScene what learning and
// matches look like, those of FeedbackScene the steps of a batch, those of ModelScene the loop of models, those of
// TrafficScene request sets. Quits with 0, or 74 when the file cannot be written.
class ScreenshotTaker : public QObject
{
    Q_OBJECT
public:
    ScreenshotTaker(MainWindow& window, const QString& file, const QString& scene);
    static QStringList scenes();

private:
    void step();
    void take();
    void labelOne();
    void labelMany();
    void showAudit();
    MainWindow& m_window;
    QString m_file;
    QString m_scene;
    FuzzyScene m_fuzzy;
    FeedbackScene m_feedback;
    ModelScene m_models;
    TrafficScene m_traffic;
    QTimer m_settle;
    int m_stage = 0;
    int m_labelled = 0;
};

} // namespace assay::gui
