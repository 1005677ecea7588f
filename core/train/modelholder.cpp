// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/modelholder.h"

#include "core/base/json.h"

#include <algorithm>
#include <cmath>

namespace assay::train {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t warmUpRows = 64;

std::string idOf(const std::string& model, const std::string& version)
{
    return model + "/" + version;
}

bool pointsAt(const VersionInfo& info, std::string_view alias)
{
    return std::find(info.aliases.begin(), info.aliases.end(), alias) != info.aliases.end();
}

// Scores rows from all over the ranges that the model learned from: what is slow the first time is done, and what does
// not work is found out.
Result<void> warmUp(const models::Voice& voice, const std::vector<std::string>& columns)
{
    const models::Manifest& manifest = voice.manifest();
    std::vector<double> row(columns.size(), std::nan(""));
    for (size_t i = 0; i < warmUpRows; ++i) {
        for (size_t c = 0; c < columns.size(); ++c) {
            const auto name = std::find(manifest.features.begin(), manifest.features.end(), columns[c]);
            const auto feature = static_cast<size_t>(name - manifest.features.begin());
            if (feature < manifest.digests.size()) {
                const auto& quantiles = manifest.digests[feature].quantiles;
                row[c] = quantiles[(i * (c + 1)) % quantiles.size()];
            } else if (feature < manifest.medians.size()) {
                row[c] = manifest.medians[feature];
            }
        }
        const auto out = voice.score(row);
        if (!out)
            return out.error();
        if (!std::isfinite(out->score))
            return Error{ErrorCode::BadData, "model", "it gives no number for a usual row"};
    }
    return {};
}

} // namespace

ModelHolder::ModelHolder(std::filesystem::path registry, HolderOptions options)
    : m_registry(std::move(registry))
    , m_options(std::move(options))
    , m_current(std::make_shared<ModelSet>())
    , m_nextCheck(Clock::now() + m_options.checkEvery)
{
    ModelSet first;
    for (const Wanted& one : wanted()) {
        auto model = load(one);
        if (!model) {
            m_state.error = model.error();
            ++m_state.failures;
            continue;
        }
        first.id += (first.id.empty() ? "" : ", ") + idOf(one.model, one.version);
        first.models.push_back(std::move(*model));
    }
    m_current = std::make_shared<const ModelSet>(std::move(first));
    m_state.current = m_current->id;
    m_thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

ModelHolder::~ModelHolder() = default;

// Under the lock.
void ModelHolder::swapIfReady()
{
    if (!m_ready)
        return;
    m_gone.push_back(std::move(m_current));
    m_current = std::move(m_ready);
    m_ready.reset();
    m_state.current = m_current->id;
    m_state.ready.clear();
    ++m_state.swaps;
    m_wake.notify_all();
}

ModelHolder::SetPtr ModelHolder::begin()
{
    const std::lock_guard guard(m_mutex);
    if (m_options.rule == SwapRule::NextBatch)
        swapIfReady();
    return m_current;
}

void ModelHolder::end(SetPtr set)
{
    const std::lock_guard guard(m_mutex);
    if (m_options.rule == SwapRule::EndOfBatch)
        swapIfReady();
    if (set != m_current) {
        m_gone.push_back(std::move(set));
        m_wake.notify_all();
    }
}

void ModelHolder::refresh()
{
    const std::lock_guard guard(m_mutex);
    m_isAsked = true;
    m_wake.notify_all();
}

ModelHolder::State ModelHolder::state() const
{
    const std::lock_guard guard(m_mutex);
    return m_state;
}

void ModelHolder::run(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        std::vector<SetPtr> gone;
        bool isDue = false;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait_until(lock, stop, m_nextCheck, [&] { return m_isAsked || !m_gone.empty(); });
            gone.swap(m_gone);
            isDue = m_isAsked || Clock::now() >= m_nextCheck;
            m_isAsked = false;
        }
        gone.clear();
        if (isDue && !stop.stop_requested())
            check();
    }
}

