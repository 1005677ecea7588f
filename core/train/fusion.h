// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace assay::train {

// How rare a score is among presumably normal rows, as a risk from 0 to 1: 0.25, 0.5, 0.75 and 1 mean rarer than one in
// 10, 100, 1,000 and 10,000. High scores are rare.
class RarityTable
{
public:
    static constexpr size_t wholeUpTo = 2000; // beyond that 1,001 quantiles are kept

    // From the scores of validation rows; those that are not finite are left out.
    static RarityTable make(std::span<const double> scores);
    // Nothing when the score is not finite or the table is empty.
    std::optional<double> risk(double score) const;
    double tau() const { return m_tau; }
    const std::vector<double>& values() const { return m_values; }

private:
    double shareAtLeast(double score) const;
    std::vector<double> m_values; // ascending: all, or quantiles
    size_t m_count = 0; // of scores
    double m_tau = 0; // how fast the tail falls beyond the largest
};

enum class ThreatLevel { Normal, Low, Medium, High, Critical };
std::string_view threatLevelName(ThreatLevel level); // "NORMAL" ...

struct FusionOptions
{
    double autoencoderWeight = 0.30;
    double boostedWeight = 0.30; // the forest has the rest, at least 0.1
    double sureRisk = 0.95; // one voice that sure ...
    double sureFloor = 0.6; // ... is not averaged away
    double guardFloor = 0.5; // of rows with a value never seen before
    std::array<double, 4> levels = {0.25, 0.45, 0.65, 0.85}; // risks from which the next level begins
};

// What each kind of model says; nothing: it gave no score.
struct VoiceRisks
{
    std::optional<double> forest, autoencoder, boosted;
    bool hasUnseenConstant = false;
};

// Nothing when no voice spoke.
std::optional<double> fusedRisk(const VoiceRisks& voices, const FusionOptions& options = {});
ThreatLevel threatLevel(double risk, const FusionOptions& options = {});

} // namespace assay::train
