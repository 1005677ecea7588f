// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/voice.h"
#include "core/scan/detectors.h"

#include <functional>

namespace assay::test {

// A kind of model that only exists to be scored.
class FakeKind : public models::ModelKind
{
public:
    explicit FakeKind(models::VoiceRole role)
        : m_role(role)
    {
    }
    std::string_view id() const override { return "fake"; }
    std::string_view title() const override { return "Fake"; }
    bool needsLabels() const override { return false; }
    models::ScoreMeaning scoreMeaning() const override
    {
        return m_role == models::VoiceRole::Forest || m_role == models::VoiceRole::Autoencoder
            ? models::ScoreMeaning::Anomaly
            : models::ScoreMeaning::Probability;
    }
    models::VoiceRole role() const override { return m_role; }
    std::span<const models::Option> options() const override { return {}; }
    Result<std::shared_ptr<const models::Model>> fit(
        const models::TrainingData&, const models::Params&, uint64_t, const RunContext&) const override
    {
        return Error{ErrorCode::Unsupported, {}, {}};
    }
    Result<std::shared_ptr<const models::Model>> load(std::string_view) const override
    {
        return Error{ErrorCode::Unsupported, {}, {}};
    }
    static const FakeKind& of(models::VoiceRole role)
    {
        static const FakeKind kinds[] = {FakeKind(models::VoiceRole::Forest), FakeKind(models::VoiceRole::Autoencoder),
            FakeKind(models::VoiceRole::Boosted), FakeKind(models::VoiceRole::Neural)};
        return kinds[static_cast<size_t>(role)];
    }

private:
    models::VoiceRole m_role;
};

// Scores with a function of the values of its features.
class FakeModel : public models::Model
{
public:
    using Score = std::function<Result<double>(std::span<const double>)>;
    FakeModel(models::VoiceRole role, std::vector<std::string> features, Score score)
        : m_role(role)
        , m_features(std::move(features))
        , m_score(std::move(score))
    {
    }
    const models::ModelKind& kind() const override { return FakeKind::of(m_role); }
    const std::vector<std::string>& features() const override { return m_features; }
    Result<std::vector<double>> score(const models::Matrix& rows, const RunContext&) const override
    {
        std::vector<double> scores;
        for (size_t row = 0; row < rows.rows; ++row) {
            const auto score = m_score(rows.row(row));
            if (!score)
                return score.error();
            scores.push_back(*score);
        }
        return scores;
    }
    Result<double> scoreRow(std::span<const double> row) const override { return m_score(row); }
    Result<std::vector<models::Explanation>> explain(const models::Matrix&, const RunContext&) const override
    {
        return Error{ErrorCode::Unsupported, {}, {}};
    }
    Result<std::string> serialise() const override { return Error{ErrorCode::Unsupported, {}, {}}; }

private:
    models::VoiceRole m_role;
    std::vector<std::string> m_features;
    Score m_score;
};

// A voice that alerts above a half. Anomalies have the scores of `normal` as usual.
inline ModelVoice fakeVoice(std::string name, models::VoiceRole role, std::vector<std::string> features,
    FakeModel::Score score, std::vector<double> normal = {})
{
    models::StoredModel stored;
    stored.model = std::make_shared<FakeModel>(role, std::move(features), std::move(score));
    stored.manifest.thresholds = {{"alert", 0.5}};
    if (!normal.empty())
        stored.manifest.rarity = models::RarityTable::make(normal);
    const std::vector<std::string> columns = stored.model->features();
    ModelVoice voice;
    voice.name = std::move(name);
    voice.version = "v-" + voice.name;
    voice.number = 1;
    voice.voice = std::make_shared<models::Voice>(*models::Voice::make(std::move(stored), columns));
    return voice;
}

} // namespace assay::test
