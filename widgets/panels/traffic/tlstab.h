// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/itemcontent.h"
#include "widgets/bridge/treemodel.h"
#include "widgets/panels/panel.h"

#include <map>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTextBrowser;
class QTreeView;

namespace assay::gui {

// What the first part of a JA4 says, in words: "TLS 1.3 over TCP · server name sent · 15 ciphers · 16 extensions · ALPN
// h2". Empty for what is no JA4.
QString ja4Words(const std::string& ja4);
// The protocol that a JA4 offers first ("h2", "http/1.1", "h3"); its two letters where they may mean several, empty
// when none is offered.
QString ja4Alpn(const std::string& ja4);

// How the TLS clients of a request set present themselves, and how many others do the same.
class TlsTab : public QWidget
{
    Q_OBJECT
public:
    TlsTab(const PanelContext& context, QWidget* parent);
    void setContent(const std::shared_ptr<const ItemContent>& content);

protected:
    void showEvent(QShowEvent* event) override;

private:
    std::string currentJa4() const;
    void fill();
    void describe();
    void countClients();
    void showMenu(const QPoint& position);

    PanelContext m_context;
    TreeModel* m_model;
    QTreeView* m_tree;
    QLabel* m_nothing;
    QTextBrowser* m_text;
    QPushButton* m_find;
    QStackedWidget* m_stack;
    std::shared_ptr<const ItemContent> m_content;
    std::map<std::string, uint64_t> m_clients; // other addresses with a JA4, as far as they were counted
};

} // namespace assay::gui
