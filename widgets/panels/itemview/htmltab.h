// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/itemview/evidenceplace.h"

#include <QTextBrowser>
#include <QWidget>

class QLabel;
class QPushButton;

namespace assay::gui {

class PartBar;

// Shows a SafeDocument. Loads nothing itself and follows no link.
class SafeHtmlView : public QTextBrowser
{
    Q_OBJECT
public:
    explicit SafeHtmlView(QWidget* parent);
    QVariant loadResource(int type, const QUrl& name) override;

Q_SIGNALS:
    void linkHovered(const QString& text);
};

// The Safe HTML tab: a bar that says what was kept out, and the document.
class HtmlTab : public QWidget
{
    Q_OBJECT
public:
    explicit HtmlTab(QWidget* parent);
    void setContent(const std::shared_ptr<const ItemContent>& content);
    void setPlace(const EvidencePlace& place);
    void markPart(const QString& text); // the whole part is what matched; "" takes the mark away

Q_SIGNALS:
    void wholeRequested();

private:
    QString blockedText(const ShownHtml& html) const;
    SafeHtmlView* m_view;
    PartBar* m_partBar;
    QWidget* m_bar;
    QLabel* m_blocked;
    QLabel* m_target;
    QPushButton* m_rest;
    std::shared_ptr<const ItemContent> m_content; // keeps the document alive
};

} // namespace assay::gui
