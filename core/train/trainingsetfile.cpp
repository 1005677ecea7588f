// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/keyedhash.h"
#include "core/models/modelfile.h"
#include "core/train/trainingset.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace assay::train {
namespace {

using models::BodyReader;
using models::BodyWriter;

constexpr std::string_view magic = "ASSAYSET";
constexpr uint32_t formatVersion = 1;
constexpr size_t headSize = magic.size() + sizeof(uint32_t) + sizeof(uint64_t);
constexpr uint64_t largestFile = uint64_t{8} << 30;
constexpr size_t longestText = 1u << 20;
constexpr size_t mostColumns = 100'000;
constexpr size_t mostBatches = 100'000;
constexpr uint64_t mostCells = uint64_t{512} << 20;
constexpr size_t together = 16; // columns that are turned into rows at a time: neighbours share cache lines
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// How the values of a column are kept. The numbers are stored.
enum class Packing : uint8_t { Same = 0, Byte = 1, Short = 2, Int = 3, Float = 4, Double = 5 };

// Whole numbers of a type, its first or last value standing for a missing one.
template <typename T>
struct Whole
{
    static constexpr T absent = std::is_signed_v<T> ? std::numeric_limits<T>::min() : std::numeric_limits<T>::max();
    static bool fits(double value)
    {
        constexpr double low = std::is_signed_v<T> ? std::numeric_limits<T>::min() + 1.0 : 0.0;
        constexpr double high = std::numeric_limits<T>::max() - (std::is_signed_v<T> ? 0.0 : 1.0);
        return value >= low && value <= high && value == std::floor(value) && !(value == 0 && std::signbit(value));
    }
};

Packing packingFor(const std::vector<double>& values)
{
    bool same = true, byte = true, isShort = true, isInt = true, isFloat = true;
    for (const double value : values) {
        same = same && std::memcmp(&value, values.data(), sizeof value) == 0;
        if (models::isMissing(value))
            continue;
        byte = byte && Whole<uint8_t>::fits(value);
        isShort = isShort && Whole<int16_t>::fits(value);
        isInt = isInt && Whole<int32_t>::fits(value);
        isFloat = isFloat && std::abs(value) <= std::numeric_limits<float>::max()
            && static_cast<double>(static_cast<float>(value)) == value;
    }
    if (same)
        return Packing::Same;
    return byte   ? Packing::Byte
        : isShort ? Packing::Short
        : isInt   ? Packing::Int
        : isFloat ? Packing::Float
                  : Packing::Double;
}

template <typename T>
std::string_view bytesOf(const std::vector<T>& values)
{
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

template <typename T>
void writePacked(BodyWriter& out, const std::vector<double>& values)
{
    std::vector<T> packed(values.size());
    std::transform(values.begin(), values.end(), packed.begin(), [](double value) {
        if constexpr (std::is_integral_v<T>)
            return models::isMissing(value) ? Whole<T>::absent : static_cast<T>(value);
        else
            return static_cast<T>(value);
    });
    out.raw(bytesOf(packed));
}

void writeColumn(BodyWriter& out, std::vector<double>& values)
{
    std::replace_if(values.begin(), values.end(), models::isMissing, missing);
    const Packing packing = packingFor(values);
    out.number(static_cast<uint8_t>(packing));
    switch (packing) {
    case Packing::Same:
        out.number(values.empty() ? 0.0 : values.front());
        break;
    case Packing::Byte:
        writePacked<uint8_t>(out, values);
        break;
    case Packing::Short:
        writePacked<int16_t>(out, values);
        break;
    case Packing::Int:
        writePacked<int32_t>(out, values);
        break;
    case Packing::Float:
        writePacked<float>(out, values);
        break;
    case Packing::Double:
        writePacked<double>(out, values);
        break;
    }
}

template <typename T>
void readPacked(BodyReader& in, std::vector<double>& values)
{
    const std::string_view bytes = in.raw(values.size() * sizeof(T));
    if (in.failed())
        return;
    for (size_t i = 0; i < values.size(); ++i) {
        T value;
        std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
        if constexpr (std::is_integral_v<T>)
            values[i] = value == Whole<T>::absent ? missing : static_cast<double>(value);
        else
            values[i] = models::isMissing(static_cast<double>(value)) ? missing : static_cast<double>(value);
    }
}

void readColumn(BodyReader& in, std::vector<double>& values)
{
    switch (static_cast<Packing>(in.number<uint8_t>())) {
    case Packing::Same: {
        const auto value = in.number<double>();
        std::fill(values.begin(), values.end(), models::isMissing(value) ? missing : value);
        return;
    }
    case Packing::Byte:
        return readPacked<uint8_t>(in, values);
    case Packing::Short:
        return readPacked<int16_t>(in, values);
    case Packing::Int:
        return readPacked<int32_t>(in, values);
    case Packing::Float:
        return readPacked<float>(in, values);
    case Packing::Double:
        return readPacked<double>(in, values);
    }
    in.fail();
}

void writeTable(BodyWriter& out, const models::Matrix& table)
{
    std::array<std::vector<double>, together> block;
    for (size_t first = 0; first < table.columns(); first += together) {
        const size_t count = std::min(together, table.columns() - first);
        for (size_t c = 0; c < count; ++c)
            block[c].resize(table.rows);
        for (size_t r = 0; r < table.rows; ++r) {
            const double* source = table.values.data() + r * table.columns() + first;
            for (size_t c = 0; c < count; ++c)
                block[c][r] = source[c];
        }
        for (size_t c = 0; c < count; ++c)
            writeColumn(out, block[c]);
    }
}

void readTable(BodyReader& in, models::Matrix& table)
{
    table.values.resize(table.rows * table.columns());
    std::array<std::vector<double>, together> block;
    for (size_t first = 0; first < table.columns() && !in.failed(); first += together) {
        const size_t count = std::min(together, table.columns() - first);
        for (size_t c = 0; c < count; ++c) {
            block[c].resize(table.rows);
            readColumn(in, block[c]);
        }
        for (size_t r = 0; r < table.rows; ++r) {
            double* target = table.values.data() + r * table.columns() + first;
            for (size_t c = 0; c < count; ++c)
                target[c] = block[c][r];
        }
    }
}

template <typename T>
void readList(BodyReader& in, std::vector<T>& values, size_t rows)
{
    const std::string_view bytes = in.raw(rows * sizeof(T));
    if (in.failed())
        return;
    values.resize(rows);
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(values.data()));
}

std::string bodyOf(const TrainingSet& set)
{
    BodyWriter out;
    out.reserve(set.rows.values.size() * 2 + set.size() * 40 + (64u << 10));
    for (const std::string* text : {&set.description, &set.query, &set.featureSet})
        out.text(*text);
    out.texts(set.batches);
    out.number(set.conflicts);
    out.texts(set.rows.names);
    out.number(static_cast<uint64_t>(set.size()));
    out.raw(bytesOf(set.labels));
    out.raw(bytesOf(set.weights));
    out.raw(bytesOf(set.items));
    out.raw(bytesOf(set.groups));
    out.raw(bytesOf(set.times));
    out.number(static_cast<uint8_t>(set.confirmed.empty() ? 0 : 1));
    out.raw(bytesOf(set.confirmed));
    writeTable(out, set.rows);
    return out.take();
}

void readBody(BodyReader& in, TrainingSet& set)
{
    for (std::string* text : {&set.description, &set.query, &set.featureSet})
        *text = in.text(longestText);
    set.batches.resize(in.count(sizeof(uint32_t), mostBatches));
    for (std::string& batch : set.batches)
        batch = in.text(longestText);
    set.conflicts = in.number<uint64_t>();
    set.rows.names = in.names(mostColumns);
    const auto rows = in.number<uint64_t>();
    if (rows > mostCells || rows * std::max<uint64_t>(set.rows.columns(), 1) > mostCells)
        in.fail();
    readList(in, set.labels, rows);
    readList(in, set.weights, rows);
    readList(in, set.items, rows);
    readList(in, set.groups, rows);
    readList(in, set.times, rows);
    if (in.number<uint8_t>() == 1)
        readList(in, set.confirmed, rows);
    set.rows.rows = rows;
    if (!in.failed()) // the lists were there, so memory for that many rows is not asked for in vain
        readTable(in, set.rows);
}

} // namespace

