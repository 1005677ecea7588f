// SPDX-License-Identifier: GPL-3.0-or-later
// First byte 1: an Outlook message; 2: RTF; 3: compressed RTF.
#include "core/corpus/outlook/msgmessage.h"
#include "core/corpus/outlook/rtf.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size == 0)
        return 0;
    const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] % 4 == 2) {
        assay::htmlFromRtf(bytes);
    } else if (data[0] % 4 == 3) {
        assay::htmlFromRtf(assay::decompressRtf(bytes));
    } else if (const auto message = assay::messageFromMsg(bytes)) {
        if (assay::messageFromMsg(bytes)->bytes != message->bytes)
            std::abort();
    }
    return 0;
}
