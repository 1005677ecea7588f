// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/itemcontent.h"
#include "widgets/bridge/requestrows.h"
#include "widgets/panels/panel.h"

class QTabWidget;

namespace assay::gui {

class FeaturesTab;
class RawLinesTab;
class RequestsTab;
class SessionTab;
class TlsTab;

// Which requests the hits of an item are about.
RequestMarks marksOf(const ItemHits& hits);
// The request (from 0) that a place of evidence is about; nothing when it is about the set as a whole.
std::optional<uint32_t> requestOf(const Evidence& evidence, size_t requests);
// What stands above the tabs, as rich text.
QString requestSetSummary(const ItemContent& content, const QTimeZone& zone);

// A request set in five readings: requests, features, session, TLS, raw. Follows the hit in focus.
class TrafficView : public QWidget
{
    Q_OBJECT
public:
    TrafficView(const PanelContext& context, QWidget* parent);
    void setContent(const std::shared_ptr<const ItemContent>& content);
    void showEvidence();
    void showRaw();
    // Stable names for the session file; empty while nobody chose a tab.
    QString currentTabName() const { return m_preferred; }
    void setCurrentTabName(const QString& name);

private:
    PanelContext m_context;
    QTabWidget* m_tabs;
    RequestsTab* m_requests;
    FeaturesTab* m_features;
    SessionTab* m_session;
    TlsTab* m_tls;
    RawLinesTab* m_raw;
    QString m_preferred; // the tab that the user chose last
    bool m_choosing = false;
};

} // namespace assay::gui
