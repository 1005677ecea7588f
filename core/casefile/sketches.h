// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/fuzzyhasher.h"
#include "core/index/indexfile.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay {

// What is kept of the fuzzy hashes of an item to find its near-duplicates.
struct ItemSketch
{
    using Shingles = std::array<uint32_t, fuzzy::shingleCount>; // the lower halves
    static constexpr size_t mostDigests = 4;

    // Of the first long text. Items with one are compared by it alone: attachments and logos that much mail has in
    // common would tie together what says different things.
    std::optional<Shingles> shingles;
    // Of items without: short texts, images and attachments, compared for being equal.
    std::vector<uint64_t> digests;
};
ItemSketch sketchOf(std::span<const fuzzy::PartHash> hashes);

// Sketches of a run of rows as one file of the index.
class SketchFileBuilder
{
public:
    void add(const ItemSketch& sketch);
    uint32_t rows() const { return static_cast<uint32_t>(m_digestEnds.size()); }
    std::string finish(IndexIdentity identity);

private:
    std::vector<uint32_t> m_places, m_shingles, m_digestEnds;
    std::vector<uint64_t> m_digests;
};

// The same, read again.
class SketchFile
{
public:
    // Nullopt when the file is damaged anywhere.
    static std::optional<SketchFile> read(std::shared_ptr<const IndexFile> file);
    uint32_t rows() const { return static_cast<uint32_t>(m_places.size()); }
    // Nullptr when the row has none; else as many numbers as ItemSketch::Shingles.
    const uint32_t* shingles(uint32_t row) const;
    std::span<const uint64_t> digests(uint32_t row) const;
    ItemSketch sketch(uint32_t row) const;

private:
    bool isSound() const;

    std::shared_ptr<const IndexFile> m_file;
    std::span<const uint32_t> m_places, m_shingles, m_digestEnds;
    std::span<const uint64_t> m_digests;
};

} // namespace assay
