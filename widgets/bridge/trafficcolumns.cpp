// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/trafficcolumns.h"

#include "core/index/itemindex.h"
#include "core/index/segment.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace assay::gui {
namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
constexpr Qt::Alignment toTheLeft = Qt::AlignLeft | Qt::AlignVCenter;
constexpr Qt::Alignment toTheRight = Qt::AlignRight | Qt::AlignVCenter;
constexpr double fewShare = 0.02; // of the items: fewer of a kind do not make a case mixed

QString tr(const char* text, const char* comment = nullptr)
{
    return QCoreApplication::translate("assay::gui", text, comment);
}

const ItemRows& of(const TableRows& rows)
{
    return static_cast<const ItemRows&>(rows);
}

const TrafficNumbers* numbersOf(const TableRows& rows, uint32_t row)
{
    return of(rows).items().traffic(row);
}

TableColumn column(
    const char* key, const QString& title, const QString& description, int width, Qt::Alignment alignment)
{
    return {QString::fromLatin1(key), title, description, alignment, width, false, {}, {}, {}, {}};
}

using Number = double (*)(const TrafficNumbers& numbers);
using Words = QString (*)(double number);

// A column over the numbers of a request set; `field` names it in queries, where a cell's value is the plain number.
TableColumn numberColumn(const char* key, const QString& title, const QString& description, int width, Number number,
    Words words, const char* field = "")
{
    TableColumn made = column(key, title, description, width, toTheRight);
    made.number = [number](const TableRows& rows, uint32_t row) {
        const TrafficNumbers* numbers = numbersOf(rows, row);
        return numbers ? number(*numbers) : notANumber;
    };
    made.text = [number, words](const TableRows& rows, uint32_t row) {
        const TrafficNumbers* numbers = numbersOf(rows, row);
        return numbers ? words(number(*numbers)) : QString();
    };
    if (*field) {
        made.field = QString::fromLatin1(field);
        made.value = [number](const TableRows& rows, uint32_t row) {
            const TrafficNumbers* numbers = numbersOf(rows, row);
            return numbers ? QString::number(number(*numbers), 'g', 12).toStdString() : std::string();
        };
    }
    return made;
}

QString countWords(double number)
{
    return formatCount(static_cast<quint64>(number));
}

Prediction predictionOf(const TableRows& rows, uint32_t row)
{
    const ScoreColumn* scores = of(rows).snapshot().scores.get();
    const bool known = scores && row < scores->predictions.size() && !of(rows).isHidden(row) && numbersOf(rows, row);
    return known ? scores->predictions[row] : Prediction::Unknown;
}

QString predictionWord(Prediction prediction)
{
    switch (prediction) {
    case Prediction::Hostile:
        return tr("bot", "prediction");
    case Prediction::Benign:
        return tr("not bot", "prediction");
    case Prediction::Unknown:
        break;
    }
    return {};
}

TableColumn predictionColumn()
{
    TableColumn made = column("prediction", tr("Prediction"), tr("What the models say the client is"), 11, toTheLeft);
    made.text = [](const TableRows& rows, uint32_t row) { return predictionWord(predictionOf(rows, row)); };
    made.number = [](const TableRows& rows, uint32_t row) {
        const Prediction prediction = predictionOf(rows, row);
        return prediction == Prediction::Unknown ? notANumber : static_cast<double>(prediction);
    };
    made.field = QStringLiteral("prediction");
    made.value = [](const TableRows& rows, uint32_t row) {
        const Prediction prediction = predictionOf(rows, row);
        return prediction == Prediction::Unknown ? std::string() : std::string(predictionName(prediction));
    };
    made.extra = [](const TableRows& rows, uint32_t row, int role) -> QVariant {
        if (role != Qt::DecorationRole || predictionOf(rows, row) == Prediction::Unknown)
            return {};
        return themedIcon(predictionOf(rows, row) == Prediction::Hostile ? QStringLiteral("label-bot")
                                                                         : QStringLiteral("label-notbot"));
    };
    return made;
}

TableColumn indexColumn(const char* key, const QString& title, const QString& description, int width, TextColumn text)
{
    TableColumn made = column(key, title, description, width, toTheLeft);
    const auto value = [text](const TableRows& rows, uint32_t row) {
        return numbersOf(rows, row) ? indexedText(of(rows).snapshot(), row, text) : std::string();
    };
    made.text = [value](const TableRows& rows, uint32_t row) { return displayLine(value(rows, row), 200); };
    made.word = value;
    made.field = QString::fromLatin1(key);
    made.value = value;
    return made;
}

TableColumn startColumn()
{
    TableColumn made = column("start", tr("Start"), tr("First request of the client to the site"), 16, toTheLeft);
    made.number = [](const TableRows& rows, uint32_t row) {
        const TrafficNumbers* numbers = numbersOf(rows, row);
        return numbers ? static_cast<double>(numbers->start) : notANumber;
    };
    made.text = [](const TableRows& rows, uint32_t row) {
        const TrafficNumbers* numbers = numbersOf(rows, row);
        return numbers ? formatTime(numbers->start / 1000, of(rows).zone()) : QString();
    };
    made.field = QStringLiteral("start");
    made.value = [](const TableRows& rows, uint32_t row) {
        const TrafficNumbers* numbers = numbersOf(rows, row);
        return numbers ? QDateTime::fromMSecsSinceEpoch(numbers->start, of(rows).zone())
                             .toString(QStringLiteral("yyyy-MM-ddTHH:mm"))
                             .toStdString()
                       : std::string();
    };
    return made;
}

