// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/learnoutcomes.h"

#include <algorithm>
#include <limits>
#include <unordered_set>

namespace assay {
namespace {

int32_t clamped(int64_t weight)
{
    using Limits = std::numeric_limits<int32_t>;
    return static_cast<int32_t>(std::clamp<int64_t>(weight, Limits::min(), Limits::max()));
}

// What one hash does to what is stored of its digest.
void apply(const LearnRequest& request, uint8_t flag, KnownHash& known, PlannedHash& hash)
{
    hash.flagBefore = known.isStored ? known.flag : uint8_t{0};
    hash.weightBefore = known.isStored ? known.weight : 0;
    if (request.forget) {
        hash.outcome = known.isStored ? LearnOutcome::Gone : LearnOutcome::Absent;
        known = {};
    } else if (!known.isStored) {
        hash.outcome = LearnOutcome::New;
        known = {true, flag, request.weight};
    } else if (known.flag == flag) {
        hash.outcome = LearnOutcome::Known;
        known.weight = clamped(int64_t{known.weight} + request.weight);
    } else {
        hash.outcome = LearnOutcome::Reflagged;
        known = {true, flag, request.weight};
    }
    hash.flagAfter = known.isStored ? known.flag : uint8_t{0};
    hash.weightAfter = known.isStored ? known.weight : 0;
}

// A digest from its first to its last hash.
struct Course
{
    const PlannedHash* first = nullptr;
    const PlannedHash* last = nullptr;

    bool wasStored() const { return first->outcome != LearnOutcome::New && first->outcome != LearnOutcome::Absent; }
    bool isStored() const { return last->outcome != LearnOutcome::Gone && last->outcome != LearnOutcome::Absent; }
    LearnOutcome outcome() const
    {
        if (!isStored())
            return wasStored() ? LearnOutcome::Gone : LearnOutcome::Absent;
        if (!wasStored())
            return LearnOutcome::New;
        return first->flagBefore == last->flagAfter ? LearnOutcome::Known : LearnOutcome::Reflagged;
    }
};

// In the order in which the digests come first.
std::vector<Course> coursesOf(std::span<const PlannedItem> items)
{
    std::vector<Course> courses;
    std::unordered_map<Blake2b512, size_t, DigestKey> places;
    for (const PlannedItem& item : items) {
        if (!takesPart(item))
            continue;
        for (const PlannedHash& hash : item.hashes) {
            const auto [place, isNew] = places.try_emplace(hash.hash.digest, courses.size());
            if (isNew)
                courses.push_back({&hash, &hash});
            courses[place->second].last = &hash;
        }
    }
    return courses;
}

void count(LearnTotals& totals, const PlannedItem& item)
{
    ++totals.items;
    switch (item.outcome) {
    case LearnOutcome::Denied:
        ++totals.denied;
        return;
    case LearnOutcome::NoContent:
        ++totals.withoutContent;
        return;
    case LearnOutcome::Failed:
        ++totals.failed;
        return;
    default:
        break;
    }
    ++totals.allowed;
    totals.reflagged += item.isReflagged ? 1 : 0;
}

void count(LearnTotals& totals, LearnOutcome outcome)
{
    ++totals.hashes;
    totals.newHashes += outcome == LearnOutcome::New ? 1 : 0;
    totals.knownHashes += outcome == LearnOutcome::Known ? 1 : 0;
    totals.movedHashes += outcome == LearnOutcome::Reflagged ? 1 : 0;
    totals.goneHashes += outcome == LearnOutcome::Gone ? 1 : 0;
}

} // namespace

std::string_view learnOutcomeName(LearnOutcome outcome)
{
    switch (outcome) {
    case LearnOutcome::New:
        return "new";
    case LearnOutcome::Known:
        return "known";
    case LearnOutcome::Reflagged:
        return "reflagged";
    case LearnOutcome::Denied:
        return "denied";
    case LearnOutcome::NoContent:
        return "no content";
    case LearnOutcome::Gone:
        return "gone";
    case LearnOutcome::Absent:
        return "absent";
    case LearnOutcome::Failed:
        break;
    }
    return "failed";
}

std::vector<Blake2b512> digestsOf(std::span<const PlannedItem> items)
{
    std::vector<Blake2b512> digests;
    for (const Course& course : coursesOf(items))
        digests.push_back(course.first->hash.digest);
    return digests;
}

LearnTotals decideOutcomes(const LearnRequest& request, KnownHashes known, std::vector<PlannedItem>& items)
{
    LearnTotals totals;
    std::unordered_set<Blake2b512, DigestKey> seen;
    for (PlannedItem& item : items) {
        count(totals, item);
        if (!takesPart(item))
            continue;
        for (PlannedHash& hash : item.hashes) {
            apply(request, item.flag, known[hash.hash.digest], hash);
            hash.isRepeated = !seen.insert(hash.hash.digest).second;
        }
        item.outcome = item.hashes.front().outcome;
    }
    for (const Course& course : coursesOf(items))
        count(totals, course.outcome());
    return totals;
}

std::vector<fuzzy::StorageChange> changesOf(const LearnRequest& request, std::span<const PlannedItem> items)
{
    std::vector<fuzzy::StorageChange> changes;
    for (const Course& course : coursesOf(items)) {
        const LearnOutcome outcome = course.outcome();
        const int64_t added = int64_t{course.last->weightAfter} - course.first->weightBefore;
        if (outcome == LearnOutcome::Absent || (outcome == LearnOutcome::Known && added == 0))
            continue;
        fuzzy::StorageChange& change = changes.emplace_back();
        change.kind = request.forget ? fuzzy::ChangeKind::Delete : fuzzy::ChangeKind::Write;
        change.hash = {course.first->hash.digest, course.first->hash.shingles};
        change.flag = request.forget ? course.first->flagBefore : course.last->flagAfter;
        change.weight = outcome == LearnOutcome::Known ? clamped(added) : course.last->weightAfter;
    }
    return changes;
}

std::string totalsText(const LearnRequest& request, const LearnTotals& totals)
{
    const auto of = [](uint64_t number, const char* word) { return std::to_string(number) + " " + word; };
    std::string text = of(totals.allowed, totals.allowed == 1 ? "item, " : "items, ");
    if (request.forget)
        text += of(totals.goneHashes, totals.goneHashes == 1 ? "hash gone" : "hashes gone");
    else
        text += of(totals.newHashes, "new, ") + of(totals.knownHashes, "known, ") + of(totals.movedHashes, "moved")
            + " of " + of(totals.hashes, totals.hashes == 1 ? "hash" : "hashes");
    if (totals.denied > 0)
        text += "; " + of(totals.denied, "denied");
    if (totals.withoutContent > 0)
        text += "; " + of(totals.withoutContent, "without content");
    if (totals.failed > 0)
        text += "; " + of(totals.failed, "failed");
    return text;
}

} // namespace assay
