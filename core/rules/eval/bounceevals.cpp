// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/rules/eval/evals.h"
#include "core/rules/eval/evaltext.h"

#include <algorithm>

// Functions of the plugin VBounce: whether a bounce answers mail that went out over one's own servers.

namespace assay::rules {
namespace {

double hasRelays(EvalContext& context, const EvalCall&)
{
    return !context.tables().bounceRelays.isEmpty();
}

// "> Received:" with any quoting before it.
bool isTraceField(std::string_view line)
{
    while (!line.empty() && (line.front() == '>' || line.front() == ' '))
        line.remove_prefix(1);
    return startsWithIgnoringCase(line, "Received:");
}

bool namesRelay(std::string_view line, const GlobList& relays)
{
    const auto names = words(line);
    return std::any_of(names.begin(), names.end(),
        [&relays](std::string_view name) { return contains(name, ".") && relays.matches(name); });
}

bool rawTextNamesRelay(EvalContext& context, const GlobList& relays)
{
    const std::string_view all = context.message().full();
    const std::string_view body = all.substr(all.size() - std::min<size_t>(all.size(), context.message().bodyLength()));
    bool inField = false;
    for (std::string_view line : lines(body)) {
        const bool continues = inField && !line.empty() && isAsciiSpace(line[0]);
        inField = continues || isTraceField(line);
        if (inField && namesRelay(line, relays))
            return true;
    }
    return false;
}

double isFromOwnServer(EvalContext& context, const EvalCall&)
{
    const GlobList& relays = context.tables().bounceRelays;
    if (relays.isEmpty())
        return 0;
    for (const Piece& piece : context.message().body()) {
        if (isTraceField(piece.text) && namesRelay(piece.text, relays))
            return 1;
    }
    return rawTextNamesRelay(context, relays);
}

constexpr std::string_view plugin = "VBounce";
constexpr EvalEntry entries[] = {
    {"have_any_bounce_relays", plugin, hasRelays},
    {"check_welcomelist_bounce_relays", plugin, isFromOwnServer},
    {"check_whitelist_bounce_relays", plugin, isFromOwnServer},
};

} // namespace

std::span<const EvalEntry> bounceEvals()
{
    return entries;
}

} // namespace assay::rules
