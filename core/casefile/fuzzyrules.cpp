// SPDX-License-Identifier: GPL-3.0-or-later
// The fuzzy storages that a case knows, and how it uses them.
#include "core/casefile/casedata.h"

#include "core/base/json.h"
#include "core/fuzzy/learn/learnscript.h"

#include <algorithm>

namespace assay {
namespace {

constexpr size_t longestName = 100;
constexpr size_t mostRules = 100, mostConditions = 1000;
constexpr size_t longestScript = 1 << 20;

Error badRule(const fuzzy::FuzzyRule& rule, std::string detail)
{
    return Error{ErrorCode::BadArgument, "fuzzy storage " + rule.name, std::move(detail)};
}

Result<void> checkPlace(const fuzzy::FuzzyRule& rule)
{
    if (rule.file.empty() == rule.server.empty())
        return badRule(rule, "name a file or a server, and only one of them");
    if (rule.isLocal())
        return {};
    const auto server = fuzzy::parseServer(rule.server);
    if (!server)
        return server.error();
    if (!rule.serverKey.empty() && !fuzzy::parsePublicKey(rule.serverKey))
        return badRule(rule, "the public key must have 52 characters of its alphabet");
    return {};
}

Result<void> checkFlags(const fuzzy::FuzzyRule& rule)
{
    for (auto flag = rule.flags.begin(); flag != rule.flags.end(); ++flag) {
        const auto isSame = [&](const fuzzy::FlagRule& other) { return other.flag == flag->flag; };
        if (std::any_of(rule.flags.begin(), flag, isSame))
            return badRule(rule, "flag " + std::to_string(flag->flag) + " is named twice");
        if (flag->symbol.empty())
            return badRule(rule, "flag " + std::to_string(flag->flag) + " has no symbol");
    }
    return {};
}

// A rule as the audit log has it; long ones (scripts) by their sum.
std::string auditText(const std::string& json)
{
    constexpr size_t longest = 4096;
    return json.size() <= longest ? json : std::to_string(json.size()) + " bytes, SHA-256 " + toHex(sha256(json));
}

Result<std::vector<fuzzy::FuzzyRule>> readRules(store::Database& database)
{
    std::vector<fuzzy::FuzzyRule> rules;
    auto rows = database.prepare("SELECT data FROM fuzzy_rule ORDER BY name");
    if (!rows)
        return rows.error();
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        auto rule = fuzzy::fuzzyRuleFromJson(rows->text(0));
        if (!rule)
            return rule.error();
        rules.push_back(std::move(*rule));
    }
    return rules;
}

// JSON of a rule, "" when there is none of that name.
Result<std::string> storedRule(store::Database& database, std::string_view name)
{
    auto row = database.prepare("SELECT data FROM fuzzy_rule WHERE name=?1");
    if (!row)
        return row.error();
    const auto there = row->bindText(1, name).step();
    if (!there)
        return there.error();
    return *there ? std::string(row->text(0)) : std::string();
}

Result<void> deleteRule(store::Database& database, std::string_view name)
{
    auto remove = database.prepare("DELETE FROM fuzzy_rule WHERE name=?1");
    if (!remove)
        return remove.error();
    return remove->bindText(1, name).run();
}

Result<void> insertRule(store::Database& database, const std::string& name, const std::string& json)
{
    const auto count = database.number("SELECT count(*) FROM fuzzy_rule");
    if (!count)
        return count.error();
    if (*count >= static_cast<int64_t>(mostRules))
        return Error{ErrorCode::LimitExceeded, "fuzzy storages", "a case holds at most 100"};
    auto insert = database.prepare("INSERT INTO fuzzy_rule(name,data) VALUES(?1,?2)");
    if (!insert)
        return insert.error();
    return insert->bindText(1, name).bindText(2, json).run();
}

} // namespace

Result<std::vector<fuzzy::FuzzyRule>> Case::fuzzyRules() const
{
    if (!m_data->hasFuzzy())
        return std::vector<fuzzy::FuzzyRule>();
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    return readRules(**database);
}

