// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/fuzzy/replica.h"
#include "widgets/panels/fuzzy/storagefocus.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace assay::gui {

// How the chosen storage stands to the master that it follows, and the way back when it missed updates.
class ReplicationTab : public QWidget
{
    Q_OBJECT
public:
    ReplicationTab(const PanelContext& context, StorageFocus& focus, QWidget* parent);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildTools();
    void buildTable();
    void load(); // another storage
    void readSources();
    void takeSources(std::vector<fuzzy::SourceVersion> sources);
    void fillTable();
    void chooseMaster();
    void compare();
    void take(const Result<ReplicaComparison>& comparison);
    void present();
    QString stateText() const;
    QString obstacle() const; // why a cold sync cannot be done now; empty: it can
    void sync();
    void finish(const QString& storage, const std::string& source, const Result<ColdSynced>& synced);
    std::string source() const;
    std::optional<Replica> replica() const; // nullopt: not all is chosen

    PanelContext m_context;
    StorageFocus& m_focus;
    QString m_storage; // shown
    std::vector<fuzzy::SourceVersion> m_sources;
    QString m_master; // file
    std::optional<ReplicaComparison> m_comparison;
    quint64 m_question = 0; // counts the comparisons; answers to older ones are dropped
    QString m_failure; // of the last comparison
    bool m_isSourceChosen = false; // by a person, or by comparing with it
    bool m_syncing = false;
    QComboBox* m_source;
    QLineEdit* m_flags;
    QPushButton* m_compare;
    QPushButton* m_sync;
    QTableWidget* m_table;
    QLabel* m_state;
    QLabel* m_differences;
};

} // namespace assay::gui