std::string trainingSetToBytes(const TrainingSet& set)
{
    const std::string body = bodyOf(set);
    BodyWriter out;
    out.reserve(headSize + body.size());
    out.raw(magic);
    out.number(formatVersion);
    out.number(xxHash3(body, formatVersion));
    out.raw(body);
    return out.take();
}

Result<TrainingSet> trainingSetFromBytes(std::string_view bytes)
{
    const auto damaged = [](std::string why) { return Error{ErrorCode::BadData, "training set", std::move(why)}; };
    if (!bytes.starts_with(magic))
        return Error{ErrorCode::NotRecognised, "training set", {}};
    BodyReader head(bytes.substr(magic.size()));
    const auto version = head.number<uint32_t>();
    const auto sum = head.number<uint64_t>();
    if (head.failed() || version == 0)
        return damaged("it is cut off");
    if (version > formatVersion)
        return Error{ErrorCode::NewerVersion, "training set", "format version " + std::to_string(version)};
    const std::string_view body = bytes.substr(headSize);
    if (xxHash3(body, version) != sum)
        return damaged("its sum differs");
    BodyReader in(body);
    TrainingSet set;
    readBody(in, set);
    if (in.failed() || !in.isAtEnd())
        return damaged("its sizes do not add up");
    if (const auto sound = checkTrainingSet(set); !sound)
        return sound.error();
    return set;
}

Result<void> saveTrainingSet(const std::filesystem::path& path, const TrainingSet& set)
{
    return writeFileAtomically(path, trainingSetToBytes(set));
}

Result<TrainingSet> loadTrainingSet(const std::filesystem::path& path)
{
    const auto bytes = readFile(path, largestFile);
    if (!bytes)
        return bytes.error();
    auto set = trainingSetFromBytes(*bytes);
    if (!set)
        return Error{set.error().code, path.string(), set.error().detail};
    return set;
}

std::string fingerprintOf(const TrainingSet& set)
{
    return toHex(sha256(bodyOf(set)));
}

} // namespace assay::train
