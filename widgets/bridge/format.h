// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QTimeZone>

#include <cstdint>

// The one formatter of every number and time that people read (locale of the screen; files use the C locale).
namespace assay::gui {

QString formatCount(quint64 count); // "1,048,576"
QString formatSize(quint64 bytes); // "4.2 MB"
QString formatScore(double score); // "14.20"
QString formatSignedScore(double score); // "+10.50", "-0.20"
QString formatRate(double perSecond, bool bytes); // "1,940/s", "210 MB/s"
QString formatDuration(double seconds); // "6 min", "1 h 20 min", "3 s", "40 ms"
// Compact: time of day is always there, the year only when it is not the present one.
QString formatTime(int64_t secondsSince1970, const QTimeZone& zone); // "2026-11-21 09:14"
QString formatTimeExact(int64_t secondsSince1970, const QTimeZone& zone); // with seconds and zone
QString formatZone(const QTimeZone& zone); // "UTC+02"

// Text from a sender made safe for one line of the window: control, line-breaking and direction characters become
// visible marks, over `limit` characters it is cut with an ellipsis.
QString displayLine(const QString& text, int limit = 500);
QString displayLine(std::string_view utf8, int limit = 500);

// "http://a.example/x" as "hxxp[://]a[.]example/x": nobody opens it by accident.
QString defanged(const QString& url);

} // namespace assay::gui
