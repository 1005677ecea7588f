// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/shape.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace assay::rules {

namespace {

using Kind = PatternTree::Kind;

constexpr size_t maximumShapes = 160; // of one pattern
constexpr uint32_t copiesOfRepeat = 4;
constexpr uint32_t maximumTimes = 8;
constexpr double usualLength = 256; // of a text
constexpr double commonChance = 5e-4; // a set more common than this finds too many candidates
constexpr double rareChance = 1e-8; // longer rows than needed for this only take room

// Rough shares of bytes in mail text; they only steer which stretch of a pattern is looked for.
const std::array<double, 256>& byteChances()
{
    static const std::array<double, 256> table = [] {
        std::array<double, 256> chances{};
        chances.fill(0.0008);
        static constexpr std::string_view letters = "etaoinshrdlcumwfgypbvkjxqz";
        static constexpr double shares[] = {.1, .075, .065, .06, .057, .057, .053, .05, .048, .034, .033, .024, .023,
            .02, .019, .018, .016, .016, .016, .012, .008, .006, .002, .002, .001, .001};
        for (size_t i = 0; i < letters.size(); ++i) {
            const auto lower = static_cast<uint8_t>(letters[i]);
            chances[lower] = shares[i];
            chances[lower - 32U] = shares[i] * 0.08 + 0.001;
        }
        for (unsigned c = '0'; c <= '9'; ++c)
            chances[c] = 0.006;
        for (unsigned c = 0x21; c < 0x30; ++c)
            chances[c] = 0.004;
        for (unsigned c = 0; c < 0x20; ++c)
            chances[c] = 0.0001;
        chances[' '] = 0.17;
        chances['\n'] = 0.02;
        chances['.'] = chances[','] = chances['-'] = chances['='] = 0.012;
        return chances;
    }();
    return table;
}

double chanceOf(const ByteSet& set)
{
    const std::array<double, 256>& chances = byteChances();
    double sum = 0;
    for (size_t byte = set._Find_first(); byte < set.size(); byte = set._Find_next(byte))
        sum += chances[byte];
    return std::min(sum, 1.0);
}

// What can be said of a node without its structure.
struct Summary
{
    bool nullable = true; // may match the empty text
    ByteSet first, rest; // bytes at the first place, and at later ones
    ByteSet all() const { return first | rest; }
};

Summary summaryOf(const PatternTree& tree)
{
    Summary result;
    switch (tree.kind) {
    case Kind::Bytes:
        result.nullable = false;
        result.first = tree.bytes;
        break;
    case Kind::Sequence:
        for (const PatternTree& child : tree.children) {
            const Summary part = summaryOf(child);
            result.rest |= part.rest;
            if (&child != &tree.children.front())
                result.rest |= part.first;
            if (result.nullable)
                result.first |= part.first;
            result.nullable = result.nullable && part.nullable;
        }
        break;
    case Kind::Choice:
        result.nullable = false;
        for (const PatternTree& child : tree.children) {
            const Summary part = summaryOf(child);
            result.first |= part.first;
            result.rest |= part.rest;
            result.nullable = result.nullable || part.nullable;
        }
        break;
    case Kind::Repeat:
        result = summaryOf(tree.children.front());
        if (tree.most > 1)
            result.rest |= result.first;
        result.nullable = result.nullable || tree.least == 0;
        break;
    case Kind::WordEdge:
        break;
    case Kind::Anything:
        result.first.set();
        result.rest.set();
        break;
    }
    return result;
}

// Writes a node as a row: parts with an inner structure of their own become one place that takes any of their bytes.
void appendRow(const PatternTree& tree, Shape& row)
{
    const auto skip = [&row](const ByteSet& bytes) {
        if (!row.stay.empty())
            row.stay.back() |= bytes;
    };
    switch (tree.kind) {
    case Kind::Sequence:
        for (const PatternTree& child : tree.children)
            appendRow(child, row);
        break;
    case Kind::Repeat: {
        const uint32_t copies = std::min(tree.least, copiesOfRepeat);
        for (uint32_t i = 0; i < copies; ++i)
            appendRow(tree.children.front(), row);
        if (tree.most > copies)
            skip(summaryOf(tree.children.front()).all());
        break;
    }
    default: {
        const Summary summary = summaryOf(tree);
        if (summary.nullable) {
            skip(summary.all());
        } else {
            row.enter.push_back(summary.first);
            row.stay.push_back(summary.rest);
        }
    }
    }
}

// The best stretch of a row: the rarest, and no longer than it takes.
ShapeSet bestStretch(const Shape& row)
{
    const size_t length = row.enter.size();
    std::vector<double> entered(length), lingering(length);
    for (size_t i = 0; i < length; ++i) {
        entered[i] = chanceOf(row.enter[i]);
        // Staying in a place lets the next one be entered later.
        lingering[i] = 1 / (1.02 - chanceOf(row.stay[i]));
    }
    ShapeSet best;
    size_t bestBegin = 0, bestEnd = 0;
    for (size_t begin = 0; begin < length; ++begin) {
        double chance = 1;
        for (size_t end = begin; end < length && end - begin < maximumShapeLength && chance > rareChance; ++end) {
            chance *= std::min(1.0, entered[end] * (end > begin ? lingering[end - 1] : 1));
            if (chance >= best.chance)
                continue;
            best.chance = chance;
            bestBegin = begin;
            bestEnd = end + 1;
        }
    }
    if (bestEnd > 0) {
        const auto from = static_cast<std::ptrdiff_t>(bestBegin), to = static_cast<std::ptrdiff_t>(bestEnd);
        best.shapes.push_back(
            {{row.enter.begin() + from, row.enter.begin() + to}, {row.stay.begin() + from, row.stay.begin() + to}});
    }
    return best;
}

ShapeSet best(const PatternTree& tree);

// Every alternative has to have its shape.
ShapeSet bestOfChoice(const PatternTree& tree)
{
    ShapeSet result;
    result.chance = 0;
    for (const PatternTree& child : tree.children) {
        const ShapeSet part = best(child);
        if (part.shapes.empty() || part.times > 1 || result.shapes.size() + part.shapes.size() > maximumShapes)
            return {};
        result.shapes.insert(result.shapes.end(), part.shapes.begin(), part.shapes.end());
        result.chance += part.chance;
    }
    return result;
}

ShapeSet best(const PatternTree& tree)
{
    Shape row;
    appendRow(tree, row);
    ShapeSet result = bestStretch(row);
    const auto consider = [&result](ShapeSet other) {
        if (!other.shapes.empty() && other.candidateChance() < result.candidateChance())
            result = std::move(other);
    };
    if (tree.kind == Kind::Choice)
        consider(bestOfChoice(tree));
    if (tree.kind == Kind::Sequence || (tree.kind == Kind::Repeat && tree.least > 0)) {
        // When the row is rare enough, looking into its parts gains nothing.
        for (const PatternTree& child : tree.children) {
            if (result.candidateChance() <= rareChance || child.kind == Kind::Bytes)
                continue;
            ShapeSet part = best(child);
            if (tree.kind == Kind::Repeat && part.times == 1)
                part.times = std::min(tree.least, maximumTimes);
            consider(std::move(part));
        }
    }
    return result;
}

} // namespace

