// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMap>
#include <QObject>
#include <QSettings>
#include <QStringList>
#include <QTimeZone>

#include <optional>

namespace assay::gui {

enum class Theme { System, Light, Dark, HighContrast };
enum class Density { Compact, Comfortable };

// The name of a theme in files and on the command line ("system", "light", "dark", "contrast").
QString themeName(Theme theme);
std::optional<Theme> themeFromName(const QString& name);

struct ViewSettings
{
    Theme theme = Theme::System;
    Density density = Density::Compact;
    int fontPercent = 100; // of the system's font size, 70-300; scales everything
    bool utc = false; // times in UTC instead of the local zone
    bool operator==(const ViewSettings&) const = default;
};

enum class RuleChoice { BuiltIn, Stock, OwnFiles };

struct ScanSettings
{
    RuleChoice rules = RuleChoice::BuiltIn;
    QStringList ownFiles; // files and folders of RuleChoice::OwnFiles
    bool scanOnImport = true;
    bool operator==(const ScanSettings&) const = default;
};

// How labels are given. Keys are those that differ from the shipped ones: name of the action -> "S", "Backspace".
struct TriageSettings
{
    bool autoAdvance = true;
    bool requireAlt = false; // letters and digits act only together with Alt
    QMap<QString, QString> keys;
    bool operator==(const TriageSettings&) const = default;
};

// Where fuzzy hashes went the last time; empty and 0 before the first.
struct LearnChoice
{
    QString storage;
    int flag = 0;
    int weight = 1;
};

// What the next start brings back.
struct SessionState
{
    QString caseFile;
    QString filter;
    qint64 item = -1;
    QString tab;
    QByteArray columns; // of the item list, as it writes them
    QString order; // of the item list: "-date,from"
    QString group; // what the list puts together
    QByteArray geometry;
    QString perspective;
    QMap<QString, QByteArray> layouts; // by perspective
    QByteArray splitter;
};

// Preferences (assay.ini) and the state of the window (window.ini), each area one plain struct.
class AppSettings : public QObject
{
    Q_OBJECT
public:
    AppSettings(const QString& configFile, const QString& stateFile, QObject* parent = nullptr);

    const ViewSettings& view() const { return m_view; }
    void setView(const ViewSettings& view);
    const ScanSettings& scan() const { return m_scan; }
    void setScan(const ScanSettings& scan);
    const TriageSettings& triage() const { return m_triage; }
    void setTriage(const TriageSettings& triage);
    QTimeZone timeZone() const;
    // For this run only: nothing is stored.
    void overrideTheme(Theme theme);

    SessionState loadSession() const;
    void saveSession(const SessionState& session);
    QStringList recentCases() const; // newest first, 20 at most
    void addRecentCase(const QString& file);
    void clearRecentCases();
    QString exportFolder() const; // where the last export went; empty before the first
    void setExportFolder(const QString& folder);
    LearnChoice lastLearn() const;
    void setLastLearn(const LearnChoice& choice);

Q_SIGNALS:
    void viewChanged();
    void scanChanged();
    void triageChanged();
    void recentCasesChanged();

private:
    void load();
    QSettings m_config;
    mutable QSettings m_state;
    ViewSettings m_view;
    ScanSettings m_scan;
    TriageSettings m_triage;
    bool m_themeOverridden = false;
};

} // namespace assay::gui
