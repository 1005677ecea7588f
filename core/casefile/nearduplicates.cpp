// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/nearduplicates.h"

#include "core/base/parallelfor.h"

#include <algorithm>
#include <numeric>

namespace assay {
namespace {

// Shingles are looked up by neighbouring pairs. Of 16 pairs at least one is equal in both texts as soon as 17 of 32
// shingles are, so none that are near are missed.
constexpr size_t bands = fuzzy::shingleCount / 2;
static_assert(nearShingles > bands);
constexpr unsigned mostRepresentatives = 32; // of one pair of shingles

// Sets of rows that are joined one link at a time; the first row stands for its set.
class JoinedRows
{
public:
    explicit JoinedRows(size_t count)
        : m_parents(count)
    {
        std::iota(m_parents.begin(), m_parents.end(), 0U);
    }
    uint32_t first(uint32_t row)
    {
        while (m_parents[row] != row)
            row = m_parents[row] = m_parents[m_parents[row]];
        return row;
    }
    // False: they were together already.
    bool join(uint32_t a, uint32_t b)
    {
        a = first(a);
        b = first(b);
        m_parents[std::max(a, b)] = std::min(a, b);
        return a != b;
    }

private:
    std::vector<uint32_t> m_parents;
};

struct Link
{
    uint32_t a = 0, b = 0;
};

unsigned equalShingles(const uint32_t* a, const uint32_t* b)
{
    unsigned equal = 0;
    for (size_t i = 0; i < fuzzy::shingleCount; ++i)
        equal += a[i] == b[i] ? 1 : 0;
    return equal;
}

constexpr uint64_t mixFactor = 0x9E3779B97F4A7C15U;

// The long texts of a case.
struct Texts
{
    void add(const uint32_t* text, uint32_t row)
    {
        uint64_t sum = 0;
        for (size_t i = 0; i < fuzzy::shingleCount; ++i) {
            sum = (sum ^ text[i]) * mixFactor;
            sum ^= sum >> 32;
        }
        shingles.push_back(text);
        sums.push_back(sum);
        rows.push_back(row);
    }
    std::vector<const uint32_t*> shingles;
    std::vector<uint64_t> sums; // equal where all shingles are
    std::vector<uint32_t> rows;
};

// Texts that agree in one pair of shingles, found by a table of chains.
class Band
{
public:
    // `joined`: what is together already need not be compared.
    Band(const Texts& texts, size_t number, const JoinedRows& joined)
        : m_texts(texts)
        , m_keys(texts.shingles.size())
        , m_next(texts.shingles.size(), none)
        , m_joined(joined)
    {
        size_t slots = 1024;
        while (slots < m_keys.size())
            slots *= 2;
        m_heads.assign(slots, none);
        for (size_t i = 0; i < m_keys.size(); ++i)
            m_keys[i] = uint64_t{texts.shingles[i][2 * number]} << 32 | texts.shingles[i][2 * number + 1];
    }

    // Links that join what was apart.
    std::vector<Link> links(const RunContext& context)
    {
        for (uint32_t text = 0; text < m_keys.size(); ++text) {
            if (text % 4096 == 0 && context.stopRequested())
                break;
            place(text);
        }
        return std::move(m_links);
    }

private:
    static constexpr uint32_t none = UINT32_MAX;

    void place(uint32_t text)
    {
        uint32_t& head = m_heads[slotOf(m_keys[text])];
        unsigned seen = 0;
        bool isEqual = false; // to a representative, which stands for both then
        for (uint32_t other = head; other != none && !isEqual; other = m_next[other]) {
            if (m_keys[other] != m_keys[text])
                continue;
            ++seen;
            isEqual = m_texts.sums[text] == m_texts.sums[other];
            if (m_joined.first(text) == m_joined.first(other))
                continue;
            if (equalShingles(m_texts.shingles[text], m_texts.shingles[other]) >= nearShingles) {
                m_joined.join(text, other);
                m_links.push_back({text, other});
            }
        }
        if (isEqual || seen >= mostRepresentatives)
            return;
        m_next[text] = head;
        head = text;
    }
    size_t slotOf(uint64_t key) const { return ((key * mixFactor) >> 32) & (m_heads.size() - 1); }

    const Texts& m_texts;
    std::vector<uint64_t> m_keys;
    std::vector<uint32_t> m_heads, m_next;
    JoinedRows m_joined;
    std::vector<Link> m_links;
};

void joinTexts(std::span<const SketchFile> files, JoinedRows& joined, const RunContext& context)
{
    Texts texts;
    uint32_t firstRow = 0;
    for (const SketchFile& file : files) {
        for (uint32_t row = 0; row < file.rows(); ++row) {
            if (const uint32_t* shingles = file.shingles(row))
                texts.add(shingles, firstRow + row);
        }
        firstRow += file.rows();
    }
    JoinedRows together(texts.rows.size()); // by number of the text
    // As many bands at once as there are threads: each takes about 24 bytes a text.
    const RunContext working(context.stopToken(), nullptr, context.workers());
    for (size_t begin = 0; begin < bands && !context.stopRequested(); begin += context.workers()) {
        const size_t count = std::min<size_t>(context.workers(), bands - begin);
        std::vector<std::vector<Link>> found(count);
        parallelFor(count, working,
            [&](size_t index, unsigned) { found[index] = Band(texts, begin + index, together).links(context); });
        for (const std::vector<Link>& links : found) {
            for (const Link& link : links) {
                together.join(link.a, link.b);
                joined.join(texts.rows[link.a], texts.rows[link.b]);
            }
        }
    }
}

void joinEqualDigests(std::span<const SketchFile> files, JoinedRows& joined)
{
    std::vector<std::pair<uint64_t, uint32_t>> digests; // with their rows
    uint32_t firstRow = 0;
    for (const SketchFile& file : files) {
        for (uint32_t row = 0; row < file.rows(); ++row) {
            for (const uint64_t digest : file.digests(row))
                digests.emplace_back(digest, firstRow + row);
        }
        firstRow += file.rows();
    }
    std::sort(digests.begin(), digests.end());
    for (size_t i = 1; i < digests.size(); ++i) {
        if (digests[i].first == digests[i - 1].first)
            joined.join(digests[i].second, digests[i - 1].second);
    }
}

} // namespace

std::vector<uint32_t> clusterRows(std::span<const SketchFile> files, const RunContext& context)
{
    size_t count = 0;
    for (const SketchFile& file : files)
        count += file.rows();
    JoinedRows joined(count);
    joinEqualDigests(files, joined);
    joinTexts(files, joined, context);
    std::vector<uint32_t> clusters;
    if (context.stopRequested())
        return clusters;
    clusters.resize(count);
    for (uint32_t row = 0; row < count; ++row)
        clusters[row] = joined.first(row);
    return clusters;
}

} // namespace assay
