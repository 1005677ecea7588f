// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/xgboost/booster.h"

#include <xgboost/c_api.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <mutex>

namespace assay::models {
namespace {

constexpr size_t blockRows = 8192; // predicted at a time, so that a stop is heard
// Smaller tables go to one thread: the library's threads wait for each other by spinning, for longer than they work.
constexpr size_t cellsPerThread = 500'000;

unsigned threadsFor(size_t cells, const RunContext& context)
{
    return static_cast<unsigned>(std::clamp<size_t>(cells / cellsPerThread, 1, context.workers()));
}

// The library's reason without the call stack that it adds.
Error libraryError(std::string_view what)
{
    std::string reason = XGBGetLastError();
    reason.resize(std::min(reason.find('\n'), reason.size()));
    if (const size_t colon = reason.find(": "); reason.starts_with('[') && colon != std::string::npos)
        reason.erase(0, colon + 2); // "[time] file:line: "
    return Error{ErrorCode::BadData, std::string(what), reason.substr(0, 300)};
}

std::string textOf(double number)
{
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number);
    return {buffer, end.ptr};
}

class Rows
{
public:
    Rows() = default;
    ~Rows()
    {
        if (m_handle)
            XGDMatrixFree(m_handle);
    }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    Result<void> fill(const Matrix& matrix, size_t begin, size_t count, unsigned threads)
    {
        std::vector<float> cells(count * matrix.columns());
        const double* source = matrix.values.data() + begin * matrix.columns();
        std::transform(source, source + cells.size(), cells.begin(), [](double value) {
            const auto narrow = static_cast<float>(value);
            return std::isfinite(narrow) ? narrow : std::numeric_limits<float>::quiet_NaN();
        });
        const std::string array = "{\"data\":[" + std::to_string(reinterpret_cast<uintptr_t>(cells.data()))
            + ",true],\"shape\":[" + std::to_string(count) + "," + std::to_string(matrix.columns())
            + R"(],"typestr":"<f4","version":3})";
        const std::string config = "{\"missing\":NaN,\"nthread\":" + std::to_string(threads) + "}";
        if (XGDMatrixCreateFromDense(array.c_str(), config.c_str(), &m_handle) != 0)
            return libraryError("rows");
        return {};
    }

    Result<void> setNames(const std::vector<std::string>& names)
    {
        std::vector<const char*> pointers;
        for (const std::string& name : names)
            pointers.push_back(name.c_str());
        if (XGDMatrixSetStrFeatureInfo(m_handle, "feature_name", pointers.data(), pointers.size()) != 0)
            return libraryError("rows");
        return {};
    }

    Result<void> setNumbers(const char* field, const std::vector<float>& numbers)
    {
        if (XGDMatrixSetFloatInfo(m_handle, field, numbers.data(), numbers.size()) != 0)
            return libraryError(field);
        return {};
    }

    DMatrixHandle get() const { return m_handle; }

private:
    DMatrixHandle m_handle = nullptr;
};

Result<void> fillTraining(Rows& rows, const Matrix& matrix, std::span<const uint8_t> labels,
    std::span<const float> weights, size_t begin, size_t count, unsigned threads)
{
    const auto part = [&](auto values) {
        return std::vector<float>(values.begin() + static_cast<std::ptrdiff_t>(begin),
            values.begin() + static_cast<std::ptrdiff_t>(begin + count));
    };
    auto done = rows.fill(matrix, begin, count, threads);
    if (done)
        done = rows.setNames(matrix.names);
    if (done)
        done = rows.setNumbers("label", part(labels));
    if (done && !weights.empty())
        done = rows.setNumbers("weight", part(weights));
    return done;
}

// The parts of a table in training.
struct TrainingRows
{
    Rows seen;
    Rows stopping; // its last part, when that says when to stop
    Rows watched; // rows of whoever watches
};

} // namespace

