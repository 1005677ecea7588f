// SPDX-License-Identifier: GPL-3.0-or-later
// Text of strangers on its way into reports: markup, tables, pseudonyms.
#include "core/base/json.h"
#include "core/report/csv.h"
#include "core/report/htmltext.h"
#include "core/report/redactor.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace assay::report;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

// Nothing but references and the spans of the report itself.
void checkHtml(std::string_view text)
{
    std::string html = toHtml(text);
    require(assay::isValidUtf8(html));
    constexpr std::string_view open = "<span class=\"u\">U+", close = "</span>";
    for (const std::string_view own : {open, close}) {
        for (size_t at = html.find(own); at != std::string::npos; at = html.find(own, at))
            html.erase(at, own.size());
    }
    require(html.find_first_of("<>\"'") == std::string::npos);
}

void checkTable(std::string_view text)
{
    CsvWriter csv;
    csv.text(text, true);
    csv.text(text, false);
    csv.endRecord();
    const std::string& record = csv.records();
    require(assay::isValidUtf8(record) && record.ends_with("\r\n"));
    require(std::count(record.begin(), record.end(), '"') % 2 == 0);
    require(record.find_first_of("=+-@") != 0);
}

void checkRedaction(std::string_view text)
{
    static Redactor redactor(assay::report::Redaction{true, true, true, "key"});
    assay::MessageSummary summary;
    summary.subject = text.substr(0, 40);
    summary.from = text;
    redactor.beginItem(summary);
    redactor.learnName(text.substr(0, 40));
    const std::string known = std::string(text) + "joe@corp.example 192.0.2.77 ";
    for (const std::string& out : {redactor.text(known), redactor.header("From", known), redactor.header("X", known)}) {
        require(out.find("joe@corp.example") == std::string::npos);
        require(out.find(" 192.0.2.77 ") == std::string::npos);
    }
    redactor.fragment(text);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    checkHtml(text);
    checkTable(text);
    checkRedaction(text);
    return 0;
}
