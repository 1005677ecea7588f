// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/headeraccess.h"
#include "core/rules/view/parttexts.h"

#include <vector>

namespace assay::rules {

// Which of the rendered texts.
enum class Visibility : uint8_t { All, Visible, Invisible };

// The pieces of body rules (spec/regex B.5 "body").
class BodyInput
{
public:
    BodyInput(const MimeTree& tree, const HeaderAccess& headers, PartTexts& texts, Visibility visibility)
        : m_tree(tree)
        , m_headers(headers)
        , m_texts(texts)
        , m_visibility(visibility)
    {
    }
    const std::vector<Piece>& pieces();
    // Only for all of the text.
    RawRange map(size_t piece, uint64_t offset, uint64_t length);

private:
    struct Stretch
    {
        size_t offset; // in the joined text
        int part;
    };
    std::string subject() const;
    const RenderedText* textOf(size_t node);
    void join();
    void build();
    SourceMap joinedMap();
    SourceMap wholeMap();

    const MimeTree& m_tree;
    const HeaderAccess& m_headers;
    PartTexts& m_texts;
    Visibility m_visibility;
    RenderedText m_joined;
    std::vector<Stretch> m_stretches;
    std::vector<Piece> m_pieces;
    std::vector<size_t> m_starts; // of pieces
    std::optional<SourceMap> m_map;
    bool m_built = false;
};

// The pieces of rawbody rules.
class RawBodyInput
{
public:
    RawBodyInput(const MimeTree& tree, PartTexts& texts)
        : m_tree(tree)
        , m_texts(texts)
    {
    }
    const std::vector<Piece>& pieces();
    RawRange map(size_t piece, uint64_t offset, uint64_t length);

private:
    const MimeTree& m_tree;
    PartTexts& m_texts;
    std::vector<Piece> m_pieces;
    std::vector<size_t> m_offsets; // of pieces in the decoded part
    bool m_built = false;
};

} // namespace assay::rules
