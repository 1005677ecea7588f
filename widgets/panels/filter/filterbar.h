// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/filter/chipbar.h"
#include "widgets/panels/panel.h"

#include <QTimer>
#include <QWidget>

class QAction;
class QLabel;
class QToolButton;

namespace assay::gui {

class ExplainPopup;
class FilterCompleter;
class FilterEdit;

// Where queries are typed, and what they leave. Checked at each key, applied 150 ms after the last one or on Enter; a
// query that is wrong is marked and the result of the one before it stays.
class FilterBar : public QWidget
{
    Q_OBJECT
public:
    FilterBar(const PanelContext& context, QWidget* parent);

    QString filter() const; // as typed
    // Shows, checks and applies at once.
    void setFilter(const QString& text);
    // "412 of 1,048,576"
    void setStatus(const QString& text);
    // The list could not answer: `reason` is shown, the old result stays.
    void setRefused(const QString& reason);
    // Shows the button that stops a search that takes its time.
    void setSearching(bool searching);
    void focusEdit();
    void toggleExplain();
    QToolButton* viewsButton() const { return m_views; }

Q_SIGNALS:
    void filterChanged(const QString& text); // a sound query to be asked
    void left(); // Esc: back to the list
    void cancelRequested();
    void saveViewRequested();
    void helpRequested();
    void listsDropped(const QStringList& files); // text files with addresses

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void buildWidgets();
    void connectEdit();
    QToolButton* addButton(const char* name, const char* icon, const QString& text, const QString& toolTip);
    void forget();
    void typed();
    void apply();
    void check();
    void showChips();
    void showMessage(const QString& text, bool isWarning);
    void showStatus();
    void remember();

    PanelContext m_context;
    FilterEdit* m_edit = nullptr;
    FilterCompleter* m_completer = nullptr;
    ExplainPopup* m_explain = nullptr; // made when it is first asked for
    QLabel* m_status = nullptr;
    QToolButton* m_cancel = nullptr;
    QToolButton* m_views = nullptr;
    QWidget* m_below = nullptr;
    QLabel* m_messageIcon = nullptr;
    QLabel* m_message = nullptr;
    ChipBar* m_chips = nullptr;
    QTimer m_delay;
    QString m_applied;
    QString m_count; // what the list says
    QString m_remembered;
    query::Parsed m_parsed; // of the text as typed
    bool m_refused = false;
};

} // namespace assay::gui
