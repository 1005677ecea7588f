// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/settings/appsettings.h"

class QApplication;

namespace assay::gui {

// Sets style, palette and font size of the whole program by the view settings, at once and whenever they change.
class ThemeController : public QObject
{
    Q_OBJECT
public:
    ThemeController(QApplication& application, AppSettings& settings);

private:
    void apply();
    QApplication& m_application;
    AppSettings& m_settings;
    QPalette m_systemPalette;
    qreal m_systemPoints;
};

// The palette of a theme file of the resources ("light", "dark", "contrast").
QPalette themePalette(const QString& name);

} // namespace assay::gui
