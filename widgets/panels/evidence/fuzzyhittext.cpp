// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/evidence/fuzzyhittext.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/fuzzytext.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <set>

namespace assay::gui {
namespace {

constexpr size_t shownLessons = 5;
constexpr int shingles = 32;

QString tr(const char* text, const char* comment = nullptr, int n = -1)
{
    return QCoreApplication::translate("assay::gui", text, comment, n);
}

QString utf8(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString number(double value, int digits)
{
    return QLocale().toString(value, 'f', digits);
}

// `value` is rich text.
QString row(const QString& name, const QString& value)
{
    if (value.isEmpty())
        return {};
    return QStringLiteral("<tr><td style='padding-right:10px'>%1</td><td>%2</td></tr>")
        .arg(name.toHtmlEscaped(), value);
}

QString plainRow(const QString& name, const QString& value)
{
    return row(name, value.toHtmlEscaped());
}

// In lines of equal length: a digest has no place where a line could break.
QString digestLines(const Blake2b512& digest)
{
    const QString hex = QString::fromStdString(toHex(digest));
    QStringList lines;
    for (qsizetype at = 0; at < hex.size(); at += hex.size() / 4)
        lines << hex.mid(at, hex.size() / 4);
    return QStringLiteral("<code>%1</code>").arg(lines.join(QStringLiteral("<br>")));
}

QString partText(const fuzzy::FuzzyMatch& match, const Message& message)
{
    QString text = displayLine(match.part, 60);
    for (const MailPart& part : message.parts()) {
        if (part.path != match.part && !(match.part == "0" && part.path == "1"))
            continue;
        text += QChar(' ') + displayLine(part.type, 80);
        if (!part.fileName.empty())
            text += QStringLiteral(" · ") + displayLine(part.fileName, 120);
        break;
    }
    return text;
}

QString factorText(const fuzzy::FuzzyMatch& match)
{
    const double curve = fuzzy::weightFactor(match.curve, match.weight, match.threshold);
    const QString rest = curve == 0 ? number(0, 2) : number(match.factor / curve, 2);
    return tr("%1 = %2 by weight × %3 by similarity and other parts", "factor, its two parts")
        .arg(number(match.factor, 4), number(curve, 4), rest);
}

QString lessonText(const HashLesson& lesson, size_t index, const QTimeZone& zone)
{
    const QString items = tr("%n item(s)", nullptr, static_cast<int>(lesson.items.size()));
    const QString what = lesson.forgotten
        ? tr("forgotten")
        : tr("flag %1, weight %2", "number, signed number")
              .arg(lesson.flag)
              .arg(lesson.weight < 0 ? QString::number(lesson.weight) : QStringLiteral("+%1").arg(lesson.weight));
    QString text =
        QStringLiteral("%1 · %2 · %3 · <a href='lesson:%4'>%5</a>")
            .arg(formatTime(lesson.at, zone), displayLine(lesson.author, 80).toHtmlEscaped(), what.toHtmlEscaped())
            .arg(index)
            .arg(items);
    if (!lesson.query.empty())
        text += QStringLiteral(" · <code>%1</code>").arg(displayLine(lesson.query, 200).toHtmlEscaped());
    return text;
}

QString learnedRows(const HashOrigins* origins, const QTimeZone& zone)
{
    if (!origins)
        return {};
    if (origins->empty())
        return plainRow(tr("Learned by"), tr("Not from this case"));
    const std::vector<HashLesson> lessons = lessonsOf(*origins);
    QStringList lines;
    const size_t from = lessons.size() - std::min(lessons.size(), shownLessons);
    for (size_t i = lessons.size(); i-- > from;)
        lines << lessonText(lessons[i], i, zone);
    if (from)
        lines << tr("and %n earlier", nullptr, static_cast<int>(from));
    return plainRow(tr("First learned"), formatTimeExact(lessons.front().at, zone))
        + row(tr("Learned by"), lines.join(QStringLiteral("<br>")));
}

} // namespace

std::vector<HashLesson> lessonsOf(const HashOrigins& origins)
{
    std::map<uint64_t, HashLesson> byOperation;
    std::map<uint64_t, std::set<uint32_t>> items;
    for (const HashOrigin& origin : origins) {
        HashLesson& lesson = byOperation[origin.operation];
        lesson.operation = origin.operation;
        lesson.at = origin.at;
        lesson.author = origin.author;
        lesson.query = origin.query;
        lesson.flag = origin.flag;
        lesson.weight += origin.weight;
        lesson.forgotten = origin.forgotten;
        items[origin.operation].insert(origin.item.value);
    }
    std::vector<HashLesson> lessons;
    for (auto& [operation, lesson] : byOperation) {
        for (const uint32_t item : items[operation])
            lesson.items.push_back(ItemId{item});
        lessons.push_back(std::move(lesson));
    }
    return lessons;
}

QString similarityText(const fuzzy::FuzzyMatch& match)
{
    if (match.sharedShingles) {
        return tr("%1 of %2 shingles, %3 %", "count, count, percent")
            .arg(match.sharedShingles)
            .arg(shingles)
            .arg(number(100.0 * match.sharedShingles / shingles, 0));
    }
    switch (match.kind) {
    case fuzzy::HashKind::Image:
        return tr("exact: the very same image");
    case fuzzy::HashKind::Attachment:
        return tr("exact: the very same file");
    case fuzzy::HashKind::Text:
        break;
    }
    return tr("exact: the very same text");
}

QString fuzzyHitText(
    const StoredHit& hit, const fuzzy::FuzzyMatch& match, const fuzzy::FuzzyRule* rule, const Message& message)
{
    QString html = QStringLiteral("<b>%1</b> %2")
                       .arg(displayLine(hit.symbol.name, 200).toHtmlEscaped(), formatSignedScore(hit.score));
    html += QStringLiteral("<table cellspacing=0 cellpadding=1>");
    html += plainRow(tr("Storage"), displayLine(match.storage, 120));
    html += plainRow(tr("Flag"), flagText(rule, match.flag));
    html += plainRow(tr("Part"), partText(match, message));
    html += plainRow(tr("Similarity"), similarityText(match));
    html += plainRow(tr("Weight"),
        tr("%1, threshold %2", "stored weight, threshold of the flag")
            .arg(QLocale().toString(match.weight), QLocale().toString(match.threshold)));
    html += plainRow(tr("Factor"), factorText(match));
    return html + QStringLiteral("</table>");
}

QString fuzzyHashText(const fuzzy::FuzzyMatch& match, const HashOrigins* origins, const QTimeZone& zone)
{
    QString html = QStringLiteral("<table cellspacing=0 cellpadding=1>");
    if (match.time)
        html += plainRow(tr("Last written"), formatTimeExact(match.time, zone));
    html += learnedRows(origins, zone);
    html += plainRow(tr("Algorithm"), utf8(fuzzy::algorithmName(match.algorithm)));
    html += row(tr("Stored hash"), digestLines(match.stored));
    if (match.asked != match.stored)
        html += row(tr("Hash of the part"), digestLines(match.asked));
    return html + QStringLiteral("</table>");
}

} // namespace assay::gui
