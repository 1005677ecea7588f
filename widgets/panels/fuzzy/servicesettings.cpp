// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/servicesettings.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>

namespace assay::gui {
namespace {

constexpr QFile::Permissions ownerOnly = QFile::ReadOwner | QFile::WriteOwner;

QString tr(const char* text)
{
    return QCoreApplication::translate("assay::gui", text);
}

QStringList partsOf(const QString& text)
{
    QStringList parts;
    for (const QString& part : QString(text).replace(QChar('\n'), QChar(',')).split(QChar(','))) {
        if (!part.trimmed().isEmpty())
            parts << part.trimmed();
    }
    return parts;
}

QJsonObject toObject(const ServiceSettings::Key& key)
{
    return {{QStringLiteral("id"), key.id}, {QStringLiteral("public"), key.publicKey},
        {QStringLiteral("name"), key.name}, {QStringLiteral("read_only"), key.readOnly},
        {QStringLiteral("allowed"), key.allowedFlags}, {QStringLiteral("forbidden"), key.forbiddenFlags},
        {QStringLiteral("expires"), key.expires}, {QStringLiteral("rate"), key.rate}};
}

ServiceSettings::Key keyFrom(const QJsonObject& object)
{
    const auto text = [&object](const char* name) { return object.value(QLatin1String(name)).toString(); };
    return {text("id"), text("public"), text("name"), object.value(QStringLiteral("read_only")).toBool(),
        text("allowed"), text("forbidden"), text("expires"), object.value(QStringLiteral("rate")).toDouble()};
}

Error badArgument(const QString& why)
{
    return {ErrorCode::BadArgument, "service", why.toStdString()};
}

} // namespace

std::string toJson(const ServiceSettings& settings)
{
    QJsonArray keys;
    for (const ServiceSettings::Key& key : settings.keys)
        keys.append(toObject(key));
    const QJsonObject object{{QStringLiteral("address"), settings.address}, {QStringLiteral("port"), settings.port},
        {QStringLiteral("encrypted_only"), settings.encryptedOnly}, {QStringLiteral("read_only"), settings.readOnly},
        {QStringLiteral("allow_update"), settings.allowUpdate}, {QStringLiteral("keys"), keys}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

ServiceSettings serviceSettingsFromJson(const std::string& text)
{
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(text));
    ServiceSettings settings;
    if (!document.isObject())
        return settings;
    const QJsonObject object = document.object();
    settings.address = object.value(QStringLiteral("address")).toString(settings.address);
    settings.port = object.value(QStringLiteral("port")).toInt(settings.port);
    settings.encryptedOnly = object.value(QStringLiteral("encrypted_only")).toBool();
    settings.readOnly = object.value(QStringLiteral("read_only")).toBool();
    settings.allowUpdate = object.value(QStringLiteral("allow_update")).toString(settings.allowUpdate);
    for (const QJsonValue& key : object.value(QStringLiteral("keys")).toArray())
        settings.keys.push_back(keyFrom(key.toObject()));
    return settings;
}

KeyFolder::KeyFolder(QString path)
    : m_path(std::move(path))
{
}

KeyFolder KeyFolder::usual()
{
    const QString data = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    return KeyFolder(data + QStringLiteral("/assay/keys"));
}

QString KeyFolder::fileOf(const QString& id) const
{
    return m_path + QChar('/') + QFileInfo(id).fileName() + QStringLiteral(".key"); // never outside the folder
}

QString KeyFolder::store(const fuzzy::Keypair& keypair) const
{
    if (!QDir().mkpath(m_path))
        return tr("The folder for keys cannot be made: %1").arg(m_path);
    QFile::setPermissions(m_path, ownerOnly | QFile::ExeOwner);
    return write(keypair, fileOf(QString::fromStdString(keypair.shortId())));
}

QString KeyFolder::write(const fuzzy::Keypair& keypair, const QString& name)
{
    QFile file(name);
    // Nobody else may read the file at any moment, so it is made with its mode.
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, ownerOnly))
        return file.errorString();
    const std::string text = keypair.toUcl();
    const bool written = file.write(text.data(), static_cast<qint64>(text.size())) == static_cast<qint64>(text.size());
    return written && file.flush() ? QString() : file.errorString();
}

Result<fuzzy::Keypair> KeyFolder::load(const QString& id) const
{
    return fuzzy::Keypair::read(std::filesystem::path(QFile::encodeName(fileOf(id)).toStdString()));
}

std::optional<std::vector<uint8_t>> parseFlags(const QString& text)
{
    std::vector<uint8_t> flags;
    for (const QString& part : partsOf(text)) {
        bool ok = false;
        const uint number = part.toUInt(&ok);
        if (!ok || number > 255)
            return std::nullopt;
        flags.push_back(static_cast<uint8_t>(number));
    }
    return flags;
}

std::optional<std::vector<IpNetwork>> parseNetworks(const QString& text)
{
    std::vector<IpNetwork> networks;
    for (const QString& part : partsOf(text)) {
        const auto network = IpNetwork::parse(part.toStdString());
        if (!network)
            return std::nullopt;
        networks.push_back(*network);
    }
    return networks;
}

QString problemOf(const ServiceSettings& settings)
{
    if (!IpAddress::parse(settings.address.toStdString()))
        return tr("The address to listen on is no IP address.");
    if (!parseNetworks(settings.allowUpdate))
        return tr("Networks that may learn are written as 10.0.0.0/8, with commas between them.");
    if (settings.encryptedOnly && settings.keys.empty())
        return tr("Encrypted clients only: that needs a key.");
    for (const ServiceSettings::Key& key : settings.keys) {
        if (!parseFlags(key.allowedFlags) || !parseFlags(key.forbiddenFlags))
            return tr("Flags of the key %1 are written as 11, 13.").arg(key.name.isEmpty() ? key.id : key.name);
        if (!key.expires.isEmpty() && !QDate::fromString(key.expires, Qt::ISODate).isValid())
            return tr("The key %1 expires on a day written as 2027-01-31.").arg(key.name.isEmpty() ? key.id : key.name);
    }
    return {};
}

Result<fuzzy::ServerOptions> serverOptions(const ServiceSettings& settings, const KeyFolder& keys)
{
    const QString wrong = problemOf(settings);
    if (!wrong.isEmpty())
        return badArgument(wrong);
    fuzzy::ServerOptions options;
    options.address = settings.address.toStdString();
    options.port = static_cast<uint16_t>(settings.port);
    options.encryptedOnly = settings.encryptedOnly;
    options.readOnly = settings.readOnly;
    options.allowUpdate = *parseNetworks(settings.allowUpdate);
    for (const ServiceSettings::Key& key : settings.keys) {
        auto keypair = keys.load(key.id);
        if (!keypair)
            return keypair.error();
        fuzzy::ServerKey made;
        made.keypair = std::move(*keypair);
        made.name = key.name.toStdString();
        made.readOnly = key.readOnly;
        made.allowedFlags = *parseFlags(key.allowedFlags);
        made.forbiddenFlags = *parseFlags(key.forbiddenFlags);
        made.rate = key.rate;
        if (!key.expires.isEmpty())
            made.expires = QDate::fromString(key.expires, Qt::ISODate).endOfDay(Qt::UTC).toSecsSinceEpoch();
        options.keys.push_back(std::move(made));
    }
    return options;
}

} // namespace assay::gui
