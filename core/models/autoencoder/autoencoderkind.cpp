// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/autoencoder/autoencoderkind.h"

#include "core/base/mark.h"
#include "core/base/parallelfor.h"
#include "core/models/modelfile.h"
#include "core/models/random.h"
#include "core/torch/torchmodule.h"

#include <algorithm>
#include <cmath>

namespace assay::models {
namespace {

constexpr size_t leastRows = 16;
constexpr size_t mostFeatures = 100'000;
constexpr size_t blockRows = 256;
constexpr double scaleEpsilon = 1e-9;
constexpr double mostExcess = 3; // in units of the range
constexpr double outsideMargin = 0.05;
constexpr uint32_t bodyVersion = 1;
constexpr std::string_view scoreModes[] = {"plain", "extended"};

constexpr Option options[] = {
    {"ae.epochs", ASSAY_MARK("core", "Epochs"), ASSAY_MARK("core", "How often all rows are learned from."),
        ASSAY_MARK("core", "epochs"), Option::Type::Integer, 50, 1, 10'000},
    {"ae.lr", ASSAY_MARK("core", "Learning rate"), ASSAY_MARK("core", "How far each step moves the weights."), "",
        Option::Type::Real, 1e-3, 1e-6, 1},
    {"ae.latent", ASSAY_MARK("core", "Inner values"),
        ASSAY_MARK("core", "Numbers that a row is squeezed into; fewer give coarser reconstructions."),
        ASSAY_MARK("core", "values"), Option::Type::Integer, 16, 1, 1024},
    {"ae.batch", ASSAY_MARK("core", "Batch size"), ASSAY_MARK("core", "Rows that are learned from together."),
        ASSAY_MARK("core", "rows"), Option::Type::Integer, 256, 2, 65'536},
    {"ae.weight_decay", ASSAY_MARK("core", "Weight decay"), ASSAY_MARK("core", "How strongly weights are kept small."),
        "", Option::Type::Real, 1e-5, 0, 1},
    {"ae.patience", ASSAY_MARK("core", "Patience"),
        ASSAY_MARK("core",
            "Stop after that many epochs without gain on the rows held out, and keep the best epoch; 0: learn to the "
            "end."),
        ASSAY_MARK("core", "epochs"), Option::Type::Integer, 0, 0, 1000},
    {"ae.score", ASSAY_MARK("core", "Score"),
        ASSAY_MARK("core",
            "plain: error of the reconstruction; extended: values far outside of the training range add to it."),
        "", Option::Type::Choice, 0, 0, 1, scoreModes},
    {"contamination", ASSAY_MARK("core", "Contamination"),
        ASSAY_MARK("core", "Share of normal rows that may raise an alert."), "", Option::Type::Real, 0.05, 0, 0.5},
};

double filled(const ColumnScale& scale, double value)
{
    return isMissing(value) ? scale.median : value;
}

double scaled(const ColumnScale& scale, double value)
{
    return (filled(scale, value) - scale.low) / (scale.range + scaleEpsilon);
}

std::vector<ColumnScale> scalesOf(const Matrix& rows)
{
    const std::vector<double> medians = columnMedians(rows);
    std::vector<ColumnScale> out;
    for (size_t c = 0; c < rows.columns(); ++c) {
        double low = medians[c], high = medians[c];
        for (size_t r = 0; r < rows.rows; ++r) {
            const double value = rows.at(r, c);
            if (isMissing(value))
                continue;
            low = std::min(low, value);
            high = std::max(high, value);
        }
        out.push_back({low, high - low, medians[c]});
    }
    return out;
}

std::vector<float> scaledRows(const Matrix& rows, const std::vector<ColumnScale>& scales)
{
    std::vector<float> out(rows.values.size());
    for (size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<float>(std::clamp(scaled(scales[i % scales.size()], rows.values[i]), 0.0, 1.0));
    return out;
}

class AutoencoderModel : public Model
{
public:
    AutoencoderModel(
        std::vector<std::string> features, std::vector<ColumnScale> scales, AutoencoderNetwork network, bool isExtended)
        : m_features(std::move(features))
        , m_scales(std::move(scales))
        , m_network(std::move(network))
        , m_isExtended(isExtended)
    {
    }

    const ModelKind& kind() const override { return autoencoderKind(); }
    const std::vector<std::string>& features() const override { return m_features; }

    Result<std::vector<double>> score(const Matrix& rows, const RunContext& context) const override
    {
        if (const auto fits = checkColumns(*this, rows); !fits)
            return fits.error();
        std::vector<double> scores(rows.rows);
        context.setTotal(rows.rows);
        const size_t done = parallelFor(
            rows.rows, context,
            [&](size_t row, unsigned) {
                scores[row] = scoreOf(rows.row(row));
                context.advance();
            },
            blockRows);
        if (done < rows.rows || context.stopRequested())
            return Error{ErrorCode::Cancelled, {}, {}};
        return scores;
    }

    Result<double> scoreRow(std::span<const double> row) const override
    {
        if (row.size() != m_features.size())
            return Error{ErrorCode::BadArgument, "row", "it does not have the features of the model"};
        return scoreOf(row);
    }

    // Each feature contributes its share of the mean.
    Result<std::vector<Explanation>> explain(const Matrix& rows, const RunContext& context) const override
    {
        if (const auto fits = checkColumns(*this, rows); !fits)
            return fits.error();
        std::vector<Explanation> out(rows.rows);
        const size_t done =
            parallelFor(rows.rows, context, [&](size_t row, unsigned) { out[row] = explainRow(rows.row(row)); });
        if (done < rows.rows || context.stopRequested())
            return Error{ErrorCode::Cancelled, {}, {}};
        return out;
    }

    Result<std::string> serialise() const override
    {
        BodyWriter out;
        out.number(bodyVersion);
        out.number(static_cast<uint8_t>(m_isExtended));
        out.texts(m_features);
        for (const ColumnScale& scale : m_scales) {
            for (const double part : {scale.low, scale.range, scale.median})
                out.number(part);
        }
        const std::string weights = weightsToBytes(m_network.weights());
        out.number(static_cast<uint64_t>(weights.size()));
        out.raw(weights);
        return out.take();
    }

    std::vector<float> latentOf(std::span<const double> row) const { return m_network.encode(inputOf(row).data()); }
    size_t latent() const { return m_network.latent(); }

    double outsideShare(std::span<const double> row) const
    {
        size_t outside = 0;
        for (size_t c = 0; c < row.size(); ++c) {
            const ColumnScale& scale = m_scales[c];
            const double value = filled(scale, row[c]), margin = outsideMargin * scale.range;
            outside += value < scale.low - margin || value > scale.low + scale.range + margin ? 1 : 0;
        }
        return static_cast<double>(outside) / static_cast<double>(row.size());
    }

private:
    std::vector<float> inputOf(std::span<const double> row) const
    {
        std::vector<float> input(row.size());
        for (size_t c = 0; c < row.size(); ++c)
            input[c] = static_cast<float>(std::clamp(scaled(m_scales[c], row[c]), 0.0, 1.0));
        return input;
    }

    // What a column adds to the sum of squares.
    double shareOf(size_t column, double value, float input, float output) const
    {
        const double error = static_cast<double>(output) - static_cast<double>(input);
        if (!m_isExtended)
            return error * error;
        const double z = scaled(m_scales[column], value);
        const double excess = std::min(std::max({0.0, -z, z - 1}), mostExcess);
        return error * error + excess * excess;
    }

    double scoreOf(std::span<const double> row) const
    {
        const std::vector<float> input = inputOf(row);
        std::vector<float> output(input.size());
        m_network.reconstruct(input.data(), output.data());
        double sum = 0;
        for (size_t c = 0; c < row.size(); ++c)
            sum += shareOf(c, row[c], input[c], output[c]);
        return sum / static_cast<double>(row.size());
    }

    Explanation explainRow(std::span<const double> row) const
    {
        const std::vector<float> input = inputOf(row);
        std::vector<float> output(input.size());
        m_network.reconstruct(input.data(), output.data());
        Explanation out;
        out.total = scoreOf(row);
        double sum = 0;
        for (size_t c = 0; c < row.size(); ++c) {
            out.contributions.push_back(shareOf(c, row[c], input[c], output[c]) / static_cast<double>(row.size()));
            out.expected.push_back(m_scales[c].low + static_cast<double>(output[c]) * m_scales[c].range);
            sum += out.contributions.back();
        }
        out.remainder = out.total - sum;
        return out;
    }

    std::vector<std::string> m_features;
    std::vector<ColumnScale> m_scales;
    AutoencoderNetwork m_network;
    bool m_isExtended;
};

class AutoencoderKind : public ModelKind
{
public:
    std::string_view id() const override { return "autoencoder"; }
    std::string_view title() const override { return ASSAY_MARK("core", "Autoencoder"); }
    bool needsLabels() const override { return false; }
    ScoreMeaning scoreMeaning() const override { return ScoreMeaning::Anomaly; }
    VoiceRole role() const override { return VoiceRole::Autoencoder; }
    std::span<const Option> options() const override { return models::options; }

    Result<ModelPtr> fit(
        const TrainingData& data, const Params& params, uint64_t seed, const RunContext& context) const override
    {
        if (const auto fits = checkTrainingData(*this, data, leastRows); !fits)
            return fits.error();
        const auto trainer = nets::networkTrainer();
        if (!trainer)
            return trainer.error();
        std::vector<ColumnScale> scales = scalesOf(data.rows);
        const std::vector<float> rows = scaledRows(data.rows, scales);
        const std::vector<float> heldOut = data.heldOut ? scaledRows(data.heldOut->rows, scales) : std::vector<float>();
        nets::AutoencoderFit fit;
        fit.columns = static_cast<uint32_t>(data.rows.columns());
        fit.values = rows;
        fit.heldOut = heldOut;
        fit.epochs = static_cast<uint32_t>(params.count("ae.epochs"));
        fit.batch = static_cast<uint32_t>(params.count("ae.batch"));
        fit.latent = static_cast<uint32_t>(params.count("ae.latent"));
        fit.rate = params.number("ae.lr");
        fit.weightDecay = params.number("ae.weight_decay");
        fit.patience = static_cast<uint32_t>(params.count("ae.patience"));
        fit.seed = mixBits(seed); // as for forests: near seeds have nothing in common
        fit.stop = context.stopToken();
        context.setTotal(fit.epochs);
        fit.onEpoch = [&](uint32_t done, double loss, double heldOutLoss) {
            context.advance();
            return !data.onStep || data.onStep({done, fit.epochs, loss, heldOutLoss});
        };
        auto weights = (*trainer)->trainAutoencoder(fit);
        if (!weights)
            return weights.error();
        auto network = AutoencoderNetwork::make(std::move(*weights));
        if (!network)
            return network.error();
        return makeAutoencoderModel(
            data.rows.names, std::move(scales), std::move(*network), params.count("ae.score") == 1);
    }

    Result<ModelPtr> load(std::string_view body) const override
    {
        BodyReader in(body);
        const auto version = in.number<uint32_t>();
        if (version > bodyVersion)
            return Error{ErrorCode::NewerVersion, "autoencoder", "format version " + std::to_string(version)};
        const auto mode = in.number<uint8_t>();
        std::vector<std::string> features = in.names(mostFeatures);
        std::vector<ColumnScale> scales(in.failed() ? 0 : features.size());
        for (ColumnScale& scale : scales) {
            for (double* part : {&scale.low, &scale.range, &scale.median})
                *part = in.finite();
        }
        const std::string_view bytes = in.raw(in.number<uint64_t>());
        if (in.failed() || !in.isAtEnd() || version == 0 || mode > 1)
            return Error{ErrorCode::BadData, "autoencoder", "its sizes do not add up"};
        auto weights = weightsFromBytes(bytes);
        if (!weights)
            return weights.error();
        auto network = AutoencoderNetwork::make(std::move(*weights));
        if (!network)
            return network.error();
        return makeAutoencoderModel(std::move(features), std::move(scales), std::move(*network), mode == 1);
    }
};

Result<const AutoencoderModel*> asAutoencoder(const Model& model, const Matrix& rows)
{
    const auto* own = dynamic_cast<const AutoencoderModel*>(&model);
    if (!own)
        return Error{ErrorCode::BadArgument, "model", "it is no autoencoder"};
    if (const auto fits = checkColumns(model, rows); !fits)
        return fits.error();
    return own;
}

} // namespace

const ModelKind& autoencoderKind()
{
    static const AutoencoderKind kind;
    return kind;
}

Result<ModelPtr> makeAutoencoderModel(
    std::vector<std::string> features, std::vector<ColumnScale> scales, AutoencoderNetwork network, bool isExtended)
{
    const bool sound =
        std::all_of(scales.begin(), scales.end(), [](const ColumnScale& scale) { return scale.range >= 0; });
    if (features.size() != network.columns() || scales.size() != network.columns() || !sound)
        return Error{ErrorCode::BadData, "autoencoder", "features and network do not fit"};
    return ModelPtr(std::make_shared<const AutoencoderModel>(
        std::move(features), std::move(scales), std::move(network), isExtended));
}

Result<Matrix> latentVectors(const Model& model, const Matrix& rows, const RunContext& context)
{
    const auto own = asAutoencoder(model, rows);
    if (!own)
        return own.error();
    Matrix out;
    for (size_t i = 0; i < (*own)->latent(); ++i)
        out.names.push_back("latent" + std::to_string(i + 1));
    out.rows = rows.rows;
    out.values.resize(out.rows * out.columns());
    const size_t done = parallelFor(
        rows.rows, context,
        [&](size_t row, unsigned) {
            const std::vector<float> inner = (*own)->latentOf(rows.row(row));
            std::copy(inner.begin(), inner.end(), out.values.begin() + static_cast<std::ptrdiff_t>(row * inner.size()));
        },
        blockRows);
    if (done < rows.rows || context.stopRequested())
        return Error{ErrorCode::Cancelled, {}, {}};
    return out;
}

Result<std::vector<double>> outOfRangeShares(const Model& model, const Matrix& rows)
{
    const auto own = asAutoencoder(model, rows);
    if (!own)
        return own.error();
    std::vector<double> out;
    for (size_t r = 0; r < rows.rows; ++r)
        out.push_back((*own)->outsideShare(rows.row(r)));
    return out;
}

} // namespace assay::models
