// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shell/resources.h"

#include <QDir>

void initAssayResources()
{
    Q_INIT_RESOURCE(assay);
}
