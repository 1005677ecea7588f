// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/itemview/evidenceplace.h"
#include "widgets/panels/panel.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QTabWidget>

class QStackedWidget;

namespace assay::gui {

class HeadersTab;
class HtmlTab;
class LinksTab;
class MimeTab;
class PartBar;
class RawView;
class TrafficView;
struct ErrorText;

// The item that is in focus: a message in six readings, with the matches of the chosen hit highlighted in the most
// readable one.
class ItemView : public QWidget
{
    Q_OBJECT
public:
    ItemView(const PanelContext& context, QWidget* parent);
    ItemTab currentTab() const;
    void setCurrentTab(ItemTab tab);
    // Stable names for the session file.
    QString currentTabName() const;
    void setCurrentTabName(const QString& name);
    void askOffset(); // jump to an offset in Raw

Q_SIGNALS:
    void problem(const QString& text, const QString& details);

private:
    void buildTabs();
    void showContent();
    void clearMessage();
    void showRequestSet(const std::shared_ptr<const ItemContent>& content);
    void showSummary();
    void showNothing(const QString& text);
    void showFailure(const ErrorText& text);
    void showEvidence();
    void showMatch();
    void clearMarks();
    void showRawMarks(const EvidencePlace& place, size_t hit, size_t index);
    void chooseTab();

    PanelContext m_context;
    QLabel* m_summary;
    QStackedWidget* m_stack;
    QLabel* m_message;
    QTabWidget* m_tabs;
    HtmlTab* m_html;
    QPlainTextEdit* m_text;
    PartBar* m_textBar;
    HeadersTab* m_headers;
    MimeTab* m_mime;
    RawView* m_raw;
    LinksTab* m_links;
    TrafficView* m_traffic; // of request sets, in place of the tabs
    std::optional<ItemTab> m_preferred; // the tab that the user chose last
    bool m_choosing = false;
};

} // namespace assay::gui
