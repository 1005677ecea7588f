// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/rule/rspamdconfig.h"
#include "core/text/ucl.h"

#include <map>

namespace assay::fuzzy {

// What symbols are worth, from group snippets.
struct SymbolScore
{
    double score = 0;
    std::string description;
};
using Scores = std::map<std::string, SymbolScore, std::less<>>;

// Reads one rule of the peer's fuzzy_check module; what has no effect or cannot be read becomes a note.
class RuleReader
{
public:
    using Notes = std::vector<RspamdImport::Note>;

    // `path` stands before the keys in notes: "rule.local.".
    RuleReader(std::string path, Notes& notes, const Scores& scores)
        : m_path(std::move(path))
        , m_notes(notes)
        , m_scores(scores)
    {
    }

    FuzzyRule read(const UclValue& section, std::string name, const FuzzyRule& defaults);
    // What the module sets for all its rules, as far as that counts.
    static bool isForAllRules(std::string_view key) { return key == "timeout" || key == "retransmits"; }
    void readShared(const std::string& key, const UclValue& value, FuzzyRule& defaults);

private:
    void note(const UclValue& value, std::string_view key, std::string text);
    // One kind of value each; what does not fit is told and left as it was.
    void text(std::string_view key, const UclValue& value, std::string& target);
    void truth(std::string_view key, const UclValue& value, bool& target);
    void number(std::string_view key, const UclValue& value, double& target);
    void size(std::string_view key, const UclValue& value, uint32_t& target);
    void readKey(const std::string& key, const UclValue& value);
    // False: the key is none of these.
    bool readHashKey(std::string_view key, const UclValue& value);
    bool readServerKey(std::string_view key, const UclValue& value);
    bool readUseKey(std::string_view key, const UclValue& value);
    void readAlgorithm(const UclValue& value);
    void readServers(std::string_view key, const UclValue& value);
    void readEncryptionKey(const UclValue& value);
    void readTimeout(const UclValue& value);
    void readSkipHashes(const UclValue& value);
    void readFlags(const UclValue& map, int depth = 0);
    void readFlag(const std::string& path, std::string symbol, const UclValue& section);
    void finish(const UclValue& section);
    void applyScore(const UclValue& section, FlagRule& flag);

    std::string m_path;
    Notes& m_notes;
    const Scores& m_scores;
    FuzzyRule m_rule;
};

constexpr size_t mostNotes = 1000;

} // namespace assay::fuzzy
