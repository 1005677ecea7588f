// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/log/logreader.h"
#include "core/traffic/log/textarena.h"

namespace assay::traffic {

// What the parser of a line says of it.
struct LineResult
{
    std::string_view why; // it is no request; empty: it is one
    LogFormat format = LogFormat::Unknown; // of the line
    bool hasZone = true;
};

// Lines of web servers: [vhost[:port]] client ident user [time] "request" status bytes ["referer" "agent" [more]].
LineResult parseAccessLine(std::string_view line, const LogOptions& options, TextArena& arena, Request& request);

} // namespace assay::traffic
