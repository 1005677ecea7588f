// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/sketches.h"

#include <algorithm>
#include <cstring>

namespace assay {
namespace {

// Places: of each row the number of its shingles in Shingles, or noPlace.
enum Section : uint32_t { Places = 1, Shingles, DigestEnds, Digests };
constexpr uint32_t noPlace = UINT32_MAX;

} // namespace

ItemSketch sketchOf(std::span<const fuzzy::PartHash> hashes)
{
    ItemSketch sketch;
    for (const fuzzy::PartHash& hash : hashes) {
        if (hash.shingles) {
            auto& shingles = sketch.shingles.emplace();
            std::transform(hash.shingles->begin(), hash.shingles->end(), shingles.begin(),
                [](uint64_t shingle) { return static_cast<uint32_t>(shingle); });
            sketch.digests.clear();
            return sketch;
        }
        if (sketch.digests.size() < ItemSketch::mostDigests)
            std::memcpy(&sketch.digests.emplace_back(), hash.digest.data(), sizeof(uint64_t));
    }
    return sketch;
}

void SketchFileBuilder::add(const ItemSketch& sketch)
{
    m_places.push_back(noPlace);
    if (sketch.shingles) {
        m_places.back() = static_cast<uint32_t>(m_shingles.size() / sketch.shingles->size());
        m_shingles.insert(m_shingles.end(), sketch.shingles->begin(), sketch.shingles->end());
    }
    m_digests.insert(m_digests.end(), sketch.digests.begin(), sketch.digests.end());
    m_digestEnds.push_back(static_cast<uint32_t>(m_digests.size()));
}

std::string SketchFileBuilder::finish(IndexIdentity identity)
{
    IndexFileWriter writer;
    writer.add(Places, m_places);
    writer.add(Shingles, m_shingles);
    writer.add(DigestEnds, m_digestEnds);
    writer.add(Digests, m_digests);
    identity.kind = IndexKind::Sketches;
    identity.rows = rows();
    *this = {};
    return writer.finish(identity);
}

std::optional<SketchFile> SketchFile::read(std::shared_ptr<const IndexFile> file)
{
    SketchFile sketches;
    sketches.m_file = std::move(file);
    if (!sketches.m_file->isSound())
        return std::nullopt;
    sketches.m_places = sketches.m_file->numbers<uint32_t>(Places);
    sketches.m_shingles = sketches.m_file->numbers<uint32_t>(Shingles);
    sketches.m_digestEnds = sketches.m_file->numbers<uint32_t>(DigestEnds);
    sketches.m_digests = sketches.m_file->numbers<uint64_t>(Digests);
    return sketches.isSound() ? std::optional(std::move(sketches)) : std::nullopt;
}

bool SketchFile::isSound() const
{
    const size_t count = m_file->identity().rows;
    if (m_file->isDamaged() || m_places.size() != count || m_digestEnds.size() != count)
        return false;
    uint32_t digests = 0;
    for (uint32_t row = 0; row < count; ++row) {
        const bool isInside = m_places[row] == noPlace || m_places[row] < m_shingles.size() / fuzzy::shingleCount;
        if (!isInside || m_digestEnds[row] < digests || m_digestEnds[row] > m_digests.size())
            return false;
        digests = m_digestEnds[row];
    }
    return true;
}

const uint32_t* SketchFile::shingles(uint32_t row) const
{
    return m_places[row] == noPlace ? nullptr : m_shingles.data() + size_t{m_places[row]} * fuzzy::shingleCount;
}

std::span<const uint64_t> SketchFile::digests(uint32_t row) const
{
    const uint32_t begin = row == 0 ? 0 : m_digestEnds[row - 1];
    return m_digests.subspan(begin, m_digestEnds[row] - begin);
}

ItemSketch SketchFile::sketch(uint32_t row) const
{
    ItemSketch sketch;
    if (const uint32_t* from = shingles(row))
        std::copy_n(from, fuzzy::shingleCount, sketch.shingles.emplace().begin());
    sketch.digests.assign(digests(row).begin(), digests(row).end());
    return sketch;
}

} // namespace assay