double ShapeSet::candidateChance() const
{
    double product = 1 / usualLength;
    for (uint32_t i = 1; i <= times; ++i)
        product *= chance * usualLength / i;
    return product;
}

std::optional<ShapeSet> shapesOf(const PatternTree& tree)
{
    ShapeSet result = best(tree);
    if (result.shapes.empty() || result.candidateChance() > commonChance)
        return {};
    return result;
}

size_t requiredLiteral(const PatternTree& tree)
{
    size_t longest = 0, run = 0;
    switch (tree.kind) {
    case Kind::Bytes:
        return tree.bytes.count() <= 2;
    case Kind::Sequence:
        for (const PatternTree& child : tree.children) {
            const bool letter = child.kind == Kind::Bytes && child.bytes.count() <= 2;
            run = letter ? run + 1 : 0;
            longest = std::max({longest, run, letter ? 1 : requiredLiteral(child)});
        }
        return longest;
    case Kind::Choice:
        longest = SIZE_MAX;
        for (const PatternTree& child : tree.children)
            longest = std::min(longest, requiredLiteral(child));
        return longest;
    case Kind::Repeat:
        return tree.least > 0 ? requiredLiteral(tree.children.front()) : 0;
    case Kind::WordEdge:
    case Kind::Anything:
        break;
    }
    return 0;
}

} // namespace assay::rules
