// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/themecolors.h"

#include <QFile>
#include <QHash>
#include <QSettings>

namespace assay::gui {
namespace {

const char* accentName(Accent accent)
{
    switch (accent) {
    case Accent::Positive:
        return "positive";
    case Accent::Negative:
        return "negative";
    case Accent::Match:
        return "match";
    case Accent::CurrentMatch:
        return "currentMatch";
    case Accent::Warning:
        return "warning";
    case Accent::Error:
        return "error";
    case Accent::Link:
        return "link";
    case Accent::Subtle:
        break;
    }
    return "subtle";
}

QHash<QString, QColor> readAccents(const QString& theme)
{
    QHash<QString, QColor> colors;
    QSettings file(QStringLiteral(":/themes/%1.ini").arg(theme), QSettings::IniFormat);
    file.beginGroup(QStringLiteral("accents"));
    for (const QString& key : file.childKeys())
        colors.insert(key, QColor(file.value(key).toString()));
    return colors;
}

} // namespace

bool isDark(const QPalette& palette)
{
    return palette.color(QPalette::Text).lightnessF() > palette.color(QPalette::Base).lightnessF();
}

QColor accent(Accent accent, const QPalette& palette)
{
    static const QHash<QString, QColor> light = readAccents(QStringLiteral("light"));
    static const QHash<QString, QColor> dark = readAccents(QStringLiteral("dark"));
    if (accent == Accent::Subtle)
        return mixed(palette.color(QPalette::Base), palette.color(QPalette::Text), 0.65);
    return (isDark(palette) ? dark : light)
        .value(QString::fromLatin1(accentName(accent)), palette.color(QPalette::Highlight));
}

QColor mixed(const QColor& base, const QColor& text, double share)
{
    const auto mix = [share](int a, int b) { return static_cast<int>(a + (b - a) * share); };
    return QColor(mix(base.red(), text.red()), mix(base.green(), text.green()), mix(base.blue(), text.blue()));
}

} // namespace assay::gui
