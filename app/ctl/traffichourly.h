// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/traffic/sets/hourly.h"

#include <string>

namespace assay::ctl {

// Prints rows of the hourly set as JSON lines or as a table with a header.
class HourlyPrinter
{
public:
    HourlyPrinter(std::string source, bool asJson);
    static void printHeader(); // of the table
    void print(const traffic::HourlyRow& row);

private:
    std::string m_source;
    bool m_asJson;
    JsonWriter m_json;
    std::string m_line;
};

} // namespace assay::ctl
