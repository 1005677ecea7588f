// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/settings/paths.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace assay::gui {
namespace {

// $`variable`/assay, or ~/`fallback`/assay; relative values of the variable are ignored as the standard asks.
QString xdgFolder(const char* variable, const QString& fallback)
{
    QString base = qEnvironmentVariable(variable);
    if (base.isEmpty() || QDir::isRelativePath(base))
        base = QDir::homePath() + QChar('/') + fallback;
    return base + QStringLiteral("/assay");
}

QString made(const QString& folder)
{
    if (!QDir(folder).exists()) {
        QDir().mkpath(folder);
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    return folder;
}

} // namespace

QString configFile()
{
    const QString chosen = qEnvironmentVariable("ASSAY_CONFIG");
    if (!chosen.isEmpty())
        return chosen;
    return made(xdgFolder("XDG_CONFIG_HOME", QStringLiteral(".config"))) + QStringLiteral("/assay.ini");
}

QString stateFolder()
{
    return made(xdgFolder("XDG_STATE_HOME", QStringLiteral(".local/state")));
}

QString stateFile()
{
    return stateFolder() + QStringLiteral("/window.ini");
}

QString draftsFolder()
{
    return made(stateFolder() + QStringLiteral("/drafts"));
}

} // namespace assay::gui
