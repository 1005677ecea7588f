// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/settings/appsettings.h"

#include "widgets/settings/key.h"

#include <algorithm>

namespace assay::gui {
namespace {

constexpr int recentLimit = 20;
constexpr int stateVersion = 2; // of docks and columns; another one is not restored

const Key<QString> keyTheme{"view/theme", QStringLiteral("system")};
const Key<bool> keyCompact{"view/compact", true};
const Key<int> keyFontPercent{"view/font-percent", 100};
const Key<bool> keyUtc{"view/utc", false};
const Key<int> keyRules{"scan/rules", 0};
const Key<QStringList> keyOwnFiles{"scan/own-files", {}};
const Key<bool> keyScanOnImport{"scan/on-import", true};
const Key<bool> keyAutoAdvance{"triage/auto-advance", true};
const Key<bool> keyRequireAlt{"triage/require-alt", false};
const Key<QStringList> keyTriageKeys{"triage/keys", {}}; // "spam=S"

const Key<int> keyVersion{"session/version", 0};
const Key<QString> keyCase{"session/case", {}};
const Key<QString> keyFilter{"session/filter", {}};
const Key<qlonglong> keyItem{"session/item", -1};
const Key<QString> keyTab{"session/tab", {}};
const Key<QByteArray> keyColumns{"session/columns", {}};
const Key<QString> keyOrder{"session/order", {}};
const Key<QString> keyGroup{"session/group", {}};
const Key<QByteArray> keyGeometry{"session/geometry", {}};
const Key<QVariantMap> keyLayouts{"session/layouts", {}};
const Key<QString> keyPerspective{"session/perspective", {}};
const Key<QByteArray> keySplitter{"session/splitter", {}};
const Key<QString> keyExportFolder{"export/folder", {}};
const Key<QString> keyLearnStorage{"learn/storage", {}};
const Key<int> keyLearnFlag{"learn/flag", 0};
const Key<int> keyLearnWeight{"learn/weight", 1};
const Key<QStringList> keyRecent{"recent/cases", {}};

} // namespace

QString themeName(Theme theme)
{
    switch (theme) {
    case Theme::Light:
        return QStringLiteral("light");
    case Theme::Dark:
        return QStringLiteral("dark");
    case Theme::HighContrast:
        return QStringLiteral("contrast");
    case Theme::System:
        break;
    }
    return QStringLiteral("system");
}

std::optional<Theme> themeFromName(const QString& name)
{
    for (const Theme theme : {Theme::System, Theme::Light, Theme::Dark, Theme::HighContrast}) {
        if (themeName(theme) == name)
            return theme;
    }
    return std::nullopt;
}

AppSettings::AppSettings(const QString& configFile, const QString& stateFile, QObject* parent)
    : QObject(parent)
    , m_config(configFile, QSettings::IniFormat)
    , m_state(stateFile, QSettings::IniFormat)
{
    load();
}

void AppSettings::load()
{
    m_view.theme = themeFromName(keyTheme.get(m_config)).value_or(Theme::System);
    m_view.density = keyCompact.get(m_config) ? Density::Compact : Density::Comfortable;
    m_view.fontPercent = std::clamp(keyFontPercent.get(m_config), 70, 300);
    m_view.utc = keyUtc.get(m_config);
    m_scan.rules = static_cast<RuleChoice>(std::clamp(keyRules.get(m_config), 0, 2));
    m_scan.ownFiles = keyOwnFiles.get(m_config);
    m_scan.scanOnImport = keyScanOnImport.get(m_config);
    m_triage.autoAdvance = keyAutoAdvance.get(m_config);
    m_triage.requireAlt = keyRequireAlt.get(m_config);
    for (const QString& entry : keyTriageKeys.get(m_config)) {
        const qsizetype equals = entry.indexOf(QChar('='));
        if (equals > 0)
            m_triage.keys.insert(entry.left(equals), entry.mid(equals + 1));
    }
}

void AppSettings::setView(const ViewSettings& view)
{
    if (view == m_view)
        return;
    if (view.theme != m_view.theme || !m_themeOverridden)
        keyTheme.set(m_config, themeName(view.theme));
    m_view = view;
    keyCompact.set(m_config, view.density == Density::Compact);
    keyFontPercent.set(m_config, view.fontPercent);
    keyUtc.set(m_config, view.utc);
    Q_EMIT viewChanged();
}

void AppSettings::setScan(const ScanSettings& scan)
{
    if (scan == m_scan)
        return;
    m_scan = scan;
    keyRules.set(m_config, static_cast<int>(scan.rules));
    keyOwnFiles.set(m_config, scan.ownFiles);
    keyScanOnImport.set(m_config, scan.scanOnImport);
    Q_EMIT scanChanged();
}

void AppSettings::setTriage(const TriageSettings& triage)
{
    if (triage == m_triage)
        return;
    m_triage = triage;
    keyAutoAdvance.set(m_config, triage.autoAdvance);
    keyRequireAlt.set(m_config, triage.requireAlt);
    QStringList keys;
    for (auto key = triage.keys.begin(); key != triage.keys.end(); ++key)
        keys << key.key() + QChar('=') + key.value();
    keyTriageKeys.set(m_config, keys);
    Q_EMIT triageChanged();
}

QTimeZone AppSettings::timeZone() const
{
    return m_view.utc ? QTimeZone::utc() : QTimeZone::systemTimeZone();
}

void AppSettings::overrideTheme(Theme theme)
{
    m_themeOverridden = true;
    m_view.theme = theme;
    Q_EMIT viewChanged();
}

SessionState AppSettings::loadSession() const
{
    SessionState session;
    session.caseFile = keyCase.get(m_state);
    session.filter = keyFilter.get(m_state);
    session.item = keyItem.get(m_state);
    session.tab = keyTab.get(m_state);
    if (keyVersion.get(m_state) != stateVersion)
        return session;
    session.columns = keyColumns.get(m_state);
    session.geometry = keyGeometry.get(m_state);
    const QVariantMap layouts = keyLayouts.get(m_state);
    for (auto layout = layouts.cbegin(); layout != layouts.cend(); ++layout)
        session.layouts[layout.key()] = layout.value().toByteArray();
    session.perspective = keyPerspective.get(m_state);
    session.splitter = keySplitter.get(m_state);
    session.order = keyOrder.get(m_state);
    session.group = keyGroup.get(m_state);
    return session;
}

void AppSettings::saveSession(const SessionState& session)
{
    keyVersion.set(m_state, stateVersion);
    keyCase.set(m_state, session.caseFile);
    keyFilter.set(m_state, session.filter);
    keyItem.set(m_state, session.item);
    keyTab.set(m_state, session.tab);
    keyColumns.set(m_state, session.columns);
    keyGeometry.set(m_state, session.geometry);
    QVariantMap layouts;
    for (auto layout = session.layouts.cbegin(); layout != session.layouts.cend(); ++layout)
        layouts[layout.key()] = layout.value();
    keyLayouts.set(m_state, layouts);
    keyPerspective.set(m_state, session.perspective);
    keySplitter.set(m_state, session.splitter);
    keyOrder.set(m_state, session.order);
    keyGroup.set(m_state, session.group);
}

QStringList AppSettings::recentCases() const
{
    return keyRecent.get(m_state);
}

void AppSettings::addRecentCase(const QString& file)
{
    QStringList recent = recentCases();
    recent.removeAll(file);
    recent.prepend(file);
    keyRecent.set(m_state, recent.mid(0, recentLimit));
    Q_EMIT recentCasesChanged();
}

void AppSettings::clearRecentCases()
{
    keyRecent.set(m_state, {});
    Q_EMIT recentCasesChanged();
}

QString AppSettings::exportFolder() const
{
    return keyExportFolder.get(m_state);
}

void AppSettings::setExportFolder(const QString& folder)
{
    keyExportFolder.set(m_state, folder);
}

LearnChoice AppSettings::lastLearn() const
{
    return {keyLearnStorage.get(m_state), keyLearnFlag.get(m_state), keyLearnWeight.get(m_state)};
}

void AppSettings::setLastLearn(const LearnChoice& choice)
{
    keyLearnStorage.set(m_state, choice.storage);
    keyLearnFlag.set(m_state, choice.flag);
    keyLearnWeight.set(m_state, choice.weight);
}

} // namespace assay::gui
