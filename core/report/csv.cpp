// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/csv.h"

#include "core/base/json.h"
#include "core/text/utf8.h"

namespace assay::report {
namespace {

bool beginsFormula(char32_t c)
{
    return c == U'=' || c == U'+' || c == U'-' || c == U'@' || c == U'\uFF1D' || c == U'\uFF0B' || c == U'\uFF0D'
        || c == U'\uFF20';
}

// Programs drop blanks, tabs and invisible characters before they look.
bool looksLikeFormula(std::string_view value)
{
    for (size_t position = 0; position < value.size();) {
        const char32_t c = nextCodePoint(value, position);
        if (c == U'\t' || c == U'\r' || c == U'\n')
            return true;
        if (c != U' ' && c != U'\u00A0' && !isInvisibleFormat(c) && !isBidiControl(c) && !isControl(c))
            return beginsFormula(c);
    }
    return false;
}

} // namespace

void CsvWriter::field(std::string_view value)
{
    if (m_hasField)
        m_records += ',';
    m_hasField = true;
    // Semicolons and tabs part fields in other countries' programs.
    if (value.find_first_of(",;\"\r\n\t") == std::string_view::npos) {
        m_records += value;
        return;
    }
    m_records += '"';
    for (const char c : value) {
        if (c == '"')
            m_records += '"';
        m_records += c;
    }
    m_records += '"';
}

void CsvWriter::text(std::string_view value, bool formulaGuard)
{
    const std::string valid = isValidUtf8(value) ? std::string() : toValidUtf8(value);
    const std::string_view clean = valid.empty() ? value : valid;
    if (!formulaGuard || !looksLikeFormula(clean)) {
        field(clean);
        return;
    }
    std::string guarded = "'";
    guarded += clean;
    field(guarded);
}

void CsvWriter::endRecord()
{
    m_records += "\r\n";
    m_hasField = false;
}

} // namespace assay::report