TableColumn lowRateColumn()
{
    TableColumn made = column("lowrate", tr("Low rate"), tr("Slow for long: many requests, spread out"), 9, toTheLeft);
    made.number = [](const TableRows& rows, uint32_t row) {
        const TrafficNumbers* numbers = numbersOf(rows, row);
        return numbers ? (numbers->isLowRate() ? 1.0 : 0.0) : notANumber;
    };
    made.text = [](const TableRows& rows, uint32_t row) {
        const TrafficNumbers* numbers = numbersOf(rows, row);
        return numbers && numbers->isLowRate() ? tr("low rate", "a client") : QString();
    };
    made.field = QStringLiteral("lowrate");
    made.value = [](const TableRows& rows, uint32_t row) {
        const TrafficNumbers* numbers = numbersOf(rows, row);
        return std::string(numbers ? (numbers->isLowRate() ? "yes" : "no") : "");
    };
    return made;
}

} // namespace

TableColumns trafficColumns()
{
    return {predictionColumn(), indexColumn("host", tr("Host"), tr("Site that was asked for"), 20, TextColumn::Host),
        startColumn(),
        numberColumn(
            "duration", tr("Duration"), tr("From the first request to the last"), 9,
            [](const TrafficNumbers& numbers) { return numbers.seconds(); },
            [](double seconds) { return formatDuration(seconds); }),
        numberColumn(
            "reqs", tr("Requests"), tr("Requests since the start"), 9,
            [](const TrafficNumbers& numbers) { return static_cast<double>(numbers.totalRequests); }, countWords,
            "reqs"),
        numberColumn(
            "rate", tr("Rate"), tr("Requests a minute since the start"), 8,
            [](const TrafficNumbers& numbers) { return static_cast<double>(numbers.rate); },
            [](double rate) { return QLocale().toString(rate, 'f', rate < 100 ? 1 : 0); }, "rate"),
        numberColumn(
            "status", tr("4xx %"), tr("Share of the requests that were answered with 400 to 499"), 7,
            [](const TrafficNumbers& numbers) { return numbers.errorShare(); },
            [](double share) { return share > 0 ? QLocale().toString(share * 100, 'f', 1) : QString(); }),
        numberColumn(
            "paths", tr("Paths"), tr("Different paths in the period"), 7,
            [](const TrafficNumbers& numbers) { return static_cast<double>(numbers.uniquePaths); }, countWords),
        numberColumn(
            "uas", tr("UAs"), tr("Different user agents in the period"), 6,
            [](const TrafficNumbers& numbers) { return static_cast<double>(numbers.userAgents); }, countWords),
        indexColumn("ja4", tr("JA4"), tr("Fingerprint of the TLS client"), 38, TextColumn::Ja4), lowRateColumn()};
}

QStringList usualColumns(ListContents contents)
{
    if (contents == ListContents::Traffic)
        return QStringLiteral("label,marks,defects,prediction,score,ip,host,start,duration,reqs,rate,status,paths,uas,"
                              "ja4,lowrate")
            .split(QChar(','));
    if (contents == ListContents::Mixed)
        return QStringLiteral("label,marks,defects,score,action,hits,date,from,subject,size,reqs").split(QChar(','));
    return {};
}

ListContents ContentsCounter::update(const ItemTable& items)
{
    if (items.count() < m_rows)
        reset();
    for (; m_rows < items.count(); ++m_rows)
        m_requestSets += items.row(m_rows).kind == ItemKind::RequestSet ? 1 : 0;
    const double share = m_rows ? static_cast<double>(m_requestSets) / static_cast<double>(m_rows) : 0;
    if (share < fewShare)
        return ListContents::Mail;
    return share > 1 - fewShare ? ListContents::Traffic : ListContents::Mixed;
}

std::string indexedText(const CaseSnapshot& snapshot, uint32_t row, TextColumn column)
{
    if (!snapshot.index)
        return {};
    const auto& pieces = snapshot.index->pieces();
    auto next = std::upper_bound(pieces.begin(), pieces.end(), row,
        [](uint32_t wanted, const ItemIndex::Piece& piece) { return wanted < piece.firstRow; });
    if (next == pieces.begin())
        return {};
    --next;
    if (row - next->firstRow >= next->segment->rows())
        return {};
    const ValueColumn values = next->segment->texts(column);
    std::string text;
    values.forEachValue(row - next->firstRow, [&](uint32_t value) {
        if (text.empty())
            text = values.original(value);
    });
    return text;
}

std::string subnetOf(const IpAddress& address)
{
    const auto network = IpNetwork::parse(address.toString() + (address.isV4() ? "/24" : "/64"));
    return network ? network->toString() : std::string();
}

} // namespace assay::gui
