// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/hashrows.h"

#include "widgets/bridge/format.h"

#include <QCoreApplication>

#include <cmath>

namespace assay::gui {
namespace {

using fuzzy::FlagRule;
using fuzzy::FuzzyRule;

QString tr(const char* text, const char* comment = nullptr)
{
    return QCoreApplication::translate("assay::gui", text, comment);
}

const HashRows& hashesOf(const TableRows& rows)
{
    return static_cast<const HashRows&>(rows);
}

TableColumn column(const char* key, const QString& title, const QString& description, int width)
{
    TableColumn made;
    made.key = QString::fromLatin1(key);
    made.title = title;
    made.description = description;
    made.widthInChars = width;
    return made;
}

TableColumn numberColumn(const char* key, const QString& title, const QString& description, int width)
{
    TableColumn made = column(key, title, description, width);
    made.alignment = Qt::AlignRight | Qt::AlignVCenter;
    return made;
}

TableColumn hashColumn()
{
    TableColumn made = column("hash", tr("Hash"), tr("First digits of the BLAKE2b-512 digest"), 20);
    made.text = [](const TableRows& rows, uint32_t row) {
        return QString::fromStdString(hashesOf(rows).hex(row)).left(16);
    };
    made.word = [](const TableRows& rows, uint32_t row) { return hashesOf(rows).hex(row); };
    made.extra = [](const TableRows& rows, uint32_t row, int role) {
        return role == Qt::ToolTipRole ? QVariant(QString::fromStdString(hashesOf(rows).hex(row))) : QVariant();
    };
    return made;
}

TableColumn kindColumn()
{
    TableColumn made = column("kind", tr("Kind"), tr("Texts with shingles are found when they are alike"), 14);
    made.text = [](const TableRows& rows, uint32_t row) {
        return hashesOf(rows).hash(row).hasShingles ? tr("text shingles") : tr("exact");
    };
    made.number = [](const TableRows& rows, uint32_t row) { return hashesOf(rows).hash(row).hasShingles ? 1.0 : 0.0; };
    return made;
}

TableColumn algorithmColumn()
{
    TableColumn made = column("algorithm", tr("Algorithm"), tr("Of the shingles; the storage does not tell it"), 10);
    made.text = [](const TableRows& rows, uint32_t row) {
        const HashRows& hashes = hashesOf(rows);
        const std::string_view name = fuzzy::algorithmName(hashes.rule().hashes.algorithm);
        return hashes.hash(row).hasShingles ? QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()))
                                            : QString();
    };
    made.number = [](const TableRows& rows, uint32_t row) { return hashesOf(rows).hash(row).hasShingles ? 1.0 : 0.0; };
    return made;
}

TableColumn flagColumn()
{
    TableColumn made = column("flag", tr("Flag"), tr("Number and symbol of the list that the hash is on"), 22);
    made.text = [](const TableRows& rows, uint32_t row) {
        return flagText(hashesOf(rows).rule(), hashesOf(rows).hash(row).flag);
    };
    made.number = [](const TableRows& rows, uint32_t row) { return double(hashesOf(rows).hash(row).flag); };
    return made;
}

TableColumn weightColumn()
{
    TableColumn made = numberColumn("weight", tr("Weight"), tr("Sum of what was learned"), 9);
    made.text = [](const TableRows& rows, uint32_t row) { return QLocale().toString(hashesOf(rows).hash(row).weight); };
    made.number = [](const TableRows& rows, uint32_t row) { return double(hashesOf(rows).hash(row).weight); };
    return made;
}

TableColumn factorColumn()
{
    TableColumn made =
        numberColumn("factor", tr("Factor"), tr("Share of the symbol's score that an exact match gives"), 8);
    made.text = [](const TableRows& rows, uint32_t row) {
        return tr("%1 %").arg(QLocale().toString(100 * hashesOf(rows).factor(row), 'f', 0));
    };
    made.number = [](const TableRows& rows, uint32_t row) { return hashesOf(rows).factor(row); };
    return made;
}

