// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/modeldesk.h"

#include <QString>
#include <QStringList>

namespace assay::gui {

class MainWindow;

// Brings the window to where models are seen, for pictures. The items are labelled by their scores, submitted, and
// learned from twice; then "models": the registry, "train": the form, "run": how a training went, "compare": its
// curves, "disagree": where two models differ, "drift": inputs, "model-hit": why a model said so.
class ModelScene
{
public:
    ModelScene(MainWindow& window, const QString& scene);
    static QStringList names();
    // One step; to be called when nothing runs. False: there is nothing left to do.
    bool step();

private:
    void labelAll();
    void submit();
    void train(uint64_t seed, const char* rounds);
    void promote();
    std::vector<CompareWhich> compared() const;
    void show();
    void showHit();
    MainWindow& m_window;
    QString m_scene;
    int m_stage = 0;
};

} // namespace assay::gui
