// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/labeldesk.h"
#include "widgets/panels/panel.h"
#include "widgets/panels/triage/triagekeys.h"

#include <QObject>

#include <deque>

namespace assay::gui {

class ItemsPanel;

// Labels items with single keys: what a key means for the current item or the selection, where to go on, what to ask
// first. Keys that come while a label is being stored wait for it and are then done in their order, each on the item
// that is current by then; when a label cannot be stored, those that wait are dropped and counted in a notice.
class Triage : public QObject
{
    Q_OBJECT
public:
    Triage(const PanelContext& context, ItemsPanel& items, QWidget* itemView, QWidget* window);
    ~Triage() override;

    void perform(const TriageCommand& command);
    // Labels what is selected; noLabel clears. For request sets the label that has the same key is taken; messages and
    // request sets at once are refused with a notice.
    void label(feedback::LabelId label, bool stay = false);
    // The same for items that were chosen in another way than by selecting them.
    void labelItems(std::vector<ItemId> items, feedback::LabelId label, const QString& query);
    const TriageKeyMap& keys() const { return m_keys; }
    QString hint(TriageAction action) const;
    feedback::LabelId lastLabel() const { return m_last; }

    struct Progress
    {
        uint64_t labelled = 0, left = 0; // of the items in the list
        uint64_t session = 0; // labelled since the program started
        double perMinute = 0; // over the last minutes; 0 while nobody knows
        int64_t sessionSeconds = 0;
    };
    Progress progress() const;

Q_SIGNALS:
    void tagRequested(const std::vector<assay::ItemId>& items);
    void noteRequested();
    void learnRequested();
    void overlayRequested();
    void applyRequested(assay::ItemId item, assay::feedback::LabelId label);
    void rescanRequested();
    void hintsChanged(); // keys or their names on the layout in use
    void progressChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool isTriagePlace(const QWidget* widget) const;
    bool handleKey(QKeyEvent* event);
    std::vector<ItemId> chosen() const;
    std::optional<ItemKind> kindOf(const std::vector<ItemId>& items) const;
    void run(const TriageCommand& command);
    void store(std::vector<ItemId> items, feedback::LabelId label, bool stay, const QString& query);
    void confirm(std::vector<ItemId> items, feedback::LabelId label, const QString& query);
    void afterStored(const LabelChange& change);
    void afterFailure();
    void goOn();
    void goToUnlabelled();
    void toggleBookmark();
    std::optional<uint32_t> nextUnlabelled(std::optional<ItemId> from) const;

    PanelContext m_context;
    ItemsPanel& m_items;
    QWidget* m_itemView;
    QWidget* m_window;
    TriageKeyMap m_keys;
    KeyHints m_hints;

    struct InFlight
    {
        std::vector<ItemId> items;
        bool advance = false;
    };
    std::optional<InFlight> m_inFlight;
    std::deque<TriageCommand> m_waiting;
    feedback::LabelId m_last = feedback::noLabel;
    std::deque<std::pair<int64_t, uint64_t>> m_pace; // when, how many
    uint64_t m_session = 0;
    int64_t m_sessionStart = 0;
};

} // namespace assay::gui
