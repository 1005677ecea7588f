// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QString>

namespace assay::gui {

// The project's symbolic icon of that name (":/icons/<name>.svg"), drawn in the text colour of the palette at the
// moment of painting, sharp at any scale.
QIcon themedIcon(const QString& name);

} // namespace assay::gui
