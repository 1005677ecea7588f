// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/log/accessline.h"
#include "core/traffic/log/columns.h"

#include <string>
#include <vector>

namespace assay::traffic {

// A log_format of nginx: literal text and $variables, as one string or as the pieces in quotes of the configuration
// ("log_format main '$remote_addr ...' '...';").
class LogPattern
{
public:
    // BadArgument: no variable tells the client or the time, or two follow each other with nothing between.
    static Result<LogPattern> parse(std::string_view text);
    LineResult parseLine(std::string_view line, const LogOptions& options, TextArena& arena, Request& request) const;

private:
    // A variable and the text behind it.
    struct Piece
    {
        ColumnTable::Found column;
        std::string behind;
    };
    std::string m_front; // text before the first variable
    std::vector<Piece> m_pieces;
};

} // namespace assay::traffic
