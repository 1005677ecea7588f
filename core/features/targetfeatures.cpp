// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/mark.h"
#include "core/features/requestfacts.h"

#include <algorithm>
#include <cmath>

namespace assay::features {
namespace {

// Of the lengths of its texts.
double deviationOf(const UrlShape& shape)
{
    if (shape.texts == 0)
        return 0;
    const double mean = shape.bytes / shape.texts;
    return std::sqrt(std::max(0.0, shape.squares / shape.texts - mean * mean));
}

constexpr RequestFeatureRow rows[] = {
    {{"path.unique", ASSAY_MARK("core", "Different paths among the requests"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.distinctPaths, f.requests); }},
    {{"path.entropy", ASSAY_MARK("core", "Spread of the requests over paths"), "bits", 0},
        [](const RequestFacts& f) { return f.pathEntropy; }},
    {{"path.sections", ASSAY_MARK("core", "Different first parts of paths"), "", 0},
        [](const RequestFacts& f) { return f.sections; }},
    {{"path.suffixes", ASSAY_MARK("core", "Different suffixes of paths"), "", 0},
        [](const RequestFacts& f) { return f.suffixes; }},
    {{"path.length", ASSAY_MARK("core", "Mean length of paths"), "bytes", 0},
        [](const RequestFacts& f) { return ratioOf(f.paths.bytes, f.paths.texts); }},
    {{"path.longest", ASSAY_MARK("core", "Longest path"), "bytes", 0},
        [](const RequestFacts& f) { return f.paths.longest; }},
    {{"path.deviation", ASSAY_MARK("core", "Standard deviation of the length of paths"), "bytes", 0},
        [](const RequestFacts& f) { return deviationOf(f.paths); }},
    {{"path.digits", ASSAY_MARK("core", "Digits among the characters of paths"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.paths.digits, f.paths.decoded()); }},
    {{"path.symbols", ASSAY_MARK("core", "Unusual punctuation among the characters of paths"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.paths.symbols, f.paths.decoded()); }},
    {{"path.escapes", ASSAY_MARK("core", "Escaped characters among the characters of paths"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.paths.escapes, f.paths.decoded()); }},
    {{"path.odd", ASSAY_MARK("core", "Paths with brackets, quotes, markup or control characters"), "share", 0},
        [](const RequestFacts& f) {
            return ratioOf(f.paths.withCode + f.paths.withMarkup + f.paths.withQuotes, f.paths.texts);
        }},
    {{"path.climbing", ASSAY_MARK("core", "Paths that climb out of their folder"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.paths.withClimb, f.paths.texts); }},
    {{"path.hidden", ASSAY_MARK("core", "Paths with a name that begins with a dot"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.hiddenPaths, f.requests); }},
    {{"query.present", ASSAY_MARK("core", "Requests with a query"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.queries.texts, f.requests); }},
    {{"query.unique", ASSAY_MARK("core", "Different queries among the queries"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.distinctQueries, f.queries.texts); }},
    {{"query.length", ASSAY_MARK("core", "Mean length of queries"), "bytes", 0},
        [](const RequestFacts& f) { return ratioOf(f.queries.bytes, f.queries.texts); }},
    {{"query.longest", ASSAY_MARK("core", "Longest query"), "bytes", 0},
        [](const RequestFacts& f) { return f.queries.longest; }},
    {{"query.deviation", ASSAY_MARK("core", "Standard deviation of the length of queries"), "bytes", 0},
        [](const RequestFacts& f) { return deviationOf(f.queries); }},
    {{"query.parameters", ASSAY_MARK("core", "Parameters for each query"), "", 0},
        [](const RequestFacts& f) { return ratioOf(f.queries.parameters, f.queries.texts); }},
    {{"query.longest_value", ASSAY_MARK("core", "Longest value of a parameter"), "bytes", 0},
        [](const RequestFacts& f) { return f.queries.longestValue; }},
    {{"query.empty_values", ASSAY_MARK("core", "Parameters without a value"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.queries.emptyValues, f.queries.parameters); }},
    {{"query.entropy", ASSAY_MARK("core", "Mean spread of the characters of a query"), "bits", 0},
        [](const RequestFacts& f) { return ratioOf(f.queries.entropy, f.queries.texts); }},
    {{"query.digits", ASSAY_MARK("core", "Digits among the characters of queries"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.queries.digits, f.queries.decoded()); }},
    {{"query.capitals", ASSAY_MARK("core", "Capital letters among the letters of queries"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.queries.upper, f.queries.letters); }},
    {{"query.symbols", ASSAY_MARK("core", "Unusual punctuation among the characters of queries"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.queries.symbols, f.queries.decoded()); }},
    {{"query.blanks", ASSAY_MARK("core", "Blanks among the characters of queries"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.queries.blanks, f.queries.decoded()); }},
    {{"query.control", ASSAY_MARK("core", "Control characters among the characters of queries"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.queries.control, f.queries.decoded()); }},
    {{"query.non_ascii", ASSAY_MARK("core", "Bytes outside ASCII among the characters of queries"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.queries.nonAscii, f.queries.decoded()); }},
    {{"query.escapes", ASSAY_MARK("core", "Escaped characters among the characters of queries"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.queries.escapes, f.queries.decoded()); }},
    {{"query.needless_escapes", ASSAY_MARK("core", "Letters and digits among the escaped characters"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.queries.needlessEscapes, f.queries.escapes); }},
    {{"query.broken_escapes", ASSAY_MARK("core", "Broken or repeated escapes for each query"), "", 0},
        [](const RequestFacts& f) {
            return ratioOf(f.queries.brokenEscapes + f.queries.doubleEscapes, f.queries.texts);
        }},
    {{"query.with_markup", ASSAY_MARK("core", "Queries with < or >"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.queries.withMarkup, f.queries.texts); }},
    {{"query.with_quotes", ASSAY_MARK("core", "Queries with quotes"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.queries.withQuotes, f.queries.texts); }},
    {{"query.with_code", ASSAY_MARK("core", "Queries with brackets, semicolons, backslashes or control characters"),
         "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.queries.withCode, f.queries.texts); }},
    {{"query.climbing", ASSAY_MARK("core", "Queries that climb out of a folder"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.queries.withClimb, f.queries.texts); }},
    {{"query.repeats", ASSAY_MARK("core", "Queries with one punctuation character three times in a row"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.queries.withRepeats, f.queries.texts); }},
};

} // namespace

std::span<const RequestFeatureRow> targetFeatures()
{
    return rows;
}

} // namespace assay::features
