// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"

#include <QDialog>

namespace assay::gui {

// What an import of labels took and what it did not, line by line.
class ImportReportDialog : public QDialog
{
    Q_OBJECT
public:
    ImportReportDialog(const LabelImportReport& report, const QString& file, QWidget* parent);
};

} // namespace assay::gui
