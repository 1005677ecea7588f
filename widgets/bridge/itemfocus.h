// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/errortext.h"
#include "widgets/bridge/itemcontent.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace assay::gui {

class Jobs;
class LiveCase;

// The item that the window looks at, its content once it is loaded, and the place of evidence that is shown. The list
// sets it; item view, hits and evidence follow it, so no panel knows another.
class ItemFocus : public QObject
{
    Q_OBJECT
public:
    ItemFocus(Jobs& jobs, LiveCase& live, QObject* parent = nullptr);

    // Nullopt: nothing is selected.
    void setItem(std::optional<ItemId> item);
    std::optional<ItemId> item() const { return m_item; }
    // Null while loading and after a failure.
    const std::shared_ptr<const ItemContent>& content() const { return m_content; }
    void loadWholeHtml();
    void reload();

    // A blind review hides the hits of this item until it gets a label.
    bool hitsHidden() const;

    // The hit (index into content()->hits.hits) whose evidence is shown, -1 for none.
    int hit() const { return m_hit; }
    // Index of the evidence of hit(), of a fuzzy hit that of its match; -1 for none.
    int evidence() const { return m_evidence; }
    const Evidence* currentEvidence() const; // null for fuzzy hits
    const fuzzy::FuzzyMatch* currentMatch() const; // null for all others
    // How many places of evidence, or matches, a hit has.
    static int placesOf(const StoredHit& hit);
    void showHit(int hit, int evidence = 0);
    // The next or previous place, going on to the next hit that has evidence; wraps round.
    void stepEvidence(int step);
    // The item view says where it shows the current evidence, and why when not in a readable tab.
    void setEvidenceShown(const QString& note);
    const QString& evidenceNote() const { return m_note; }

Q_SIGNALS:
    void itemChanged(); // content() is null until contentChanged
    void contentChanged();
    void failed(const assay::gui::ErrorText& text);
    void evidenceChanged();
    void evidenceNoteChanged();

private:
    void load(HtmlExtent extent);
    Jobs& m_jobs;
    LiveCase& m_live;
    std::optional<ItemId> m_item;
    std::shared_ptr<const ItemContent> m_content;
    int m_hit = -1;
    int m_evidence = -1;
    QString m_note;
    bool m_wereHidden = false;
    QTimer m_patience; // with the HTML of an item; then its text is shown
};

} // namespace assay::gui
