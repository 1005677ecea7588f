// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/itemcontent.h"

#include <QWidget>

class QTreeWidget;

namespace assay::gui {

// Every URL of the message: never opened, copied in a form that nobody opens by accident.
class LinksTab : public QWidget
{
    Q_OBJECT
public:
    explicit LinksTab(QWidget* parent);
    void setContent(const std::shared_ptr<const ItemContent>& content);
    int count() const { return m_count; }

Q_SIGNALS:
    void hostChosen(const std::string& host); // all messages that link to it are wanted

private:
    void copy(bool safe);
    QTreeWidget* m_table;
    int m_count = 0;
};

} // namespace assay::gui
