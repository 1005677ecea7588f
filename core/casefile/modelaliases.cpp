// SPDX-License-Identifier: GPL-3.0-or-later
// The models of a case: which versions are used, and what changes that.
#include "core/base/json.h"
#include "core/casefile/casedata.h"
#include "core/casefile/modelling.h"
#include "core/models/voice.h"
#include "core/train/registry.h"

#include <algorithm>
#include <charconv>

namespace assay {
namespace {

constexpr double usualMaxScore = 3, highestMaxScore = 1000;

std::string nameOf(const train::VersionInfo& info)
{
    return info.model + " " + std::to_string(info.number);
}

store::AuditEntry entryAbout(std::string action, const train::VersionInfo& info)
{
    store::AuditEntry entry;
    entry.action = std::move(action);
    entry.object = "model " + nameOf(info);
    entry.count = 1;
    return entry;
}

std::string maxScoreKey(std::string_view model)
{
    return "max_score/" + std::string(model);
}

std::string numberText(double number)
{
    char text[40];
    return {text, std::to_chars(text, text + sizeof text, number).ptr};
}

Result<ModelVoice> voiceOf(models::StoredModel stored, const std::string& name, double maxScore, bool isShadow)
{
    ModelVoice out;
    out.name = name;
    out.version = stored.manifest.versionId;
    out.number = stored.manifest.number;
    out.maxScore = maxScore;
    out.isShadow = isShadow;
    const std::vector<std::string> features = stored.model->features();
    auto voice = models::Voice::make(std::move(stored), features);
    if (!voice)
        return voice.error();
    out.voice = std::make_shared<const models::Voice>(std::move(*voice));
    return out;
}

// Versions that saved comparisons and stored scans name: "NAME/ID".
Result<std::vector<std::string>> namedVersions(store::Database& database)
{
    std::vector<std::string> named;
    for (const char* sql : {"SELECT versions FROM comparison", "SELECT DISTINCT model||'/'||version FROM scan_model"}) {
        auto rows = database.prepare(sql);
        if (!rows)
            return rows.error();
        for (auto there = rows->step(); !there || *there; there = rows->step()) {
            if (!there)
                return there.error();
            std::string_view text = rows->text(0);
            while (!text.empty()) {
                const size_t end = std::min(text.find('\n'), text.size());
                named.emplace_back(text.substr(0, end));
                text.remove_prefix(std::min(end + 1, text.size()));
            }
        }
    }
    return named;
}

} // namespace

std::filesystem::path caseModels(const std::filesystem::path& file)
{
    return caseFolder(file) / "models";
}

const train::Registry& Case::registry() const
{
    return m_data->models;
}

Result<train::VersionInfo> Case::promote(const train::PromoteRequest& given)
{
    if (const auto allowed = m_data->mayWrite(); !allowed)
        return allowed.error();
    train::PromoteRequest request = given;
    if (request.user.empty())
        request.user = m_data->userName();
    const auto before = m_data->models.find(request.model, request.alias);
    auto promoted = m_data->models.promote(request);
    if (!promoted)
        return promoted;
    store::AuditEntry entry = entryAbout("promote", *promoted);
    entry.before = before ? request.alias + ": " + nameOf(*before) : std::string();
    entry.after = request.alias + ": " + nameOf(*promoted) + (request.note.empty() ? "" : ", " + request.note);
    if (promoted->manifest.status == train::VersionStatus::Rejected)
        entry.after += ", although its gate failed: " + request.overrideReason;
    const auto written = m_data->audit(std::move(entry));
    return written ? promoted : written.error();
}

Result<train::VersionInfo> Case::rollBack(std::string_view model, std::string_view note)
{
    if (const auto allowed = m_data->mayWrite(); !allowed)
        return allowed.error();
    const auto before = m_data->models.find(model, train::aliasCurrent);
    auto now = m_data->models.rollBack(model, note, m_data->userName());
    if (!now)
        return now;
    store::AuditEntry entry = entryAbout("roll back", *now);
    entry.before = before ? "current: " + nameOf(*before) : std::string();
    entry.after = "current: " + nameOf(*now) + (note.empty() ? "" : ", " + std::string(note));
    const auto written = m_data->audit(std::move(entry));
    return written ? now : written.error();
}

Result<void> Case::removeVersion(std::string_view model, std::string_view version)
{
    if (const auto allowed = m_data->mayWrite(); !allowed)
        return allowed;
    const auto info = m_data->models.find(model, version);
    if (!info)
        return info.error();
    {
        auto database = m_data->connections.take();
        const auto named = database ? namedVersions(**database) : database.error();
        if (!named)
            return named.error();
        if (std::find(named->begin(), named->end(), info->model + "/" + info->id) != named->end())
            return Error{ErrorCode::BadArgument, nameOf(*info), "a saved comparison or a stored scan names it"};
    }
    const auto removed = m_data->models.remove(model, info->id, m_data->userName());
    return removed ? m_data->audit(entryAbout("remove", *info)) : removed;
}

Result<void> Case::pinVersion(std::string_view model, std::string_view version, bool on)
{
    if (const auto allowed = m_data->mayWrite(); !allowed)
        return allowed;
    const auto info = m_data->models.find(model, version);
    if (!info)
        return info.error();
    const auto pinned = m_data->models.setPinned(model, info->id, on);
    return pinned ? m_data->audit(entryAbout(on ? "pin" : "unpin", *info)) : pinned;
}

Result<void> Case::removeAlias(std::string_view model, std::string_view alias)
{
    if (const auto allowed = m_data->mayWrite(); !allowed)
        return allowed;
    const auto info = m_data->models.find(model, alias);
    const auto removed = m_data->models.removeAlias(model, alias, m_data->userName());
    if (!removed)
        return removed;
    store::AuditEntry entry;
    entry.action = "remove alias";
    entry.object = "model " + (info ? nameOf(*info) : std::string(model));
    entry.before = alias;
    return m_data->audit(std::move(entry));
}

Result<train::PurgeReport> Case::purgeModels(size_t count)
{
    if (const auto allowed = m_data->mayWrite(); !allowed)
        return allowed.error();
    std::vector<std::string> keep;
    {
        auto database = m_data->connections.take();
        auto named = database ? namedVersions(**database) : database.error();
        if (!named)
            return named.error();
        keep = std::move(*named);
    }
    auto report = m_data->models.purge(count, keep, m_data->userName());
    if (!report || report->removed.empty())
        return report;
    store::AuditEntry entry;
    entry.action = "purge";
    entry.object = "all but the newest " + std::to_string(count);
    entry.count = report->removed.size();
    for (const std::string& name : report->removed)
        entry.before += (entry.before.empty() ? "" : ", ") + name;
    const auto written = m_data->audit(std::move(entry));
    return written ? report : written.error();
}

Result<std::vector<ModelVoice>> Case::voices(const std::vector<std::string>& shadows) const
{
    auto current = m_data->models.loadCurrent();
    if (!current)
        return current.error();
    std::vector<ModelVoice> voices;
    const auto add = [&](models::StoredModel stored, const std::string& name, bool isShadow) -> Result<void> {
        const auto score = maxScore(name);
        auto voice = score ? voiceOf(std::move(stored), name, *score, isShadow) : score.error();
        if (!voice)
            return voice.error();
        voices.push_back(std::move(*voice));
        return {};
    };
    for (train::Registry::Loaded& loaded : *current) {
        if (const auto added = add(std::move(loaded.stored), loaded.info.model, false); !added)
            return added.error();
    }
    for (const std::string& shadow : shadows) {
        const size_t slash = std::min(shadow.find('/'), shadow.size());
        const std::string name = shadow.substr(0, slash), version = shadow.substr(std::min(slash + 1, shadow.size()));
        auto stored = m_data->models.load(name, version.empty() ? train::aliasCandidate : version);
        if (!stored)
            return stored.error();
        const bool isThere = std::any_of(voices.begin(), voices.end(),
            [&](const ModelVoice& voice) { return voice.name == name && voice.version == stored->manifest.versionId; });
        const auto added = isThere ? Result<void>() : add(std::move(*stored), name, true);
        if (!added)
            return added.error();
    }
    return voices;
}

Result<double> Case::maxScore(std::string_view model) const
{
    const auto text = state(maxScoreKey(model));
    if (!text)
        return text.error();
    double score = usualMaxScore;
    const auto [stopped, failure] = std::from_chars(text->data(), text->data() + text->size(), score);
    return failure == std::errc() && score >= 0 && score <= highestMaxScore ? score : usualMaxScore;
}

Result<void> Case::setMaxScore(std::string_view model, double score)
{
    if (const auto allowed = m_data->mayWrite(); !allowed)
        return allowed;
    if (!(score >= 0 && score <= highestMaxScore))
        return Error{ErrorCode::BadArgument, std::string(model), "the most that a model adds is between 0 and 1,000"};
    const auto before = maxScore(model);
    if (!before || *before == score)
        return before ? Result<void>() : before.error();
    return m_data->change([&](store::Database& database) -> Result<void> {
        auto row = database.prepare("INSERT OR REPLACE INTO setting VALUES(?1,?2)");
        if (!row)
            return row.error();
        const std::string key = maxScoreKey(model), text = numberText(score);
        if (const auto stored = row->bindText(1, key).bindText(2, text).run(); !stored)
            return stored;
        store::AuditEntry entry;
        entry.action = "set highest score";
        entry.object = "model " + std::string(model);
        entry.count = 1;
        entry.before = numberText(*before);
        entry.after = text;
        return m_data->audit(database, std::move(entry));
    });
}

} // namespace assay
