// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay {

// Decompresses the RTF of an Outlook message ([MS-OXRTFCP]); what could be decoded when it is damaged. At most 64 MiB.
std::string decompressRtf(std::string_view compressed);

// Whether the RTF only carries HTML ([MS-OXRTFEX]).
bool rtfHoldsHtml(std::string_view rtf);

struct RtfHtml
{
    std::string html; // 8-bit characters as in `charset`, others as character references
    std::string charset;
};

// The HTML that was put into the RTF, or the text of a plain RTF as HTML. Formatting is dropped.
RtfHtml htmlFromRtf(std::string_view rtf);

} // namespace assay
