// SPDX-License-Identifier: GPL-3.0-or-later
// Lines of access logs in any format: each line is a request, a reject or nothing, whatever the reads bring at a time,
// and what is a request becomes a document that reads back.
#include "core/traffic/log/logreader.h"
#include "core/traffic/sets/setbuilder.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace {

using namespace assay;
using namespace assay::traffic;

std::string readIn(std::string_view text, size_t piece, LogOptions options)
{
    size_t at = 0;
    const ByteSource source = [&](char* buffer, size_t length) -> Result<size_t> {
        const size_t size = std::min({length, piece, text.size() - at});
        std::memcpy(buffer, text.data() + at, size);
        at += size;
        return size;
    };
    std::string seen;
    uint64_t last = 0;
    const auto follow = [&](uint64_t line, uint64_t offset) {
        if (line <= last || offset >= text.size())
            std::abort();
        last = line;
    };
    SetBuilder builder({}, [](const FinishedSet& set) {
        if (!RequestSet::parse(std::string(set.document)))
            std::abort();
        return true;
    });
    const LogSink sink{[&](const Request& request) {
                           follow(request.place, request.offset);
                           appendRequestLine(seen, request);
                           return builder.add(request);
                       },
        [&](const LogReject& reject) {
            follow(reject.line, reject.offset);
            if (reject.why.empty() || reject.text.size() > 200)
                std::abort();
            seen += reject.why;
        }};
    options.maxLine = 2000;
    const auto read = readLog(source, options, sink, {});
    builder.finish();
    if (read && read->bytes != text.size())
        std::abort();
    return seen;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    LogOptions options;
    const std::string whole = readIn(text, size + 1, options);
    if (size < 4096 && readIn(text, 3, options) != whole)
        std::abort();
    options.pattern = "$remote_addr|$msec|$host $request";
    options.format = LogFormat::Custom;
    readIn(text, size + 1, options);
    options.pattern = std::string(text.substr(0, 200));
    readIn(text, size + 1, options);
    guessLog(text);
    return 0;
}
