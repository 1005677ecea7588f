// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace assay::gui {

class MainWindow;

// Brings the window to where fuzzy hashes are seen, for pictures: a storage with what some items taught it, then
// "learn": the learn dialog, "fuzzy-hit": a match in the evidence, "conditions": conditions tried on the list.
class FuzzyScene
{
public:
    FuzzyScene(MainWindow& window, const QString& scene);
    static QStringList names();
    // One step; to be called when nothing runs. False: there is nothing left to do.
    bool step();

private:
    void addStorage();
    void learnSome();
    void selectSome();
    void showHit();
    MainWindow& m_window;
    QString m_scene;
    int m_stage = 0;
};

} // namespace assay::gui
