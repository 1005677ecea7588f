// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/rule/rspamdconfig.h"

#include "core/fuzzy/rule/rulereader.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace assay::fuzzy {
namespace {

void readSymbols(const UclValue& symbols, Scores& scores)
{
    for (size_t i = 0; i < symbols.keys.size(); ++i) {
        const UclValue& value = symbols.values[i];
        SymbolScore score;
        if (value.kind == UclValue::Kind::Number)
            score.score = value.number;
        for (const char* name : {"score", "weight"}) {
            if (const UclValue* number = value.find(name); number && number->kind == UclValue::Kind::Number)
                score.score = number->number;
        }
        if (const UclValue* text = value.find("description"))
            score.description = text->text;
        if (std::isfinite(score.score))
            scores[symbols.keys[i]] = std::move(score);
    }
}

// Sections named "symbols" wherever they stand: alone, in a group, in a metric. The parser bounds the depth.
void readScores(const UclValue& object, Scores& scores)
{
    for (size_t i = 0; i < object.keys.size(); ++i) {
        const UclValue& value = object.values[i];
        if (!value.isObject())
            continue;
        if (object.keys[i] == "symbols")
            readSymbols(value, scores);
        else
            readScores(value, scores);
    }
}

// `rule "name" { ... }` is a section that holds only sections; a rule without a name holds its keys.
bool isNamed(const UclValue& section)
{
    constexpr std::string_view own[] = {"fuzzy_map", "policy"};
    for (size_t i = 0; i < section.keys.size(); ++i) {
        const bool isOwn = std::find(std::begin(own), std::end(own), section.keys[i]) != std::end(own);
        if (isOwn || !section.values[i].isObject())
            return false;
    }
    return !section.keys.empty();
}

class ConfigReader
{
public:
    explicit ConfigReader(const Scores& scores)
        : m_scores(scores)
    {
    }

    RspamdImport run(const UclValue& top)
    {
        bool isWrapped = false;
        for (size_t i = 0; i < top.keys.size(); ++i) {
            if (top.keys[i] == "fuzzy_check" && top.values[i].isObject()) {
                isWrapped = true;
                readModule(top.values[i]);
            }
        }
        if (!isWrapped)
            readModule(top);
        return std::move(m_import);
    }

private:
    void readModule(const UclValue& module)
    {
        FuzzyRule defaults;
        defaults.readOnly = false;
        for (size_t i = 0; i < module.keys.size(); ++i) {
            const std::string& key = module.keys[i];
            if (RuleReader::isForAllRules(key))
                RuleReader("", m_import.notes, m_scores).readShared(key, module.values[i], defaults);
            else if (key != "rule")
                note(module.values[i], key);
        }
        for (size_t i = 0; i < module.keys.size(); ++i) {
            if (module.keys[i] == "rule")
                readRules(module.values[i], defaults);
        }
    }

    void note(const UclValue& value, const std::string& key)
    {
        constexpr std::string_view inRules[] = {"min_bytes", "min_height", "min_width", "min_length", "text_multiplier",
            "whitelist", "max_errors", "revive_time", "io_timeout"};
        const bool isKnown = std::find(std::begin(inRules), std::end(inRules), key) != std::end(inRules);
        const char* text = key.substr(0, 1) == "." ? "other files are not read"
            : isKnown                              ? "has no effect outside of a rule"
                                                   : "is not known";
        if (m_import.notes.size() < mostNotes)
            m_import.notes.push_back({static_cast<int>(value.line), key, text});
    }

    void readRules(const UclValue& value, const FuzzyRule& defaults)
    {
        if (value.kind == UclValue::Kind::Array) {
            for (const UclValue& element : value.values)
                readRules(element, defaults);
        } else if (value.isObject() && isNamed(value)) {
            for (size_t i = 0; i < value.keys.size(); ++i)
                addRule(value.values[i], value.keys[i], defaults);
        } else if (value.isObject()) {
            addRule(value, "default", defaults);
        } else {
            m_import.notes.push_back({static_cast<int>(value.line), "rule", "must be a section"});
        }
    }

    void addRule(const UclValue& section, const std::string& name, const FuzzyRule& defaults)
    {
        std::string unique = name.empty() ? std::string("default") : name;
        for (int number = 2; !m_names.insert(unique).second; ++number)
            unique = name + " " + std::to_string(number);
        RuleReader reader("rule." + unique + ".", m_import.notes, m_scores);
        m_import.rules.push_back(reader.read(section, unique, defaults));
    }

    const Scores& m_scores;
    RspamdImport m_import;
    std::set<std::string> m_names;
};

} // namespace

Result<RspamdImport> readRspamdRules(std::string_view fuzzyCheck, std::string_view groups)
{
    const auto config = parseUcl(fuzzyCheck);
    if (!config)
        return Error{config.error().code, "fuzzy_check", config.error().detail};
    Scores scores;
    if (!groups.empty()) {
        const auto parsed = parseUcl(groups);
        if (!parsed)
            return Error{parsed.error().code, "groups", parsed.error().detail};
        readScores(*parsed, scores);
    }
    return ConfigReader(scores).run(*config);
}

} // namespace assay::fuzzy
