// SPDX-License-Identifier: GPL-3.0-or-later
// One HTTP connection, line by line (see streamturns.h).
#include "core/traffic/capture/httpreader.h"
#include "tests/fuzz/streamturns.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    using namespace assay::traffic;
    const std::string_view script(reinterpret_cast<const char*>(data), size);
    const CaptureOptions options;
    size_t requests = 0;
    CaptureSink sink;
    sink.onHttp = [&](const HttpTransaction& transaction) {
        ++requests;
        if (transaction.request.method.empty() || transaction.target.empty()
            || transaction.headerNames.size() > maxHeaderLines)
            std::abort();
        return true;
    };
    Findings findings(sink, options);
    HttpReader reader(findings, {});
    talkTurns(reader, script);
    if (requests > size)
        std::abort();
    return 0;
}
