// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay::rules {

// A Content-Type value as SpamAssassin reads it (spec/regex B.4): forgiving about quotes and white space.
struct ContentType
{
    std::string type; // lower-case; "text/plain" stands for everything that starts like text and is not known otherwise
    std::optional<std::string> boundary, charset, name;
    bool missing = false; // the field is absent or names no type
};

// `value` is decoded and unfolded; empty when the field is absent.
ContentType parseContentType(std::string_view value);
// `name=` (and so `filename=`) of a Content-Disposition value; empty when there is none.
std::string dispositionName(std::string_view value);

} // namespace assay::rules
