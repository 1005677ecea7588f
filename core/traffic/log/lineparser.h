// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/log/jsonline.h"
#include "core/traffic/log/pattern.h"
#include "core/traffic/log/w3cline.h"

#include <optional>

namespace assay::traffic {

// What all lines of a log have in common, made once. Const after that: any thread.
class LogDialect
{
public:
    // BadArgument or BadData: the pattern or the schema is off.
    static Result<LogDialect> make(const LogOptions& options);
    const LogOptions& options() const { return m_options; }
    const JsonSchema& schema() const { return m_schema; }
    const std::optional<LogPattern>& pattern() const { return m_pattern; }
    // Whether lines of `format` are read: all when none is demanded, else those of its kind.
    bool allows(LogFormat format) const;

private:
    LogOptions m_options;
    JsonSchema m_schema;
    std::optional<LogPattern> m_pattern;
};

// What a line is.
struct ParsedLine
{
    enum class Kind { Nothing, Request, Reject, Challenge };
    Kind kind = Kind::Nothing;
    LogFormat format = LogFormat::Unknown;
    std::string_view why; // of a Reject
    bool hasZone = true;
};

// Reads line after line; each by itself, but for the #Fields of W3C logs. One thread.
class LineParser
{
public:
    explicit LineParser(const LogDialect& dialect)
        : m_dialect(dialect)
    {
    }
    W3cLayout& layout() { return m_layout; }
    // Without its line end. Fills `request` or `event` by the kind; their texts are in the line, in `arena` or in the
    // options.
    ParsedLine parse(std::string_view line, TextArena& arena, Request& request, ChallengeEvent& event);

private:
    ParsedLine parseJson(std::string_view line, TextArena& arena, Request& request, ChallengeEvent& event);
    LineResult parseOther(std::string_view line, TextArena& arena, Request& request);

    const LogDialect& m_dialect;
    W3cLayout m_layout;
};

} // namespace assay::traffic