struct Booster::Handle
{
    ~Handle()
    {
        if (handle)
            XGBoosterFree(handle);
    }
    Result<void> set(const char* name, const std::string& value)
    {
        return XGBoosterSetParam(handle, name, value.c_str()) == 0 ? Result<void>() : libraryError(name);
    }
    Result<void> setAll(const BoosterSettings& settings, unsigned threads)
    {
        const std::pair<const char*, std::string> values[] = {{"objective", "binary:logistic"}, {"tree_method", "hist"},
            {"max_depth", std::to_string(settings.depth)}, {"eta", textOf(settings.eta)}, {"eval_metric", "logloss"},
            {"seed", std::to_string(settings.seed)}, {"verbosity", "0"}, {"nthread", std::to_string(threads)},
            {"scale_pos_weight", textOf(settings.positiveWeight)}};
        for (const auto& [name, value] : values) {
            if (const auto done = set(name, value); !done)
                return done;
        }
        return {};
    }
    // The log-loss on rows after a round.
    Result<double> lossOn(const Rows& rows, int round)
    {
        DMatrixHandle matrices[] = {rows.get()};
        const char* names[] = {"rows"};
        const char* text = nullptr;
        if (XGBoosterEvalOneIter(handle, round, matrices, names, 1, &text) != 0)
            return libraryError("boosted trees");
        const std::string_view line = text; // "[3]\trows-logloss:0.5123"
        const size_t colon = line.rfind(':');
        double loss = 0;
        if (colon == std::string_view::npos
            || std::from_chars(line.data() + colon + 1, line.data() + line.size(), loss).ec != std::errc())
            return Error{ErrorCode::Internal, "boosted trees", std::string(line)};
        return loss;
    }
    Result<void> keepRounds(int count)
    {
        BoosterHandle sliced = nullptr;
        if (XGBoosterSlice(handle, 0, count, 1, &sliced) != 0)
            return libraryError("boosted trees");
        XGBoosterFree(handle);
        handle = sliced;
        return {};
    }
    // Tells whoever watches; false: enough.
    Result<bool> tell(const TrainingRows& data, int round, const BoosterSettings& settings, const BoosterWatch& watch)
    {
        if (!watch.step)
            return true;
        const auto loss = lossOn(data.seen, round);
        if (!loss)
            return loss.error();
        double heldOut = std::numeric_limits<double>::quiet_NaN();
        if (watch.heldOut) {
            const auto found = lossOn(data.watched, round);
            if (!found)
                return found.error();
            heldOut = *found;
        }
        return watch.step(round + 1, settings.rounds, *loss, heldOut);
    }
    Result<void> boost(
        const TrainingRows& data, const BoosterSettings& settings, const RunContext& context, const BoosterWatch& watch)
    {
        const Rows* held = settings.patience > 0 ? &data.stopping : nullptr;
        int bestRound = 0;
        double bestLoss = std::numeric_limits<double>::infinity();
        context.setTotal(static_cast<uint64_t>(settings.rounds));
        for (int round = 0; round < settings.rounds; ++round) {
            if (context.stopRequested())
                return Error{ErrorCode::Cancelled, {}, {}};
            if (XGBoosterUpdateOneIter(handle, round, data.seen.get()) != 0)
                return libraryError("boosted trees");
            context.advance();
            const auto goOn = tell(data, round, settings, watch);
            if (!goOn)
                return goOn.error();
            if (!held) {
                if (!*goOn)
                    break;
                continue;
            }
            const auto loss = lossOn(*held, round);
            if (!loss)
                return loss.error();
            if (*loss < bestLoss) {
                bestLoss = *loss;
                bestRound = round;
            }
            if (round - bestRound >= settings.patience || !*goOn)
                break;
        }
        return held ? keepRounds(bestRound + 1) : Result<void>();
    }
    // Of one block; appends to `out`, `width` numbers a row.
    Result<void> predict(const Rows& rows, Prediction what, size_t expected, std::vector<float>& out)
    {
        const std::string config = "{\"type\":" + std::to_string(static_cast<int>(what))
            + R"(,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false})";
        const bst_ulong* shape = nullptr;
        bst_ulong dimensions = 0;
        const float* numbers = nullptr;
        if (XGBoosterPredictFromDMatrix(handle, rows.get(), config.c_str(), &shape, &dimensions, &numbers) != 0)
            return libraryError("boosted trees");
        size_t total = 1;
        for (bst_ulong i = 0; i < dimensions; ++i)
            total *= shape[i];
        if (total != expected)
            return Error{ErrorCode::BadData, "boosted trees", "they are not for two classes"};
        out.insert(out.end(), numbers, numbers + total);
        return {};
    }

    BoosterHandle handle = nullptr;
    std::mutex mutex; // one booster serves one thread at a time
};

Booster::Booster(std::unique_ptr<Handle> handle)
    : m_handle(std::move(handle))
{
}

