// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neural/store/localstore.h"

#include "core/base/zstdframe.h"
#include "core/neural/data/vectortext.h"
#include "core/store/migrations.h"

#include <algorithm>
#include <cmath>

namespace assay::neural {
namespace {

using store::Database;
using store::Statement;
using store::Transaction;

constexpr int metatokenVersion = 1;
constexpr size_t digestCharacters = 8; // of a profile's key
constexpr double shortestLock = 10; // seconds

constexpr const char* steps[] = {
    "CREATE TABLE profile(list TEXT NOT NULL, key TEXT NOT NULL, member TEXT NOT NULL, used REAL NOT NULL,"
    " PRIMARY KEY(list, key)) WITHOUT ROWID;"
    "CREATE TABLE network(key TEXT PRIMARY KEY, ann BLOB, used REAL NOT NULL DEFAULT 0, lock REAL, host TEXT)"
    " WITHOUT ROWID;"
    "CREATE TABLE vector(key TEXT NOT NULL, spam INTEGER NOT NULL, packed BLOB NOT NULL, added REAL NOT NULL,"
    " PRIMARY KEY(key, spam, packed)) WITHOUT ROWID;"};
constexpr store::Schema schema{0x414E4E31, steps};

std::string listName(const LearningRule& rule)
{
    return rule.prefix + "2_" + rule.name + "_" + std::to_string(metatokenVersion) + "_" + rule.settings;
}

std::string keyOf(const LearningRule& rule, const Profile& profile)
{
    return rule.prefix + "_" + rule.name + "_" + rule.settings + "_" + profile.digest.substr(0, digestCharacters) + "_"
        + std::to_string(profile.version);
}

double lockExpiry(const LearningRule& rule)
{
    return std::max(2 * rule.watchInterval, shortestLock);
}

// Runs a statement whose parameters are texts.
Result<void> change(Database& database, std::string_view sql, std::initializer_list<std::string_view> texts)
{
    auto statement = database.prepare(sql);
    if (!statement)
        return statement.error();
    int index = 0;
    for (const std::string_view text : texts)
        statement->bindText(++index, text);
    return statement->run();
}

} // namespace

Result<LocalStore> LocalStore::open(const std::filesystem::path& file)
{
    std::error_code ignored;
    const bool isNew = !std::filesystem::exists(file, ignored);
    auto database = Database::open(file, isNew ? store::OpenMode::Create : store::OpenMode::ReadWrite);
    if (!database)
        return database.error();
    if (!isNew) {
        if (const auto known = checkVersion(*database, schema); !known)
            return known.error();
    }
    if (const auto migrated = migrate(*database, schema); !migrated)
        return migrated.error();
    return LocalStore(std::make_unique<Database>(std::move(*database)));
}

Result<Profile> LocalStore::addProfile(const LearningRule& rule, Profile profile, double now)
{
    profile.key = keyOf(rule, profile);
    auto insert = m_database->prepare("INSERT INTO profile(list, key, member, used) VALUES(?1, ?2, ?3, ?4)"
                                      " ON CONFLICT DO UPDATE SET member = ?3, used = ?4");
    if (!insert)
        return insert.error();
    const std::string list = listName(rule), member = profileToJson(profile);
    insert->bindText(1, list).bindText(2, profile.key).bindText(3, member).bind(4, now);
    const auto done = insert->run();
    return done ? Result<Profile>(std::move(profile)) : done.error();
}

Result<std::vector<Profile>> LocalStore::listed(const LearningRule& rule, std::string_view order, int64_t limit) const
{
    auto select = m_database->prepare("SELECT member FROM profile WHERE list = ?1 ORDER BY " + std::string(order));
    if (!select)
        return select.error();
    const std::string list = listName(rule);
    select->bindText(1, list).bind(2, limit);
    std::vector<Profile> profiles;
    for (;;) {
        const auto row = select->step();
        if (!row)
            return row.error();
        if (!*row)
            return profiles;
        auto profile = profileFromJson(select->text(0));
        if (!profile)
            return profile.error();
        profiles.push_back(std::move(*profile));
    }
}

Result<std::vector<Profile>> LocalStore::profiles(const LearningRule& rule) const
{
    return listed(rule, "used DESC, key DESC LIMIT ?2", static_cast<int64_t>(rule.keptProfiles));
}

Result<Profile> LocalStore::ensureProfile(const LearningRule& rule, const std::vector<std::string>& symbols, double now)
{
    Profile own = makeProfile(symbols);
    auto change = Transaction::begin(*m_database);
    if (!change)
        return change.error();
    const auto known = profiles(rule);
    if (!known)
        return known.error();
    const Profile* newest = nullptr;
    for (const Profile& profile : *known) {
        if (profile.digest == own.digest && (!newest || profile.version > newest->version))
            newest = &profile;
    }
    if (newest)
        return *newest;
    own.distance = 0;
    auto added = addProfile(rule, std::move(own), now);
    if (!added)
        return added;
    const auto done = change->commit();
    return done ? added : done.error();
}

Result<std::optional<LocalStore::Network>> LocalStore::loadBetter(
    const LearningRule& rule, const std::vector<std::string>& symbols, const Profile* loaded, double now)
{
    const Profile own = makeProfile(symbols);
    auto change = Transaction::begin(*m_database);
    if (!change)
        return change.error();
    auto known = profiles(rule);
    if (!known)
        return known.error();
    const auto distanceOf = [&](const Profile& one) { return profileDistance(own.symbols, one.symbols); };
    std::stable_sort(known->begin(), known->end(), [&](const Profile& a, const Profile& b) {
        const double left = distanceOf(a), right = distanceOf(b);
        return left != right ? left < right : a.version > b.version;
    });
    for (Profile& profile : *known) {
        if (!isNearEnough(distanceOf(profile), own.symbols.size()))
            break;
        const bool isBetter = !loaded
            || (profile.digest == loaded->digest ? profile.version > loaded->version
                                                 : distanceOf(profile) < distanceOf(*loaded));
        if (!isBetter)
            continue;
        auto select = m_database->prepare("SELECT ann FROM network WHERE key = ?1 AND ann IS NOT NULL");
        if (!select)
            return select.error();
        const auto row = select->bindText(1, profile.key).step();
        if (!row)
            return row.error();
        if (!*row)
            continue;
        auto graph = readPlainOrPackedKann(select->blob(0));
        select->reset();
        if (!graph)
            return graph.error();
        const auto kept = addProfile(rule, profile, now);
        if (!kept)
            return kept.error();
        auto touch = m_database->prepare("UPDATE network SET used = ?2 WHERE key = ?1");
        if (!touch)
            return touch.error();
        if (const auto done = touch->bindText(1, profile.key).bind(2, now).run(); !done)
            return done.error();
        if (const auto done = change->commit(); !done)
            return done.error();
        return std::optional(Network{std::move(profile), std::move(*graph)});
    }
    return std::optional<Network>();
}

Result<VectorCounts> LocalStore::count(const Profile& profile) const
{
    auto select = m_database->prepare("SELECT spam, count(*) FROM vector WHERE key = ?1 GROUP BY spam");
    if (!select)
        return select.error();
    select->bindText(1, profile.key);
    VectorCounts counts;
    for (;;) {
        const auto row = select->step();
        if (!row)
            return row.error();
        if (!*row)
            return counts;
        (select->number(0) != 0 ? counts.spam : counts.ham) = static_cast<size_t>(select->number(1));
    }
}

Result<bool> LocalStore::isLocked(const Profile& profile, const LearningRule& rule, double now) const
{
    auto select = m_database->prepare("SELECT lock FROM network WHERE key = ?1 AND lock IS NOT NULL");
    if (!select)
        return select.error();
    const auto row = select->bindText(1, profile.key).step();
    if (!row)
        return row.error();
    return *row && now - select->real(0) < lockExpiry(rule);
}

Result<LocalStore::Stored> LocalStore::addVector(const LearningRule& rule, const Profile& profile, MailClass which,
    std::span<const double> numbers, Coins coins, double now)
{
    if (numbers.size() != vectorLength(profile))
        return Error{ErrorCode::BadArgument, "vector", "it has not the length of its profile"};
    if (!std::all_of(numbers.begin(), numbers.end(), [](double number) { return std::isfinite(number); }))
        return Error{ErrorCode::BadArgument, "vector", "it holds something else than numbers"};
    auto change = Transaction::begin(*m_database);
    if (!change)
        return change.error();
    const auto locked = isLocked(profile, rule, now);
    const auto held = count(profile);
    if (!locked || !held)
        return locked ? held.error() : locked.error();
    if (*locked)
        return Stored::Locked;
    switch (mayStore(which, *held, rule, coins.first, coins.second)) {
    case StoreDecision::Full:
        return Stored::Full;
    case StoreDecision::Ahead:
        return Stored::Ahead;
    case StoreDecision::Skipped:
        return Stored::Skipped;
    case StoreDecision::Store:
        break;
    }
    auto insert = m_database->prepare("INSERT OR IGNORE INTO vector(key, spam, packed, added) VALUES(?1, ?2, ?3, ?4)");
    if (!insert)
        return insert.error();
    const std::string packed = packVector(numbers);
    insert->bindText(1, profile.key).bind(2, int64_t{which == MailClass::Spam}).bindBlob(3, packed).bind(4, now);
    if (const auto done = insert->run(); !done)
        return done.error();
    const bool isNew = m_database->changedRows() > 0;
    const auto done = change->commit();
    return done ? Result<Stored>(isNew ? Stored::Stored : Stored::Known) : done.error();
}

Result<TrainingVectors> LocalStore::vectors(const Profile& profile, size_t* skipped) const
{
    auto select = m_database->prepare("SELECT spam, packed FROM vector WHERE key = ?1 ORDER BY spam DESC, packed");
    if (!select)
        return select.error();
    select->bindText(1, profile.key);
    TrainingVectors out;
    out.length = vectorLength(profile);
    for (;;) {
        const auto row = select->step();
        if (!row)
            return row.error();
        if (!*row)
            return out;
        const auto numbers = unpackVector(select->blob(1), out.length);
        if (!numbers) {
            if (skipped)
                ++*skipped;
            continue;
        }
        out.numbers.insert(out.numbers.end(), numbers->begin(), numbers->end());
        out.targets.push_back(select->number(0) != 0 ? 1.0f : -1.0f);
    }
}

Result<std::optional<LocalStore::LockHolder>> LocalStore::lock(
    const LearningRule& rule, const Profile& profile, std::string_view host, double now)
{
    auto change = Transaction::begin(*m_database);
    if (!change)
        return change.error();
    auto select = m_database->prepare("SELECT lock, host FROM network WHERE key = ?1 AND lock IS NOT NULL");
    if (!select)
        return select.error();
    const auto row = select->bindText(1, profile.key).step();
    if (!row)
        return row.error();
    if (*row && now - select->real(0) < lockExpiry(rule))
        return std::optional(LockHolder{select->real(0), std::string(select->text(1))});
    select->reset();
    auto insert = m_database->prepare("INSERT INTO network(key, lock, host, used) VALUES(?1, ?2, ?3, ?2)"
                                      " ON CONFLICT(key) DO UPDATE SET lock = ?2, host = ?3");
    if (!insert)
        return insert.error();
    insert->bindText(1, profile.key).bind(2, now).bindText(3, host);
    if (const auto done = insert->run(); !done)
        return done.error();
    const auto done = change->commit();
    return done ? Result<std::optional<LockHolder>>(std::nullopt) : done.error();
}

Result<void> LocalStore::extendLock(const Profile& profile, double seconds)
{
    auto update = m_database->prepare("UPDATE network SET lock = lock + ?2 WHERE key = ?1 AND lock IS NOT NULL");
    if (!update)
        return update.error();
    return update->bindText(1, profile.key).bind(2, seconds).run();
}

Result<void> LocalStore::unlock(const Profile& profile)
{
    return change(*m_database, "UPDATE network SET lock = NULL, host = NULL WHERE key = ?1", {profile.key});
}

Result<Profile> LocalStore::save(const LearningRule& rule, const Profile& profile, const Graph& graph, double now)
{
    auto transaction = Transaction::begin(*m_database, store::Durability::Durable);
    if (!transaction)
        return transaction.error();
    Profile next = profile;
    next.version = profile.version + 1;
    next.distance.reset();
    auto added = addProfile(rule, std::move(next), now);
    if (!added)
        return added;
    auto insert = m_database->prepare("INSERT INTO network(key, ann, used) VALUES(?1, ?2, ?3)"
                                      " ON CONFLICT(key) DO UPDATE SET ann = ?2, used = ?3, lock = NULL, host = NULL");
    if (!insert)
        return insert.error();
    const std::string packed = zstdCompress(writeKann(graph));
    insert->bindText(1, added->key).bindBlob(2, packed).bind(3, now);
    if (const auto done = insert->run(); !done)
        return done.error();
    if (const auto done = change(*m_database, "DELETE FROM vector WHERE key = ?1", {added->key}); !done)
        return done.error();
    if (const auto done = unlock(profile); !done)
        return done.error();
    const auto done = transaction->commit();
    return done ? added : done.error();
}

Result<void> LocalStore::remove(const std::string& list, const Profile& profile)
{
    const std::pair<std::string_view, bool> statements[] = {{"DELETE FROM network WHERE key = ?1", false},
        {"DELETE FROM vector WHERE key = ?1", false}, {"DELETE FROM profile WHERE key = ?1 AND list = ?2", true}};
    for (const auto& [sql, hasList] : statements) {
        const auto done =
            hasList ? change(*m_database, sql, {profile.key, list}) : change(*m_database, sql, {profile.key});
        if (!done)
            return done;
    }
    return {};
}

Result<std::vector<Profile>> LocalStore::invalidate(const LearningRule& rule)
{
    auto transaction = Transaction::begin(*m_database);
    if (!transaction)
        return transaction.error();
    auto gone = listed(rule, "used DESC, key DESC LIMIT -1 OFFSET ?2", static_cast<int64_t>(rule.keptProfiles));
    if (!gone)
        return gone;
    for (const Profile& profile : *gone) {
        if (const auto done = remove(listName(rule), profile); !done)
            return done.error();
    }
    const auto done = transaction->commit();
    return done ? gone : done.error();
}

Result<void> LocalStore::expire(const LearningRule& rule, double now)
{
    auto transaction = Transaction::begin(*m_database);
    if (!transaction)
        return transaction.error();
    // The vectors of a key live as long as something is added to them.
    for (const std::string_view sql : {"DELETE FROM network WHERE max(used, coalesce(lock, 0)) < ?1",
             "DELETE FROM vector WHERE key IN (SELECT key FROM vector GROUP BY key HAVING max(added) < ?1)",
             "DELETE FROM profile WHERE used < ?1 AND key NOT IN (SELECT key FROM network UNION SELECT key FROM "
             "vector)"}) {
        auto statement = m_database->prepare(sql);
        if (!statement)
            return statement.error();
        if (const auto done = statement->bind(1, now - rule.expiry).run(); !done)
            return done;
    }
    return transaction->commit();
}

} // namespace assay::neural
