// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/models/comparefocus.h"

#include <QSlider>
#include <QWidget>

#include <array>

class QCheckBox;
class QDoubleSpinBox;
class QGridLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace assay::gui {

// A slider over the scores of a model: the mouse goes anywhere, arrow keys step by one item, Page keys by a hundred.
class ThresholdSlider : public QSlider
{
    Q_OBJECT
public:
    explicit ThresholdSlider(QWidget* parent);

Q_SIGNALS:
    void stepped(int rows);

protected:
    void keyPressEvent(QKeyEvent* event) override;
};

// The threshold of each compared model with what it gives: the confusion matrix, whose cells open their items, and
// figures with their difference to the reference.
class ThresholdPanel : public QWidget
{
    Q_OBJECT
public:
    ThresholdPanel(CompareFocus& focus, QWidget* parent);
    void focusSlider(); // that of the model in focus

Q_SIGNALS:
    void itemsRequested(const std::vector<assay::ItemId>& items, quint64 all);
    void promoteRequested(size_t model);

private:
    static constexpr int positions = 10'000; // of a slider
    enum Figure { Precision, Recall, FalsePositives, F1, Cost, figureCount };
    struct Row
    {
        QPushButton* title;
        ThresholdSlider* slider;
        QDoubleSpinBox* value;
        std::array<QPushButton*, 4> cells; // tp, fp, fn, tn
        std::array<QLabel*, figureCount> figures;
    };
    void build();
    void addHeadings();
    Row addRow(size_t model);
    QToolButton* addSnaps(size_t model);
    void refresh();
    void showRow(size_t model);
    void openCell(size_t model, size_t cell);

    CompareFocus& m_focus;
    QWidget* m_page = nullptr;
    QGridLayout* m_grid = nullptr;
    QCheckBox* m_linked;
    std::vector<Row> m_rows;
    bool m_showing = false;
};

} // namespace assay::gui
