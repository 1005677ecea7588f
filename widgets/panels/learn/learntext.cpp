// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/learn/learntext.h"

#include "widgets/bridge/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <climits>

namespace assay::gui {
namespace {

QString tr(const char* text, const char* comment = nullptr, int n = -1)
{
    return QCoreApplication::translate("assay::gui", text, comment, n);
}

int plural(uint64_t count)
{
    return static_cast<int>(std::min<uint64_t>(count, INT_MAX));
}

QString arrow(int64_t before, int64_t after)
{
    return QStringLiteral("%1 → %2").arg(before).arg(after);
}

// What happens to the hashes, each way once, most frequent parts first as they come.
QString hashOutcomes(const PlannedItem& item)
{
    QStringList texts;
    for (const PlannedHash& hash : item.hashes) {
        const QString text = outcomeText(hash);
        if (!texts.contains(text))
            texts << text;
    }
    constexpr qsizetype most = 3;
    if (texts.size() > most)
        return texts.mid(0, most).join(QStringLiteral(" · ")) + QStringLiteral(" …");
    return texts.join(QStringLiteral(" · "));
}

void add(QStringList& parts, uint64_t count, const QString& text)
{
    if (count)
        parts << text.arg(formatCount(count));
}

} // namespace

bool takesPart(const PlannedItem& item)
{
    return item.outcome != LearnOutcome::Denied && item.outcome != LearnOutcome::NoContent
        && item.outcome != LearnOutcome::Failed;
}

bool isIn(LearnGroup group, const PlannedItem& item)
{
    switch (group) {
    case LearnGroup::Allowed:
        return takesPart(item);
    case LearnGroup::Denied:
        return item.outcome == LearnOutcome::Denied;
    case LearnGroup::Reflagged:
        return item.isReflagged;
    case LearnGroup::WithoutContent:
        return item.outcome == LearnOutcome::NoContent;
    case LearnGroup::Failed:
        return item.outcome == LearnOutcome::Failed;
    case LearnGroup::All:
        break;
    }
    return true;
}

QString outcomeText(const PlannedHash& hash)
{
    switch (hash.outcome) {
    case LearnOutcome::New:
        return hash.isRepeated ? tr("the same as an earlier item") : tr("new");
    case LearnOutcome::Known:
        return tr("weight %1", "from → to").arg(arrow(hash.weightBefore, hash.weightAfter));
    case LearnOutcome::Reflagged:
        return tr("moves from flag %1, weight %2", "from → to, from → to")
            .arg(arrow(hash.flagBefore, hash.flagAfter), arrow(hash.weightBefore, hash.weightAfter));
    case LearnOutcome::Gone:
        return tr("forgotten, weight was %1").arg(hash.weightBefore);
    case LearnOutcome::Absent:
        return tr("not stored");
    case LearnOutcome::Denied:
    case LearnOutcome::NoContent:
    case LearnOutcome::Failed:
        break;
    }
    return tr("failed");
}

QString outcomeText(const PlannedItem& item, const LearnRequest& request)
{
    const QString reason = displayLine(item.reason, 300);
    switch (item.outcome) {
    case LearnOutcome::Denied:
        return reason.isEmpty() ? tr("denied") : tr("denied: %1", "reason").arg(reason);
    case LearnOutcome::NoContent:
        return tr("no content to learn");
    case LearnOutcome::Failed:
        return reason.isEmpty() ? tr("failed") : tr("failed: %1", "reason").arg(reason);
    default:
        break;
    }
    const QString hashes = hashOutcomes(item);
    if (!item.isReflagged)
        return hashes;
    const QString moved = tr("re-flagged %1", "from → to").arg(arrow(request.flag, item.flag));
    return hashes.isEmpty() ? moved : moved + QStringLiteral(" · ") + hashes;
}

QString hashTotals(const LearnTotals& totals, bool forget)
{
    const QString hashes = tr("%n hash(es)", nullptr, plural(totals.hashes));
    QStringList parts;
    if (forget) {
        add(parts, totals.goneHashes, tr("%1 forgotten"));
        add(parts, totals.hashes - std::min(totals.hashes, totals.goneHashes), tr("%1 not stored"));
    } else {
        add(parts, totals.newHashes, tr("%1 new"));
        add(parts, totals.knownHashes, tr("%1 known"));
        add(parts, totals.movedHashes, tr("%1 from another flag"));
    }
    return parts.isEmpty() ? hashes : QStringLiteral("%1: %2").arg(hashes, parts.join(QStringLiteral(", ")));
}

QString learnedText(const LearnReport& report)
{
    const LearnTotals& totals = report.totals;
    const bool forget = totals.goneHashes > 0;
    QStringList parts;
    parts << (forget ? tr("Forgot the hashes of %1 of %2 items") : tr("Learned %1 of %2 items"))
                 .arg(formatCount(totals.allowed), formatCount(totals.items));
    parts << hashTotals(totals, forget);
    add(parts, totals.denied, tr("%1 denied"));
    add(parts, totals.reflagged, tr("%1 re-flagged"));
    add(parts, totals.withoutContent, tr("%1 without content"));
    add(parts, totals.failed, tr("%1 failed"));
    return parts.join(QStringLiteral(" · "));
}

} // namespace assay::gui
