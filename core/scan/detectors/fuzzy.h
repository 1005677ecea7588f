// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/fuzzyhasher.h"
#include "core/scan/detectors.h"

#include <atomic>
#include <chrono>
#include <map>

namespace assay {

// A storage with the rule that says how it is used; without one `error` says why.
struct FuzzySource
{
    fuzzy::FuzzyRule rule;
    std::shared_ptr<fuzzy::FuzzyStorage> storage;
    std::optional<Error> error;
};

// Asks fuzzy storages about the parts of a message; one symbol for each flag that a rule names.
//
// A server that does not answer costs a scan one wait for each worker: after it the server is left out for `pause`. A
// storage that could not be asked about every item is listed among what was dropped.
class FuzzyDetector : public Detector
{
public:
    explicit FuzzyDetector(std::vector<FuzzySource> sources, std::chrono::milliseconds pause = std::chrono::minutes(1));

    DetectorKind kind() const override { return DetectorKind::Fuzzy; }
    const std::vector<Symbol>& symbols() const override { return m_symbols; }
    std::string title() const override; // names of the storages
    std::string digest() const override; // of the rules as far as they decide scores; not of what the storages hold
    std::unique_ptr<DetectorRun> makeRun() const override;

private:
    friend class FuzzyDetectorRun;

    // How messages are read, for the hashers that need them read the same way.
    struct Reading
    {
        fuzzy::WordBreakLocale locale = fuzzy::WordBreakLocale::Posix;
        uint32_t wordsDecay = 0;
    };
    struct Hasher
    {
        fuzzy::FuzzyHasher hasher;
        size_t reading = 0; // in m_readings
    };
    struct Source
    {
        FuzzySource what;
        size_t hasher = 0; // in m_hashers
        // Time of the steady clock until which a silent server is not asked.
        mutable std::atomic<std::chrono::steady_clock::rep> silentUntil{0};
    };

    size_t hasherFor(const fuzzy::HashOptions& options);
    void addSymbol(std::string_view name, std::string_view description);
    SymbolId symbolOf(std::string_view name) const;

    std::chrono::milliseconds m_pause;
    std::vector<Reading> m_readings;
    std::vector<Hasher> m_hashers;
    std::vector<std::unique_ptr<Source>> m_sources;
    std::vector<Symbol> m_symbols;
    std::map<std::string, SymbolId, std::less<>> m_symbolIds;
};

// Nullptr without storages. A storage that cannot be opened takes no part; the scan's report names it.
Result<std::shared_ptr<const Detector>> createFuzzyDetector(const DetectorOptions& options);

} // namespace assay