std::vector<ModelHolder::Wanted> ModelHolder::wanted() const
{
    std::vector<Wanted> wanted;
    const auto all = m_registry.list(); // by name
    for (size_t i = 0; all && i < all->size(); ++i) {
        const VersionInfo& info = (*all)[i];
        const bool isOther =
            m_options.items && &features::featureSetOfName(info.manifest.featureSet) != m_options.items;
        if (!pointsAt(info, aliasCurrent) || isOther)
            continue;
        const VersionInfo* used = &info;
        for (size_t k = 0; k < all->size() && info.status == VersionStatus::Quarantined; ++k) {
            if ((*all)[k].model == info.model && pointsAt((*all)[k], aliasPrevious))
                used = &(*all)[k];
        }
        wanted.push_back({used->model, used->id});
    }
    return wanted;
}

Result<LiveModel> ModelHolder::load(const Wanted& one)
{
    auto stored = m_registry.load(one.model, one.version);
    if (!stored)
        return stored.error(); // of damaged files the registry's log knows
    LiveModel live{one.model, one.version, stored->manifest.number, nullptr};
    auto voice = models::Voice::make(std::move(*stored), m_options.columns);
    if (!voice)
        return voice.error();
    const double absent = voice->absentShare();
    auto fits = absent > m_options.mostAbsent ? Result<void>(Error{ErrorCode::BadData, one.model,
                    std::to_string(voice->absent().size()) + " of " + std::to_string(voice->model().features().size())
                        + " features are missing"})
                                              : warmUp(*voice, m_options.columns);
    if (!fits) {
        JsonWriter data;
        data.beginObject().member("reason", fits.error().detail).member("missing", absent).endObject();
        Decision decision{0, {}, "LOAD_FAILED", one.model, one.version, {}, data.take()};
        if (m_registry.log(std::move(decision))) { }
        return fits.error();
    }
    live.voice = std::make_shared<const models::Voice>(std::move(*voice));
    return live;
}

// On the thread of the holder, or by the constructor.
void ModelHolder::check()
{
    const std::vector<Wanted> names = wanted();
    ModelSet fresh;
    for (const Wanted& one : names)
        fresh.id += (fresh.id.empty() ? "" : ", ") + idOf(one.model, one.version);
    SetPtr known;
    {
        const std::lock_guard guard(m_mutex);
        known = m_current;
        m_nextCheck = Clock::now() + m_options.checkEvery;
        const bool isKnown = fresh.id == m_current->id || (m_ready && fresh.id == m_ready->id);
        if (fresh.id == m_current->id && m_ready) {
            m_gone.push_back(std::move(m_ready)); // taken back before its turn came
            m_ready.reset();
            m_state.ready.clear();
        }
        if (isKnown) {
            ++m_state.checks;
            return;
        }
    }
    std::optional<Error> failure;
    for (const Wanted& one : names) {
        const auto same = std::find_if(known->models.begin(), known->models.end(),
            [&](const LiveModel& model) { return model.name == one.model && model.version == one.version; });
        auto model = same != known->models.end() ? Result<LiveModel>(*same) : load(one);
        if (model)
            fresh.models.push_back(std::move(*model));
        else
            failure = model.error();
    }
    const std::lock_guard guard(m_mutex);
    ++m_state.checks;
    m_state.error = failure;
    m_state.failures = failure ? m_state.failures + 1 : 0;
    if (failure) {
        const auto doublings = std::min<uint64_t>(m_state.failures - 1, 20);
        m_nextCheck = Clock::now() + std::min(m_options.lastRetry, m_options.firstRetry * (int64_t{1} << doublings));
        return;
    }
    m_ready = std::make_shared<const ModelSet>(std::move(fresh));
    m_state.ready = m_ready->id;
}

} // namespace assay::train
