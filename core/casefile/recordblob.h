// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feedback/batch.h"

#include <functional>

namespace assay {

// The features of a record as one value of the table batch_record: a version byte (1), the number of features and their
// values, the number of named values and of each the number of its name and the value. Numbers are varints (7 bits a
// byte, low first). A value begins with a byte: 0 is zero, 1 a missing value, 2 a whole number (varint behind it), 3
// the same negative, 5 a float (4 bytes), 4 anything else (8 bytes, IEEE 754 little-endian).
std::string packRecord(
    const feedback::BatchRecord& record, const std::function<uint32_t(const std::string& name)>& numberOfName);
// Fills in features and symbols; false when the value is damaged.
bool unpackRecord(std::string_view data, const std::vector<std::string>& names, feedback::BatchRecord& record);

} // namespace assay
