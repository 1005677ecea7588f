// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <cmath>

namespace assay::gui {
namespace {

QString tr(const char* text, int n = -1)
{
    return QCoreApplication::translate("assay::gui", text, nullptr, n);
}

} // namespace

QString formatCount(quint64 count)
{
    return QLocale().toString(count);
}

QString formatSize(quint64 bytes)
{
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), bytes < 1000 ? 0 : 1, QLocale::DataSizeSIFormat);
}

QString formatScore(double score)
{
    return QLocale().toString(std::abs(score) < 0.005 ? 0.0 : score, 'f', 2);
}

QString formatSignedScore(double score)
{
    const QString text = formatScore(score);
    return score >= 0.005 ? QStringLiteral("+") + text : text;
}

QString formatRate(double perSecond, bool bytes)
{
    if (bytes)
        return tr("%1/s").arg(formatSize(static_cast<quint64>(perSecond)));
    return tr("%1/s").arg(QLocale().toString(perSecond, 'f', perSecond < 10 ? 1 : 0));
}

QString formatDuration(double seconds)
{
    if (seconds < 1)
        return tr("%1 ms").arg(std::lround(seconds * 1000));
    const auto whole = std::llround(seconds);
    if (whole < 90)
        return tr("%1 s").arg(whole);
    if (whole < 90 * 60)
        return tr("%1 min").arg((whole + 30) / 60);
    if (whole < 48 * 3600)
        return tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
    return tr("%1 d %2 h").arg(whole / 86400).arg(whole % 86400 / 3600);
}

QString formatTime(int64_t secondsSince1970, const QTimeZone& zone)
{
    return QDateTime::fromSecsSinceEpoch(secondsSince1970, zone).toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

QString formatTimeExact(int64_t secondsSince1970, const QTimeZone& zone)
{
    const QDateTime time = QDateTime::fromSecsSinceEpoch(secondsSince1970, zone);
    return time.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss ")) + formatZone(zone);
}

QString formatZone(const QTimeZone& zone)
{
    const int minutes = zone.offsetFromUtc(QDateTime::currentDateTimeUtc()) / 60;
    if (minutes == 0)
        return QStringLiteral("UTC");
    const QString hours =
        QStringLiteral("UTC%1%2").arg(minutes < 0 ? '-' : '+').arg(std::abs(minutes) / 60, 2, 10, QChar('0'));
    return minutes % 60 ? hours + QStringLiteral(":%1").arg(std::abs(minutes) % 60, 2, 10, QChar('0')) : hours;
}

QString displayLine(const QString& text, int limit)
{
    QString line;
    line.reserve(std::min<qsizetype>(text.size(), limit));
    for (const QChar c : text) {
        if (line.size() >= limit) {
            line += QChar(0x2026);
            break;
        }
        const ushort code = c.unicode();
        if (code == '\t' || code == '\n' || code == '\r' || code == 0x2028 || code == 0x2029)
            line += QChar(' ');
        else if (code < 0x20)
            line += QChar(0x2400 + code); // control pictures
        else if (code == 0x7f || (code >= 0x80 && code < 0xa0))
            line += QChar(0xfffd);
        else if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0x200e
            || code == 0x200f)
            line += QChar(0x25ca); // a direction mark would reorder the neighbours
        else
            line += c;
    }
    return line;
}

QString displayLine(std::string_view utf8, int limit)
{
    // Four bytes a character at most: a subject of megabytes costs no more than what is shown of it.
    const auto bytes = std::min<qsizetype>(static_cast<qsizetype>(utf8.size()), qsizetype{4} * limit + 4);
    return displayLine(QString::fromUtf8(utf8.data(), bytes), limit);
}

QString defanged(const QString& url)
{
    QString safe = url;
    const qsizetype colon = safe.indexOf(QStringLiteral("://"));
    if (colon > 0) {
        const QString scheme = safe.left(colon).toLower();
        const QString spoken = scheme == QStringLiteral("http") ? QStringLiteral("hxxp")
            : scheme == QStringLiteral("https")                 ? QStringLiteral("hxxps")
                                                                : scheme;
        safe = spoken + QStringLiteral("[://]") + safe.mid(colon + 3);
    }
    const qsizetype begin = colon > 0 ? safe.indexOf(QStringLiteral("[://]")) + 5 : 0;
    qsizetype end = safe.indexOf(QChar('/'), begin);
    if (end < 0)
        end = safe.size();
    const QString host = safe.mid(begin, end - begin)
                             .replace(QChar('.'), QStringLiteral("[.]"))
                             .replace(QChar('@'), QStringLiteral("[@]"));
    return safe.left(begin) + host + safe.mid(end);
}

} // namespace assay::gui
