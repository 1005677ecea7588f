// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/replica.h"

#include "core/fuzzy/replication/coldsyncmark.h"
#include "widgets/panels/fuzzy/hashrows.h"

#include <QRegularExpression>

#include <algorithm>
#include <chrono>
#include <thread>

namespace assay::gui {
namespace {

namespace fs = std::filesystem;
using fuzzy::ReplicationHealth;

constexpr std::chrono::seconds patience{10};
constexpr std::chrono::milliseconds pause{50};

bool isSameFile(const fs::path& one, const fs::path& other)
{
    std::error_code failure;
    return fs::equivalent(one, other, failure) && !failure;
}

// The master as it is open in this program, with all that it accepted, or else its file.
Result<FuzzyDesk::Local> openMaster(const Replica& replica, const RunContext& context)
{
    if (isSameFile(replica.master, replica.rule.file))
        return Error{ErrorCode::BadArgument, replica.master.string(), "is the file of this storage itself"};
    const auto rules = replica.file->fuzzyRules();
    if (!rules)
        return rules.error();
    for (const fuzzy::FuzzyRule& rule : *rules) {
        if (!rule.isLocal() || !isSameFile(rule.file, replica.master))
            continue;
        auto storage = FuzzyDesk::localStorage(*replica.file, QString::fromStdString(rule.name), context);
        if (storage && !(*storage)->options().readOnly) {
            if (const auto flushed = (*storage)->flush(); !flushed)
                return flushed.error();
        }
        return storage;
    }
    fuzzy::LocalStorageOptions options;
    options.readOnly = true;
    options.indexBytes = 0;
    return fuzzy::LocalStorage::open(replica.master, options, context);
}

std::optional<uint32_t> versionOf(const std::vector<fuzzy::SourceVersion>& sources, std::string_view name)
{
    const auto found = std::find_if(
        sources.begin(), sources.end(), [name](const fuzzy::SourceVersion& known) { return known.name == name; });
    return found == sources.end() ? std::nullopt : std::optional(found->version);
}

// By digest, with their flags translated.
Result<HashList> sortedHashes(fuzzy::LocalStorage& storage, const FlagTranslation& flags, const RunContext& context)
{
    const auto read = readHashes(storage, context);
    if (!read)
        return read.error();
    HashList hashes = **read;
    for (HashRow& hash : hashes) {
        if (const auto to = flags.find(hash.flag); to != flags.end())
            hash.flag = to->second;
    }
    std::sort(hashes.begin(), hashes.end(), [](const HashRow& a, const HashRow& b) { return a.digest < b.digest; });
    return hashes;
}

void countDifferences(ReplicaComparison& comparison, const HashList& there, const HashList& here)
{
    comparison.hashesThere = there.size();
    comparison.hashesHere = here.size();
    auto theirs = there.begin();
    auto ours = here.begin();
    while (theirs != there.end() && ours != here.end()) {
        if (theirs->digest < ours->digest) {
            ++comparison.onlyThere;
            ++theirs;
        } else if (ours->digest < theirs->digest) {
            ++comparison.onlyHere;
            ++ours;
        } else {
            if (theirs->flag != ours->flag)
                ++comparison.otherFlag;
            else if (theirs->weight != ours->weight)
                ++comparison.otherWeight;
            ++theirs;
            ++ours;
        }
    }
    comparison.onlyThere += static_cast<uint64_t>(there.end() - theirs);
    comparison.onlyHere += static_cast<uint64_t>(here.end() - ours);
}

// Makes the case open the storage anew when it needs it next.
Result<void> letGo(const Replica& replica)
{
    const auto rules = replica.file->fuzzyRules();
    if (!rules)
        return rules.error();
    const auto found = std::find_if(rules->begin(), rules->end(),
        [&replica](const fuzzy::FuzzyRule& rule) { return rule.name == replica.rule.name; });
    if (found == rules->end() || found->file != replica.rule.file)
        return Error{ErrorCode::NotFound, "fuzzy storage " + replica.rule.name, {}};
    return replica.file->setFuzzyRule(*found); // an unchanged rule lets go of its storage
}

// Back when nobody writes the file any more: readers of this program end soon.
Result<void> closeStorage(const Replica& replica, const RunContext& context)
{
    if (const auto closed = letGo(replica); !closed)
        return closed;
    fuzzy::LocalStorageOptions options;
    options.indexBytes = 0;
    options.syncInterval = {};
    const auto end = std::chrono::steady_clock::now() + patience;
    for (;;) {
        const auto probe = fuzzy::LocalStorage::open(replica.rule.file, options, context);
        if (probe)
            return {};
        if (probe.error().code != ErrorCode::Locked || std::chrono::steady_clock::now() > end)
            return probe.error();
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, replica.rule.file, {}};
        std::this_thread::sleep_for(pause);
    }
}

Result<ColdSynced> replaceFile(const Replica& replica, const fs::path& copy, const RunContext& context)
{
    const fs::path own = replica.rule.file;
    {
        const auto master = openMaster(replica, context);
        if (!master)
            return master.error();
        if (const auto copied = (*master)->copyTo(copy, context); !copied)
            return copied.error();
    }
    if (const auto closed = closeStorage(replica, context); !closed)
        return closed.error();
    const auto prepared = fuzzy::prepareColdSync(copy, own, replica.source, replica.flags, context);
    if (!prepared)
        return prepared.error();
    if (const auto adopted = fuzzy::adoptColdSync(copy, own); !adopted)
        return adopted.error();
    return ColdSynced{*prepared, own.string() + ".before-sync"};
}

} // namespace