TableColumn addedColumn()
{
    TableColumn made = column("added", tr("Added"), tr("Last time the hash was written"), 17);
    made.text = [](const TableRows& rows, uint32_t row) {
        return formatTime(hashesOf(rows).hash(row).time, hashesOf(rows).zone());
    };
    made.number = [](const TableRows& rows, uint32_t row) { return double(hashesOf(rows).hash(row).time); };
    return made;
}

TableColumn expiresColumn()
{
    TableColumn made = column("expires", tr("Expires"), tr("When it goes by age, if it is not written again"), 17);
    made.text = [](const TableRows& rows, uint32_t row) {
        const int64_t at = hashesOf(rows).expires(row);
        return at ? formatTime(at, hashesOf(rows).zone()) : tr("never");
    };
    made.number = [](const TableRows& rows, uint32_t row) {
        const int64_t at = hashesOf(rows).expires(row);
        return at ? double(at) : std::nan("");
    };
    return made;
}

} // namespace

HashRows::HashRows(std::shared_ptr<const HashList> hashes, FuzzyRule rule, QTimeZone zone)
    : m_hashes(std::move(hashes))
    , m_rule(std::move(rule))
    , m_zone(std::move(zone))
{
}

std::string HashRows::hex(uint32_t row) const
{
    return toHex(hash(row).digest);
}

std::string HashRows::symbol(uint32_t row) const
{
    const uint8_t flag = hash(row).flag;
    if (!m_rule.findFlag(flag) && m_rule.skipUnknown)
        return {};
    return flagRule(m_rule, flag).symbol;
}

double HashRows::factor(uint32_t row) const
{
    const HashRow& found = hash(row);
    if (!m_rule.findFlag(found.flag) && m_rule.skipUnknown)
        return 0;
    return fuzzy::weightFactor(m_rule.curve, found.weight, flagRule(m_rule, found.flag).threshold);
}

int64_t HashRows::expires(uint32_t row) const
{
    const HashRow& found = hash(row);
    const auto own = m_rule.expiry.secondsByFlag.find(found.flag);
    const int64_t seconds = own == m_rule.expiry.secondsByFlag.end() ? m_rule.expiry.seconds : own->second;
    return seconds > 0 ? found.time + seconds : 0;
}

TableColumns hashColumns()
{
    return {hashColumn(), kindColumn(), algorithmColumn(), flagColumn(), weightColumn(), factorColumn(), addedColumn(),
        expiresColumn()};
}

QString flagText(const FuzzyRule& rule, uint32_t flag)
{
    const FlagRule* named = rule.findFlag(flag);
    const QString number = QString::number(flag);
    return named ? number + QChar(' ') + displayLine(named->symbol, 60) : number;
}

FlagRule flagRule(const FuzzyRule& rule, uint8_t flag)
{
    if (const FlagRule* named = rule.findFlag(flag))
        return *named;
    FlagRule made;
    made.flag = flag;
    made.symbol = rule.symbol;
    made.threshold = rule.threshold;
    made.score = rule.score;
    return made;
}

bool scores(const FuzzyRule& rule, const FlagRule& flag, double weight)
{
    const double factor = fuzzy::weightFactor(rule.curve, weight, flag.threshold);
    return factor != 0 && factor >= rule.weightThreshold;
}

Result<std::shared_ptr<const HashList>> readHashes(fuzzy::LocalStorage& storage, const RunContext& context)
{
    auto hashes = std::make_shared<HashList>();
    const auto visited = storage.visit(
        [&](const fuzzy::StoredHash& hash) {
            hashes->push_back({hash.digest, hash.time, hash.weight, hash.flag, hash.hasShingles});
            return hashes->size() < UINT32_MAX / 2;
        },
        false, context);
    if (!visited)
        return visited.error();
    return std::shared_ptr<const HashList>(std::move(hashes));
}

} // namespace assay::gui
