// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::feedback {

enum class CsvState {
    Complete,
    Open, // a quoted field goes on in the next line
    Broken // text behind a closing quote
};
// Splits one record; `fields` is complete in the first case only.
CsvState splitCsv(std::string_view text, char separator, std::vector<std::string>& fields);

// Calls `member` for the members of one JSON object whose values are texts, numbers or truth values (numbers and truth
// values as they are written); null, lists and objects are passed over. False: the text is no JSON object.
bool readJsonObject(std::string_view text, const std::function<void(std::string key, std::string value)>& member);

} // namespace assay::feedback