Booster::~Booster() = default;

Result<std::shared_ptr<const Booster>> Booster::train(const Matrix& rows, std::span<const uint8_t> labels,
    std::span<const float> weights, const BoosterSettings& settings, const RunContext& context,
    const BoosterWatch& watch)
{
    const unsigned threads = threadsFor(rows.values.size(), context);
    const size_t heldRows = settings.patience > 0 ? std::max<size_t>(rows.rows / 5, 1) : 0;
    TrainingRows data;
    auto filled = fillTraining(data.seen, rows, labels, weights, 0, rows.rows - heldRows, threads);
    if (filled && heldRows)
        filled = fillTraining(data.stopping, rows, labels, weights, rows.rows - heldRows, heldRows, threads);
    if (filled && watch.heldOut)
        filled = fillTraining(data.watched, *watch.heldOut, watch.heldOutLabels, {}, 0, watch.heldOut->rows, threads);
    if (!filled)
        return filled.error();
    auto handle = std::make_unique<Handle>();
    // The library keeps what it predicts of these: a loss after each round costs one tree, not all.
    std::vector<DMatrixHandle> matrices = {data.seen.get()};
    for (const Rows* part : {&data.stopping, &data.watched}) {
        if (part->get())
            matrices.push_back(part->get());
    }
    if (XGBoosterCreate(matrices.data(), matrices.size(), &handle->handle) != 0)
        return libraryError("boosted trees");
    auto done = handle->setAll(settings, threads);
    if (done)
        done = handle->boost(data, settings, context, watch);
    if (!done)
        return done.error();
    return std::shared_ptr<const Booster>(new Booster(std::move(handle)));
}

Result<std::shared_ptr<const Booster>> Booster::fromBytes(std::string_view bytes, size_t features)
{
    auto handle = std::make_unique<Handle>();
    bst_ulong columns = 0;
    // The library tells its binary form by the first two bytes, and takes what it does not know for its oldest one.
    const bool isUbj = bytes.size() > 2 && bytes[0] == '{' && bytes[1] != '"' && bytes[1] != ' ';
    if (!isUbj)
        return Error{ErrorCode::BadData, "boosted trees", "not in the format of XGBoost"};
    if (XGBoosterCreate(nullptr, 0, &handle->handle) != 0
        || XGBoosterLoadModelFromBuffer(handle->handle, bytes.data(), bytes.size()) != 0
        || XGBoosterGetNumFeature(handle->handle, &columns) != 0)
        return libraryError("boosted trees");
    if (columns != features)
        return Error{ErrorCode::BadData, "boosted trees",
            std::to_string(columns) + " columns instead of " + std::to_string(features)};
    if (const auto done = handle->set("verbosity", "0"); !done)
        return done.error();
    return std::shared_ptr<const Booster>(new Booster(std::move(handle)));
}

Result<std::vector<float>> Booster::predict(const Matrix& rows, Prediction what, const RunContext& context) const
{
    const size_t width = what == Prediction::Contributions ? rows.columns() + 1 : 1;
    std::vector<float> out;
    out.reserve(rows.rows * width);
    const unsigned threads = threadsFor(rows.values.size(), context);
    const std::scoped_lock lock(m_handle->mutex);
    if (const auto done = m_handle->set("nthread", std::to_string(threads)); !done)
        return done.error();
    context.setTotal(rows.rows);
    for (size_t begin = 0; begin < rows.rows; begin += blockRows) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, {}, {}};
        const size_t count = std::min(blockRows, rows.rows - begin);
        Rows block;
        auto done = block.fill(rows, begin, count, threads);
        if (done)
            done = m_handle->predict(block, what, count * width, out);
        if (!done)
            return done.error();
        context.advance(count);
    }
    return out;
}

Result<std::string> Booster::toBytes() const
{
    const std::scoped_lock lock(m_handle->mutex);
    bst_ulong size = 0;
    const char* bytes = nullptr;
    if (XGBoosterSaveModelToBuffer(m_handle->handle, R"({"format":"ubj"})", &size, &bytes) != 0)
        return libraryError("boosted trees");
    return std::string(bytes, size);
}

int Booster::rounds() const
{
    const std::scoped_lock lock(m_handle->mutex);
    int rounds = 0;
    return XGBoosterBoostedRounds(m_handle->handle, &rounds) == 0 ? rounds : 0;
}

} // namespace assay::models