std::optional<FlagTranslation> parseFlagTranslation(const QString& text)
{
    FlagTranslation flags;
    static const QRegularExpression gap(QStringLiteral("[,;\\s]+"));
    for (const QString& part : text.split(gap, Qt::SkipEmptyParts)) {
        const QStringList ends = part.split(QChar('='));
        if (ends.size() != 2)
            return std::nullopt;
        bool isFrom = false, isTo = false;
        const uint from = ends[0].toUInt(&isFrom), to = ends[1].toUInt(&isTo);
        if (!isFrom || !isTo || from > 255 || to > 255)
            return std::nullopt;
        if (!flags.emplace(static_cast<uint8_t>(from), static_cast<uint8_t>(to)).second)
            return std::nullopt;
    }
    return flags;
}

ReplicationHealth ReplicaComparison::health() const
{
    if (missedUpdates || !knownVersion || behind() < 0 || behind() > 1)
        return ReplicationHealth::ColdSyncNeeded;
    return behind() == 0 ? ReplicationHealth::InSync : ReplicationHealth::Behind;
}

Result<ReplicaComparison> compareReplica(const Replica& replica, const RunContext& context)
{
    const auto master = openMaster(replica, context);
    if (!master)
        return master.error();
    const auto own = FuzzyDesk::localStorage(*replica.file, QString::fromStdString(replica.rule.name), context);
    if (!own)
        return own.error();
    const auto theirs = (*master)->statistics();
    if (!theirs)
        return theirs.error();
    const auto ours = (*own)->statistics();
    if (!ours)
        return ours.error();
    const auto mark = (*own)->setting(fuzzy::coldSyncMark(replica.source));
    if (!mark)
        return mark.error();
    const auto there = sortedHashes(**master, replica.flags, context);
    if (!there)
        return there.error();
    const auto here = sortedHashes(**own, {}, context);
    if (!here)
        return here.error();
    ReplicaComparison comparison;
    comparison.masterVersion = versionOf(theirs->sources, "local").value_or(0);
    comparison.knownVersion = versionOf(ours->sources, replica.source);
    comparison.missedUpdates = !mark->empty();
    countDifferences(comparison, *there, *here);
    return comparison;
}

Result<ColdSynced> coldSync(const Replica& replica, const RunContext& context)
{
    const fs::path copy = replica.rule.file + ".cold-sync";
    std::error_code ignored;
    fs::remove(copy, ignored); // left by a program that was killed
    auto synced = replaceFile(replica, copy, context);
    fs::remove(copy, ignored);
    // Who asked in between may have opened the old file, or the new one for reading only.
    if (const auto closed = letGo(replica); synced && !closed)
        return closed.error();
    return synced;
}

} // namespace assay::gui
