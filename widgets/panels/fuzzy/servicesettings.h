// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/wire/fuzzyserver.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace assay::gui {

// What a storage's service is to be, as it is kept with the storage: keys by their short ids, their secrets elsewhere.
struct ServiceSettings
{
    struct Key
    {
        QString id; // Keypair::shortId
        QString publicKey;
        QString name;
        bool readOnly = false;
        QString allowedFlags, forbiddenFlags; // "11, 13"
        QString expires; // ISO date; empty: never
        double rate = 0; // commands a second; 0: no limit
        bool operator==(const Key&) const = default;
    };
    QString address = QStringLiteral("127.0.0.1");
    int port = 11335;
    bool encryptedOnly = false;
    bool readOnly = false;
    QString allowUpdate = QStringLiteral("127.0.0.1, ::1"); // networks
    std::vector<Key> keys;
    bool operator==(const ServiceSettings&) const = default;
};

std::string toJson(const ServiceSettings& settings);
ServiceSettings serviceSettingsFromJson(const std::string& text); // the usual ones where it cannot be read

// Where the secret halves of keys lie: one file each, mode 0600, never shown.
class KeyFolder
{
public:
    explicit KeyFolder(QString path);
    static KeyFolder usual(); // in the data folder of the user
    QString fileOf(const QString& id) const;
    // Writes a new file; what went wrong, or "".
    QString store(const fuzzy::Keypair& keypair) const;
    // The same to a place that the user chose; replaces nothing.
    static QString write(const fuzzy::Keypair& keypair, const QString& file);
    Result<fuzzy::Keypair> load(const QString& id) const;

private:
    QString m_path;
};

// "11, 13"; nullopt when it is something else. Empty is no flag.
std::optional<std::vector<uint8_t>> parseFlags(const QString& text);
std::optional<std::vector<IpNetwork>> parseNetworks(const QString& text);
// One sentence on what cannot be right, or "".
QString problemOf(const ServiceSettings& settings);
// What the server gets; reads the keys. BadArgument for what problemOf() tells.
Result<fuzzy::ServerOptions> serverOptions(const ServiceSettings& settings, const KeyFolder& keys);

} // namespace assay::gui