Result<fuzzy::FuzzyRule> Case::Data::fuzzyRule(std::string_view name) const
{
    std::string json;
    if (hasFuzzy()) {
        auto database = connections.take();
        if (!database)
            return database.error();
        auto stored = storedRule(**database, name);
        if (!stored)
            return stored.error();
        json = std::move(*stored);
    }
    if (json.empty())
        return Error{ErrorCode::NotFound, "fuzzy storage " + std::string(name), {}};
    return fuzzy::fuzzyRuleFromJson(json);
}

Result<void> Case::checkFuzzyRule(const fuzzy::FuzzyRule& rule) const
{
    if (rule.name.empty() || rule.name.size() > longestName || !isValidUtf8(rule.name))
        return Error{ErrorCode::BadArgument, "fuzzy storage", "a name is UTF-8 of 1 to 100 bytes"};
    for (const auto& checked : {checkPlace(rule), checkFlags(rule)}) {
        if (!checked)
            return checked;
    }
    if (rule.conditions.size() > mostConditions)
        return badRule(rule, "there are more than 1,000 conditions");
    for (const fuzzy::LearnCondition& condition : rule.conditions) {
        if (condition.act == fuzzy::LearnCondition::Act::Flag && condition.flag == 0)
            return badRule(rule, "condition \"" + condition.query + "\": a flag is a number from 1 to 255");
        const auto parsed = parse(condition.query, 0);
        if (!parsed.ok())
            return badRule(rule, "condition \"" + condition.query + "\": " + query::faultText(parsed.error()));
    }
    if (rule.script.size() > longestScript)
        return badRule(rule, "the script is longer than 1 MiB");
    if (!rule.script.empty()) {
        const auto script = fuzzy::LearnScript::compile(rule.script);
        if (!script)
            return script.error();
    }
    return {};
}

Result<void> Case::setFuzzyRule(const fuzzy::FuzzyRule& given, std::string_view oldName)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed;
    fuzzy::FuzzyRule rule = given;
    if (rule.isLocal())
        rule.file = std::filesystem::absolute(rule.file).lexically_normal().string();
    const auto checked = checkFuzzyRule(rule);
    if (!checked)
        return checked;
    const std::string json = toJson(rule);
    const std::string old(oldName.empty() ? std::string_view(rule.name) : oldName);
    bool isSame = false;
    auto done = m_data->change([&](store::Database& database) -> Result<void> {
        auto before = storedRule(database, old);
        if (!before)
            return before.error();
        if (before->empty() && !oldName.empty())
            return Error{ErrorCode::NotFound, "fuzzy storage " + old, {}};
        isSame = *before == json;
        if (isSame)
            return {};
        const auto taken = old == rule.name ? Result<std::string>(std::string()) : storedRule(database, rule.name);
        if (!taken)
            return taken.error();
        if (!taken->empty())
            return badRule(rule, "there is one of that name already");
        auto stored = deleteRule(database, old);
        if (stored)
            stored = insertRule(database, rule.name, json);
        if (!stored)
            return stored;
        store::AuditEntry entry;
        entry.action = "set fuzzy storage";
        entry.object = rule.name;
        entry.count = 1;
        entry.before = auditText(*before);
        entry.after = auditText(json);
        return m_data->audit(database, std::move(entry));
    });
    // Setting a rule again as it is lets go of its storage: the next use opens the file that is there then.
    if (done && (isSame || old != rule.name))
        m_data->letGo(old);
    return done;
}

Result<void> Case::removeFuzzyRule(std::string_view name)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed;
    const auto removed = m_data->change([&](store::Database& database) -> Result<void> {
        auto before = storedRule(database, name);
        if (!before)
            return before.error();
        if (before->empty())
            return Error{ErrorCode::NotFound, "fuzzy storage " + std::string(name), {}};
        const auto deleted = deleteRule(database, name);
        if (!deleted)
            return deleted;
        store::AuditEntry entry;
        entry.action = "remove fuzzy storage";
        entry.object = std::string(name);
        entry.count = 1;
        entry.before = auditText(*before);
        return m_data->audit(database, std::move(entry));
    });
    if (removed)
        m_data->letGo(name);
    return removed;
}

} // namespace assay
