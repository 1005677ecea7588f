// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/log/accessline.h"
#include "core/traffic/log/columns.h"

#include <string>
#include <utility>

namespace assay::traffic {

// Which member of a JSON object is what: the schema of content delivery networks, that of Elastic (ECS), the names of
// nginx variables, or those of the user.
class JsonSchema
{
public:
    // The built-in one.
    JsonSchema();
    // From a schema of the user: "properties" names the members, "default" and "required" as in its text; "field" of a
    // property says which built-in member it stands for when its name does not. BadData: no such schema.
    static Result<JsonSchema> parse(std::string_view text);

    const ColumnTable& columns() const { return m_columns; }
    struct Default
    {
        ColumnTable::Found column;
        std::string value;
    };
    const std::vector<Default>& defaults() const { return m_defaults; } // of members that are missing
    bool isOfUser() const { return m_isOfUser; }

private:
    ColumnTable m_columns;
    std::vector<Default> m_defaults;
    bool m_isOfUser = false;
};

// What a line of JSON is.
struct JsonResult : LineResult
{
    enum class Kind { Request, Challenge, Passed } kind = Kind::Request; // Passed: a report about something else
};
// `event` is filled for Kind::Challenge.
JsonResult parseJsonLine(std::string_view line, const JsonSchema& schema, const LogOptions& options, TextArena& arena,
    Request& request, ChallengeEvent& event);

} // namespace assay::traffic
