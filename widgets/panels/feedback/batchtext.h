// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/batches.h"

#include <QString>
#include <QTimeZone>

class QLabel;
class QPushButton;
class QWidget;

// Batches in words, and the small parts that their pages are made of.
namespace assay::gui {

QString stateTitle(feedback::BatchState state); // "Draft"
QString stateIcon(feedback::BatchState state);
// "Submitted · used in run 7 · withdrawn"
QString stateText(const feedback::BatchInfo& info);
QString batchTitle(const feedback::BatchInfo& info); // its name, or "Batch 3"
QString reasonWords(feedback::Reason reason); // translated
QString meaningOf(feedback::Reason reason);
QString periodText(const feedback::BatchContext& context, const QTimeZone& zone);
// The zone that a context names; `fallback` when it names none that is known here.
QTimeZone zoneOf(const feedback::BatchContext& context, const QTimeZone& fallback);

// A label of plain text that wraps and says its text to screen readers.
QLabel* textLabel(const char* name, QWidget* parent);
void setTextOf(QLabel* label, const QString& text); // hides it when there is none
QLabel* headingLabel(const QString& text, QWidget* parent);
QPushButton* pushButton(
    const char* name, const char* icon, const QString& text, const QString& toolTip, QWidget* parent);

} // namespace assay::gui
