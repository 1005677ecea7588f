// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/itemcontent.h"
#include "widgets/bridge/treemodel.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTreeView;

namespace assay::gui {

class Jobs;

// The MIME tree with a preview of text parts; a part is saved under a name that the user chooses, never opened.
class MimeTab : public QWidget
{
    Q_OBJECT
public:
    MimeTab(Jobs& jobs, QWidget* parent);
    void setContent(const std::shared_ptr<const ItemContent>& content);
    void choosePart(int part); // index into Message::parts()

Q_SIGNALS:
    void saveFailed(const assay::Error& error);
    void digestChosen(const std::string& sha256); // all messages with such a part are wanted

private:
    int currentPart() const;
    void showPart();
    void savePart();

    Jobs& m_jobs;
    std::shared_ptr<const ItemContent> m_content;
    TreeModel* m_model;
    QTreeView* m_tree;
    QPlainTextEdit* m_preview;
    QLabel* m_note;
    QPushButton* m_save;
};

} // namespace assay::gui
