// SPDX-License-Identifier: GPL-3.0-or-later
// JSON lines and schemas of users: a line is a request, a report, a reject or nothing; no text points outside.
#include "core/traffic/log/jsonline.h"
#include "core/traffic/requestset.h"

#include <cstdlib>

using namespace assay::traffic;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    static const JsonSchema builtIn;
    TextArena arena;
    std::string texts, back;
    for (size_t at = 0; at <= text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size());
        Request request;
        ChallengeEvent event;
        const JsonResult result = parseJsonLine(text.substr(at, end - at), builtIn, {}, arena, request, event);
        if (result.why.empty() && result.kind == JsonResult::Kind::Request) {
            texts.clear();
            appendRequestLine(texts, request);
            texts.pop_back();
            back.clear();
            back.reserve(texts.size());
            const auto again = parseRequestLine(texts, back);
            if (!again || again->path != request.path || again->query != request.query
                || again->userAgent != request.userAgent)
                std::abort();
        }
        at = end + 1;
    }
    const auto schema = JsonSchema::parse(text);
    if (schema) {
        Request request;
        ChallengeEvent event;
        parseJsonLine(text, *schema, {}, arena, request, event);
    }
    return 0;
}
