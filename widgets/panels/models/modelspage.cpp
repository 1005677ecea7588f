// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/models/modelspage.h"

#include <QLabel>
#include <QVBoxLayout>

namespace assay::gui {

ModelsPage::ModelsPage(const PanelContext&, QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("modelsPage"));
    auto* empty = new QLabel(tr("This case has no model yet."), this);
    empty->setObjectName(QStringLiteral("modelsEmpty"));
    empty->setAlignment(Qt::AlignCenter);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(empty);
}

} // namespace assay::gui
