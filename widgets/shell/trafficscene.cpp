// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shell/trafficscene.h"

#include "widgets/bridge/livecase.h"
#include "widgets/panels/items/itemspanel.h"
#include "widgets/shell/mainwindow.h"

#include <QTabWidget>

#include <algorithm>

namespace assay::gui {
namespace {

const QString listScene = QStringLiteral("traffic");
// In the order of the tabs.
const QStringList tabScenes{QStringLiteral("traffic-requests"), QStringLiteral("traffic-features"),
    QStringLiteral("traffic-session"), QStringLiteral("traffic-tls"), QStringLiteral("traffic-raw")};

} // namespace

QStringList TrafficScene::names()
{
    return QStringList{listScene} + tabScenes;
}

TrafficScene::TrafficScene(MainWindow& window, const QString& scene)
    : m_window(window)
    , m_scene(scene)
{
}

bool TrafficScene::step()
{
    switch (m_stage++) {
    case 0:
        m_window.setFilter(QStringLiteral("kind:request_set"));
        break;
    case 1:
        arrange();
        break;
    case 2:
        chooseTab();
        break;
    default:
        return false;
    }
    return true;
}

void TrafficScene::arrange()
{
    if (m_scene == listScene) {
        m_window.showDock(QStringLiteral("top"));
        m_window.showDock(QStringLiteral("timeline"));
    }
    // The set with the most requests has something to see.
    const std::vector<uint32_t>& order = m_window.items().order();
    const ItemTable& items = *m_window.live().items();
    const auto most = std::max_element(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
        const TrafficNumbers *left = items.traffic(a), *right = items.traffic(b);
        return (left ? left->requests : 0) < (right ? right->requests : 0);
    });
    if (most != order.end())
        m_window.selectItem(items.row(*most).id);
}

void TrafficScene::chooseTab()
{
    const qsizetype number = tabScenes.indexOf(m_scene);
    auto* tabs = m_window.findChild<QTabWidget*>(QStringLiteral("trafficView.tabs"));
    if (tabs && number >= 0 && number < tabs->count())
        tabs->setCurrentIndex(static_cast<int>(number));
}

} // namespace assay::gui
