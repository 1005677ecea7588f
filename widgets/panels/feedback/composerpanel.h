// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feedback/label.h"
#include "widgets/bridge/batchdesk.h"
#include "widgets/panels/panel.h"

#include <array>

class QButtonGroup;
class QLabel;
class QStackedWidget;
class QToolButton;

namespace assay::gui {

class ContextPage;
class ReviewPage;
class ScopePage;
class SubmitPage;

// The composer of the active batch: four pages in any order, none of them modal. What is typed is kept by the desk.
// Files of addresses that are dropped on it become the list of the scope.
class ComposerPanel : public Panel
{
    Q_OBJECT
public:
    ComposerPanel(const PanelContext& context, QWidget* parent);
    QString id() const override { return QStringLiteral("composer"); }
    QString title() const override { return tr("Batch"); }
    Qt::DockWidgetArea area() const override { return Qt::RightDockWidgetArea; }
    bool shownByDefault() const override { return false; }

    // The items of the list that are selected belong to the batch, or do not.
    void addItems(const std::vector<ItemId>& items);
    void removeItems(const std::vector<ItemId>& items);
    void focusWhenOpen(); // the keyboard goes to the page that is shown, as soon as there is one

Q_SIGNALS:
    void newRequested();
    void selectionWanted(bool add); // answer with addItems() or removeItems()
    void labelRequested(const std::vector<assay::ItemId>& items, assay::feedback::LabelId label, const QString& query);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* buildNone();
    QWidget* buildSteps();
    void addPage(BatchStep step, QWidget* page);
    void showActive();
    void showStep();
    void showDraft();
    void stepBy(int step);
    void focusPage();
    PanelContext m_context;
    BatchDesk& m_desk;
    QStackedWidget* m_stack; // without an active batch, or with one
    QLabel* m_title = nullptr;
    QButtonGroup* m_steps = nullptr;
    QLabel* m_draft = nullptr;
    QToolButton* m_undo = nullptr;
    QStackedWidget* m_pages = nullptr;
    ContextPage* m_contextPage = nullptr;
    ScopePage* m_scopePage = nullptr;
    ReviewPage* m_reviewPage = nullptr;
    SubmitPage* m_submitPage = nullptr;
    bool m_wantsFocus = false;
};

} // namespace assay::gui
