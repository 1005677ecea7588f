// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace assay::gui {

// What the window shows without a case: what to do first, with buttons for it and the recent cases.
class StartPage : public QWidget
{
    Q_OBJECT
public:
    StartPage(QAction* addFiles, QAction* openCase, QAction* sample, QWidget* parent);
    void setRecent(const QStringList& files);

Q_SIGNALS:
    void recentChosen(const QString& file);

private:
    QLabel* m_recentTitle;
    QVBoxLayout* m_recent;
};

// What the middle shows for an open case without items.
class EmptyCasePage : public QWidget
{
    Q_OBJECT
public:
    EmptyCasePage(QAction* addFiles, QAction* addFolder, QWidget* parent);
    void setText(const QString& text);

private:
    QLabel* m_text;
};

} // namespace assay::gui
