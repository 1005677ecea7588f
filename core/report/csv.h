// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay::report {

// One record after another of an RFC 4180 table.
class CsvWriter
{
public:
    void field(std::string_view value); // text of the program: numbers, times, names of columns
    // Text of strangers: cleaned to UTF-8; with the guard, what a spreadsheet would take for a formula gets a ' in
    // front.
    void text(std::string_view value, bool formulaGuard);
    void endRecord();

    // The records so far; clear() keeps the memory.
    const std::string& records() const { return m_records; }
    void clear() { m_records.clear(); }

private:
    std::string m_records;
    bool m_hasField = false; // in the record that is open
};

} // namespace assay::report
