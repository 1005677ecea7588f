// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/parallelfor.h"
#include "core/rules/match/matcherdata.h"

#include <algorithm>
#include <chrono>
#include <hs/hs_common.h>
#include <thread>

namespace assay::rules {

namespace {

constexpr unsigned maximumHelpers = 4;

unsigned processorCount()
{
    return std::max(1U, std::thread::hardware_concurrency());
}

// Identity of a pattern in its class: flags, wanted hits and text.
std::string identityOf(const Pattern& pattern)
{
    const PatternFlags& flags = pattern.flags;
    std::string key;
    for (const bool flag :
        {flags.caseless, flags.dotAll, flags.multiline, flags.extended, flags.utf, flags.noJit, flags.pcreOnly})
        key += flag ? '1' : '0';
    return key + std::to_string(pattern.maxHits) + ':' + pattern.text;
}

// Makes the parts of a matcher work together at start: cache first, then PCRE2 and the helpers for the rest.
class Starter
{
public:
    explicit Starter(MatcherData& data)
        : m_data(data)
        , m_cache(data.options.cacheDir)
    {
    }
    void start();

private:
    bool canUseHyperscan(std::string& whyNot, std::filesystem::path& helper) const;
    std::vector<uint32_t> loadFromCache();
    void compileWithPcre(const std::vector<uint32_t>& classes, const std::string& reason);
    void compileInBackground(const std::vector<uint32_t>& classes, const std::filesystem::path& helper);

    MatcherData& m_data;
    DatabaseCache m_cache;
    std::vector<DatabaseCache::Key> m_keys; // by class
};

bool Starter::canUseHyperscan(std::string& whyNot, std::filesystem::path& helper) const
{
    helper = findCompileHelper(m_data.options.compileHelper);
    if (!m_data.options.useHyperscan)
        whyNot = "multi-pattern scanning is switched off";
    else if (hs_valid_platform() != HS_SUCCESS)
        whyNot = "this processor lacks what multi-pattern scanning needs";
    else if (helper.empty())
        whyNot = "the compile helper assay-compile is not installed";
    return whyNot.empty();
}

void Starter::start()
{
    const auto begin = std::chrono::steady_clock::now();
    std::vector<uint32_t> rest(m_data.classes.size());
    for (uint32_t i = 0; i < rest.size(); ++i)
        rest[i] = i;
    std::string whyNot;
    std::filesystem::path helper;
    const bool withHyperscan = canUseHyperscan(whyNot, helper);
    // What an earlier start compiled serves even where the helper is gone.
    if (m_data.options.useHyperscan)
        rest = loadFromCache();
    m_data.stats.patterns = m_data.patterns.size();
    m_data.stats.cacheHit = m_data.options.useHyperscan && rest.empty() && !m_data.classes.empty();
    compileWithPcre(rest, whyNot);
    m_data.stats.compileSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (withHyperscan && !rest.empty())
        compileInBackground(rest, helper);
}

// Returns the classes that were not there.
std::vector<uint32_t> Starter::loadFromCache()
{
    const size_t count = m_data.classes.size();
    m_keys.resize(count);
    std::vector<char> loaded(count, 0);
    parallelFor(count, RunContext({}, nullptr, processorCount()), [&](size_t index, unsigned) {
        const auto classIndex = static_cast<uint32_t>(index);
        const std::vector<const Pattern*> patterns = m_data.patternsOf(classIndex);
        m_keys[index] = DatabaseCache::keyOf(patterns, m_data.options);
        loaded[index] =
            m_cache.load(m_keys[index], patterns.size(), [&](const auto& verdicts, std::string_view database) {
                return m_data.publish(classIndex, verdicts, database);
            });
    });
    std::vector<uint32_t> rest;
    for (uint32_t i = 0; i < count; ++i) {
        if (!loaded[i])
            rest.push_back(i);
    }
    return rest;
}

void Starter::compileWithPcre(const std::vector<uint32_t>& classes, const std::string& reason)
{
    std::vector<PatternId> ids;
    for (const uint32_t index : classes)
        ids.insert(ids.end(), m_data.classes[index].patterns.begin(), m_data.classes[index].patterns.end());
    parallelFor(ids.size(), RunContext({}, nullptr, processorCount()), [&](size_t index, unsigned) {
        PatternInfo& info = m_data.infos[ids[index].value];
        info = m_data.patterns[ids[index].value].pcreInfo();
        if (info.engine == Engine::Pcre)
            info.reason = reason;
    });
}

void Starter::compileInBackground(const std::vector<uint32_t>& classes, const std::filesystem::path& helper)
{
    std::vector<ClassToCompile> toCompile;
    for (const uint32_t index : classes) {
        ClassToCompile& input = toCompile.emplace_back();
        input.classIndex = index;
        input.patterns = m_data.patternsOf(index);
        for (const PatternId id : m_data.classes[index].patterns)
            input.pcre.push_back(m_data.infos[id.value]);
    }
    // Small classes first: most switch within seconds.
    std::stable_sort(toCompile.begin(), toCompile.end(),
        [](const auto& a, const auto& b) { return a.patterns.size() < b.patterns.size(); });
    m_data.classesLeft = classes.size();
    const auto begin = std::chrono::steady_clock::now();
    auto done = [&data = m_data, cache = m_cache, keys = m_keys, begin](uint32_t classIndex, CompiledClass compiled) {
        const bool usable = data.publish(classIndex, compiled.verdicts, compiled.database);
        if (usable && compiled.worthKeeping)
            cache.store(keys[classIndex], compiled);
        const std::lock_guard lock(data.mutex);
        data.stats.compileSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        if (--data.classesLeft > 0)
            return;
        cache.prune(keys);
        data.finished.notify_all();
    };
    m_data.compiler = std::make_unique<BackgroundCompiler>(
        helper, m_data.options, std::move(toCompile), std::min(processorCount(), maximumHelpers), std::move(done));
}

} // namespace

Matcher::Builder::Builder()
    : m_data(std::make_unique<Data>())
{
}
Matcher::Builder::~Builder() = default;

PatternClassId Matcher::Builder::addClass(std::string name)
{
    const PatternClassId next{static_cast<uint32_t>(m_data->classes.size())};
    const auto [place, isNew] = m_data->classByName.emplace(name, next);
    if (isNew)
        m_data->classes.push_back({std::move(name), {}, {}});
    return place->second;
}

PatternId Matcher::Builder::add(PatternClassId patternClass, Pattern pattern)
{
    PatternClassEntry& entry = m_data->classes[patternClass.value];
    const PatternId next{static_cast<uint32_t>(m_data->patterns.size())};
    const auto [place, isNew] = entry.byKey.emplace(identityOf(pattern), next);
    if (isNew) {
        m_data->patterns.emplace_back(patternClass, std::move(pattern));
        entry.patterns.push_back(next);
    }
    return place->second;
}

Result<std::shared_ptr<const Matcher>> Matcher::Builder::build(const MatcherOptions& options) &&
{
    auto data = std::make_unique<MatcherData>();
    data->options = options;
    for (PatternClassEntry& entry : m_data->classes) {
        MatcherClass& made = data->classes.emplace_back();
        made.name = std::move(entry.name);
        made.patterns = std::move(entry.patterns);
    }
    data->patterns = std::move(m_data->patterns);
    data->infos.resize(data->patterns.size());
    Starter(*data).start();
    return std::shared_ptr<const Matcher>(new Matcher(std::move(data)));
}

} // namespace assay::rules
