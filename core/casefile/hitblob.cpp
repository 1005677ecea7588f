// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/hitblob.h"

#include "core/text/utf8.h"

#include <bit>

namespace assay {
namespace {

constexpr uint64_t layoutVersion = 1;

void putNumber(std::string& out, uint64_t number)
{
    while (number >= 0x80) {
        out += static_cast<char>(number | 0x80);
        number >>= 7;
    }
    out += static_cast<char>(number);
}

void putText(std::string& out, std::string_view text)
{
    putNumber(out, text.size());
    out += text;
}

void putReal(std::string& out, double value)
{
    auto bits = std::bit_cast<uint64_t>(value);
    for (int i = 0; i < 8; ++i, bits >>= 8)
        out += static_cast<char>(bits & 0xFF);
}

void putEvidence(std::string& out, const Evidence& place)
{
    putNumber(out, static_cast<uint64_t>(place.where));
    putText(out, place.part);
    putText(out, place.header);
    putNumber(out, place.piece);
    putNumber(out, place.offset);
    putNumber(out, place.length);
    putNumber(out, place.raw.offset);
    putNumber(out, place.raw.length);
    putNumber(out, static_cast<uint64_t>(place.raw.why));
    putText(out, utf8Prefix(place.text, storedTextLimit));
}

// Takes values off the front; after the first that does not fit, everything is 0 and ok() is false.
class Taker
{
public:
    explicit Taker(std::string_view data)
        : m_data(data)
    {
    }
    bool ok() const { return m_ok; }
    bool atEnd() const { return m_data.empty(); }

    uint64_t number()
    {
        uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && !m_data.empty(); shift += 7) {
            const auto byte = static_cast<uint8_t>(m_data.front());
            m_data.remove_prefix(1);
            value |= static_cast<uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80)
                return value;
        }
        return fail();
    }
    // The length of a list whose entries take at least one byte each.
    size_t length()
    {
        const uint64_t value = number();
        return value <= m_data.size() ? static_cast<size_t>(value) : static_cast<size_t>(fail());
    }
    std::string text()
    {
        const size_t size = length();
        std::string value(m_data.substr(0, size));
        m_data.remove_prefix(size);
        return value;
    }
    double real()
    {
        if (m_data.size() < 8)
            return static_cast<double>(fail());
        uint64_t bits = 0;
        for (int i = 7; i >= 0; --i)
            bits = bits << 8 | static_cast<uint8_t>(m_data[static_cast<size_t>(i)]);
        m_data.remove_prefix(8);
        return std::bit_cast<double>(bits);
    }

private:
    uint64_t fail()
    {
        m_ok = false;
        m_data = {};
        return 0;
    }
    std::string_view m_data;
    bool m_ok = true;
};

Evidence takeEvidence(Taker& taker)
{
    Evidence place;
    const uint64_t where = taker.number();
    place.where =
        where <= static_cast<uint64_t>(rules::Where::Eval) ? static_cast<rules::Where>(where) : rules::Where::Eval;
    place.part = taker.text();
    place.header = taker.text();
    place.piece = static_cast<uint32_t>(taker.number());
    place.offset = taker.number();
    place.length = taker.number();
    place.raw.offset = taker.number();
    place.raw.length = taker.number();
    const uint64_t why = taker.number();
    place.raw.why = why <= static_cast<uint64_t>(rules::Unmapped::NoBytes) ? static_cast<rules::Unmapped>(why)
                                                                           : rules::Unmapped::NoBytes;
    place.text = taker.text();
    return place;
}

Hit takeHit(Taker& taker)
{
    Hit hit;
    hit.symbol = SymbolId{static_cast<uint32_t>(taker.number())};
    hit.score = taker.real();
    hit.count = static_cast<uint32_t>(taker.number());
    for (size_t i = taker.length(); i > 0 && taker.ok(); --i)
        hit.options.push_back(taker.text());
    for (size_t i = taker.length(); i > 0 && taker.ok(); --i)
        hit.evidence.push_back(takeEvidence(taker));
    return hit;
}

} // namespace

std::string packHits(const std::vector<Hit>& hits, const std::function<uint32_t(SymbolId)>& storedSymbol)
{
    std::string out;
    putNumber(out, layoutVersion);
    putNumber(out, hits.size());
    for (const Hit& hit : hits) {
        putNumber(out, storedSymbol(hit.symbol));
        putReal(out, hit.score);
        putNumber(out, hit.count);
        putNumber(out, hit.options.size());
        for (const std::string& option : hit.options)
            putText(out, option);
        putNumber(out, hit.evidence.size());
        for (const Evidence& place : hit.evidence)
            putEvidence(out, place);
    }
    return out;
}

Result<std::vector<Hit>> unpackHits(std::string_view data)
{
    Taker taker(data);
    std::vector<Hit> hits;
    if (taker.number() == layoutVersion) {
        for (size_t i = taker.length(); i > 0 && taker.ok(); --i)
            hits.push_back(takeHit(taker));
        if (taker.ok() && taker.atEnd())
            return hits;
    }
    return Error{ErrorCode::BadData, {}, "the stored hits are damaged"};
}

} // namespace assay
