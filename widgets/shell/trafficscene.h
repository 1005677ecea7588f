// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace assay::gui {

class MainWindow;

// Shows request sets before a picture is taken: the list with a brushed timeline and the Top panel, or a tab of the
// view of one request set.
class TrafficScene
{
public:
    static QStringList names();
    TrafficScene(MainWindow& window, const QString& scene);
    // One step; false when there is none left. Called while nothing runs.
    bool step();

private:
    void arrange();
    void chooseTab();
    MainWindow& m_window;
    QString m_scene;
    int m_stage = 0;
};

} // namespace assay::gui
