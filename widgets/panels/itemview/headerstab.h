// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/itemview/evidenceplace.h"

#include <QTimeZone>
#include <QWidget>

class QCheckBox;
class QLabel;
class QPlainTextEdit;
class QSplitter;
class QTreeWidget;

namespace assay::gui {

// Headers decoded or raw, the Received chain as a table of hops, and authentication results as the headers claim them.
class HeadersTab : public QWidget
{
    Q_OBJECT
public:
    explicit HeadersTab(QWidget* parent);
    void setContent(const std::shared_ptr<const ItemContent>& content, const QTimeZone& zone);
    void setPlace(const EvidencePlace& place);

private:
    void showText(bool raw);
    void fillHops(const Message& message, const QTimeZone& zone);
    void fillAuthentication(const Message& message);

    std::shared_ptr<const ItemContent> m_content;
    QCheckBox* m_raw;
    QPlainTextEdit* m_text;
    QTreeWidget* m_hops;
    QTreeWidget* m_authentication;
    QWidget* m_hopsBox;
    QWidget* m_authenticationBox;
};

} // namespace assay::gui
