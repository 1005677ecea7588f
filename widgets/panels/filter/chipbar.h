// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/querytext.h"

#include <QWidget>

#include <vector>

namespace assay::gui {

// A top-level term of a query.
struct ChipText
{
    TextSpan span; // in the query
    QString text;
    bool operator==(const ChipText&) const = default;
};
std::vector<ChipText> chipTexts(const query::Query& query);
// The query without one of its chips, or with the opposite of it.
QString withoutChip(const std::vector<ChipText>& chips, size_t removed);
QString withNegatedChip(const std::vector<ChipText>& chips, size_t negated);

// The terms of the query as buttons: click edits, the cross or Del removes, Alt+click or "-" negates.
class ChipBar : public QWidget
{
    Q_OBJECT
public:
    explicit ChipBar(QWidget* parent);
    static int chipHeight(const QFontMetrics& metrics);
    void setChips(std::vector<ChipText> chips);
    const std::vector<ChipText>& chips() const { return m_chips; }

Q_SIGNALS:
    void editRequested(const assay::gui::TextSpan& span);
    void queryRequested(const QString& query);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeChip(size_t index);
    void choose(size_t index, Qt::KeyboardModifiers modifiers);
    void remove(size_t index);
    void negate(size_t index);
    std::vector<ChipText> m_chips;
};

} // namespace assay::gui
