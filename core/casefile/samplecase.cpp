// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/samplecase.h"

#include "core/base/file.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

fuzzy::FuzzyRule sampleRule(const fs::path& storage)
{
    using fuzzy::FlagMeaning;
    fuzzy::FuzzyRule rule;
    rule.name = "complaints";
    rule.file = storage.string();
    rule.flags = {{1, "FUZZY_DENIED", "Text that several people complained about", FlagMeaning::Deny, 20, 12, false},
        {2, "FUZZY_PROB", "Text that somebody complained about", FlagMeaning::Suspicious, 10, 5, false},
        {3, "FUZZY_WHITE", "Text that is wanted", FlagMeaning::Allow, 2, -2.1, false}};
    return rule;
}

struct Lesson
{
    const char* message;
    uint8_t flag;
    int32_t weight;
};
constexpr Lesson lessons[] = {{"01.eml", 1, 24}, {"02.eml", 2, 6}};

Result<void> teach(const fuzzy::FuzzyRule& rule, const fs::path& complaints, const RunContext& context)
{
    const fuzzy::FuzzyHasher hasher(rule.hashes);
    std::vector<fuzzy::StorageChange> changes;
    for (const Lesson& lesson : lessons) {
        const auto bytes = readFile(complaints / lesson.message);
        if (!bytes)
            return bytes.error();
        for (const fuzzy::PartHash& hash : hasher.hash(*bytes))
            changes.push_back({fuzzy::ChangeKind::Write, {hash.digest, hash.shingles}, lesson.flag, lesson.weight});
    }
    const auto storage = fuzzy::LocalStorage::open(rule.file, {}, context);
    if (!storage)
        return storage.error();
    const auto changed = (*storage)->change(changes, context);
    if (!changed)
        return changed.error();
    const auto flushed = (*storage)->flush();
    return flushed ? Result<void>() : flushed.error();
}

} // namespace

Result<std::unique_ptr<Case>> createSampleCase(const fs::path& file, const fs::path& sample, const RunContext& context)
{
    auto made = Case::create(file);
    std::error_code ignored;
    if (!made || !fs::is_directory(sample / "complaints", ignored))
        return made;
    const fuzzy::FuzzyRule rule = sampleRule(fs::path(file).replace_extension(".fuzzy.db"));
    if (!fs::exists(rule.file, ignored)) {
        const auto taught = teach(rule, sample / "complaints", context);
        if (!taught)
            return taught.error();
    }
    const auto stored = (*made)->setFuzzyRule(rule);
    if (!stored)
        return stored.error();
    return made;
}

} // namespace assay
