// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/recordblob.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace assay {
namespace {

enum class Tag : uint8_t { Zero, Missing, Whole, NegativeWhole, Real, Float };
constexpr char version = 1;
constexpr double largestWhole = 1e9; // larger ones are no shorter

void putNumber(std::string& data, uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        data += static_cast<char>(number | 0x80);
    data += static_cast<char>(number);
}

void putValue(std::string& data, double value)
{
    const auto put = [&](Tag tag) { data += static_cast<char>(tag); };
    if (!std::isfinite(value)) {
        put(Tag::Missing);
    } else if (value == 0) {
        put(Tag::Zero);
    } else if (std::floor(value) == value && std::fabs(value) <= largestWhole) {
        put(value < 0 ? Tag::NegativeWhole : Tag::Whole);
        putNumber(data, static_cast<uint64_t>(std::fabs(value)));
    } else if (const auto narrow = static_cast<float>(value); static_cast<double>(narrow) == value) {
        put(Tag::Float);
        data.append(reinterpret_cast<const char*>(&narrow), sizeof narrow);
    } else {
        put(Tag::Real);
        data.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
}

class Unpacker
{
public:
    explicit Unpacker(std::string_view data)
        : m_data(data)
    {
    }
    uint8_t byte()
    {
        if (m_data.empty()) {
            m_isBroken = true;
            return 0;
        }
        const auto value = static_cast<uint8_t>(m_data.front());
        m_data.remove_prefix(1);
        return value;
    }
    uint64_t number()
    {
        uint64_t number = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const uint8_t next = byte();
            number |= uint64_t{next & 0x7FU} << shift;
            if ((next & 0x80) == 0)
                return number;
        }
        m_isBroken = true;
        return 0;
    }
    // Of things that take a byte or more each.
    size_t count()
    {
        const uint64_t count = number();
        m_isBroken |= count > m_data.size();
        return m_isBroken ? 0 : static_cast<size_t>(count);
    }
    double value()
    {
        switch (static_cast<Tag>(byte())) {
        case Tag::Zero:
            return 0;
        case Tag::Missing:
            return std::numeric_limits<double>::quiet_NaN();
        case Tag::Whole:
            return static_cast<double>(number());
        case Tag::NegativeWhole:
            return -static_cast<double>(number());
        case Tag::Real:
            return take<double>();
        case Tag::Float:
            return static_cast<double>(take<float>());
        }
        m_isBroken = true;
        return 0;
    }
    bool isBroken() const { return m_isBroken; }
    bool isAtEnd() const { return m_data.empty(); }

private:
    template <typename T>
    T take()
    {
        T value = 0;
        if (m_data.size() < sizeof value) {
            m_isBroken = true;
            return 0;
        }
        std::memcpy(&value, m_data.data(), sizeof value);
        m_data.remove_prefix(sizeof value);
        return value;
    }
    std::string_view m_data;
    bool m_isBroken = false;
};

} // namespace

std::string packRecord(
    const feedback::BatchRecord& record, const std::function<uint32_t(const std::string& name)>& numberOfName)
{
    std::string data(1, version);
    putNumber(data, record.features.size());
    for (const double value : record.features)
        putValue(data, value);
    putNumber(data, record.symbols.size());
    for (const auto& [name, value] : record.symbols) {
        putNumber(data, numberOfName(name));
        putValue(data, value);
    }
    return data;
}

bool unpackRecord(std::string_view data, const std::vector<std::string>& names, feedback::BatchRecord& record)
{
    Unpacker in(data);
    if (in.byte() != version)
        return false;
    const size_t features = in.count();
    for (size_t i = 0; i < features; ++i)
        record.features.push_back(in.value());
    const size_t symbols = in.count();
    for (size_t i = 0; i < symbols && !in.isBroken(); ++i) {
        const uint64_t name = in.number();
        const double value = in.value();
        if (name >= names.size())
            return false;
        record.symbols.emplace_back(names[name], value);
    }
    return !in.isBroken() && in.isAtEnd();
}

} // namespace assay
