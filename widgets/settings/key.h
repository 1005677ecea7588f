// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSettings>
#include <QString>

namespace assay::gui {

// A typed setting: its name in the file and its default. No other code spells the name.
template <typename T>
struct Key
{
    const char* name;
    T fallback;

    T get(const QSettings& file) const
    {
        const QVariant value = file.value(QString::fromLatin1(name));
        return value.isValid() && value.canConvert<T>() ? value.value<T>() : fallback;
    }
    void set(QSettings& file, const T& value) const
    {
        file.setValue(QString::fromLatin1(name), QVariant::fromValue(value));
    }
};

} // namespace assay::gui
