// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/defect.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay {

// A value with parameters: Content-Type, Content-Disposition.
struct ContentField
{
    std::string value; // "text/html", "attachment": lower-case, without comments and blanks
    std::vector<std::pair<std::string, std::string>>
        parameters; // lower-case name, decoded value (UTF-8); in order, once each
    DefectSet defects; // of decoding the parameters

    // Empty when absent.
    std::string parameter(std::string_view name) const;
    bool has(std::string_view name) const;
};

// RFC 2045 with RFC 2231 (continuations in any order, a gap ends the value, charset in segment 0 only, percent bytes
// decoded after joining) and RFC 2047 words in values. Missing semicolons, quotes that do not end and unquoted blanks
// are read as well as can be. Bounded to 500 parameters; linear.
ContentField parseContentField(std::string_view raw, std::string_view bodyCharset = {});

} // namespace assay
