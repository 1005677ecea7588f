// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/evidence/fuzzyhittext.h"
#include "widgets/panels/panel.h"

#include <QWidget>

#include <optional>

class QLabel;
class QMenu;
class QToolButton;

namespace assay::gui {

class WeightCurve;

// Everything about the match of a fuzzy hash that is in focus, and what can be done with the stored hash.
class FuzzyHitView : public QWidget
{
    Q_OBJECT
public:
    FuzzyHitView(const PanelContext& context, QWidget* parent);
    // Follows the focus, which must have a current match.
    void showMatch();

private:
    QLabel* addLabel(QWidget* page, const char* name, const QString& accessibleName);
    QToolButton* addButton(const char* name, const QString& text, const QString& toolTip);
    const fuzzy::FuzzyRule* rule() const;
    void showText();
    void readOrigins();
    void updateButtons();
    void fillMoveMenu(QMenu* menu);
    void fillDeleteMenu(QMenu* menu);
    void changeHash(std::optional<uint8_t> flag);
    void copyHash();
    void showItems(const std::vector<ItemId>& items);
    void showSources();

    PanelContext m_context;
    std::shared_ptr<const ItemContent> m_content; // the match is one of its hits
    size_t m_hit = 0;
    fuzzy::FuzzyMatch m_match;
    std::optional<HashOrigins> m_origins; // of m_match; empty while they are read
    QLabel *m_text, *m_hash;
    WeightCurve* m_curve;
    QToolButton* m_cluster = nullptr;
    QToolButton* m_move = nullptr;
    QToolButton* m_delete = nullptr;
    QToolButton* m_sources = nullptr;
};

} // namespace assay::gui
