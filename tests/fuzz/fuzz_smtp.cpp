// SPDX-License-Identifier: GPL-3.0-or-later
// One mail session, line by line (see streamturns.h).
#include "core/traffic/capture/smtpreader.h"
#include "tests/fuzz/streamturns.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    using namespace assay::traffic;
    const std::string_view script(reinterpret_cast<const char*>(data), size);
    CaptureOptions options;
    options.maxMessage = 4096;
    size_t bytes = 0;
    CaptureSink sink;
    sink.onMail = [&](MailTransaction&& mail) {
        bytes += mail.message.size();
        if (mail.message.size() > options.maxMessage)
            std::abort();
        return true;
    };
    Findings findings(sink, options);
    SmtpReader reader(findings, {});
    talkTurns(reader, script);
    if (bytes > size)
        std::abort();
    return 0;
}
