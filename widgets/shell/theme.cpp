// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shell/theme.h"

#include "widgets/bridge/themecolors.h"

#include <QApplication>
#include <QMetaEnum>
#include <QPixmapCache>
#include <QSettings>
#include <QStyle>
#include <QStyleFactory>

namespace assay::gui {

QPalette themePalette(const QString& name)
{
    QPalette palette;
    QSettings file(QStringLiteral(":/themes/%1.ini").arg(name), QSettings::IniFormat);
    file.beginGroup(QStringLiteral("palette"));
    const QMetaEnum roles = QMetaEnum::fromType<QPalette::ColorRole>();
    for (const QString& key : file.childKeys()) {
        bool known = false;
        const int role = roles.keyToValue(key.toLatin1().constData(), &known);
        if (known)
            palette.setColor(static_cast<QPalette::ColorRole>(role), QColor(file.value(key).toString()));
    }
    const QColor disabled(file.value(QStringLiteral("DisabledText")).toString());
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, disabled);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, palette.color(QPalette::Mid));
    return palette;
}

ThemeController::ThemeController(QApplication& application, AppSettings& settings)
    : QObject(&application)
    , m_application(application)
    , m_settings(settings)
    , m_systemPalette(application.palette())
    , m_systemPoints(application.font().pointSizeF())
{
    application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    connect(&settings, &AppSettings::viewChanged, this, &ThemeController::apply);
    apply();
}

void ThemeController::apply()
{
    QString name = themeName(m_settings.view().theme);
    if (m_settings.view().theme == Theme::System)
        name = isDark(m_systemPalette) ? QStringLiteral("dark") : QStringLiteral("light");
    const QPalette palette = themePalette(name);
    if (palette != m_application.palette()) {
        QPixmapCache::clear(); // icons are drawn in the text colour
        m_application.setPalette(palette);
    }
    // The style derives outlines from the window colour, which black has none of.
    m_application.setStyleSheet(m_settings.view().theme == Theme::HighContrast
            ? QStringLiteral("QLineEdit, QComboBox { border: 1px solid palette(text); padding: 3px }")
            : QString());
    QFont font = m_application.font();
    const qreal points = m_systemPoints * m_settings.view().fontPercent / 100.0;
    if (font.pointSizeF() != points) {
        font.setPointSizeF(points);
        m_application.setFont(font);
    }
}

} // namespace assay::gui
