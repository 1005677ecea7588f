// SPDX-License-Identifier: GPL-3.0-or-later
// Queries, their canonical text, and lists of addresses.
#include "core/query/iplistfile.h"
#include "core/query/parse.h"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace assay::query;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

const FieldTable& fields()
{
    static const FieldTable table = [] {
        FieldTable made;
        made.add({"subject", FieldType::Text, false, "", "", {}});
        made.add({"body", FieldType::Words, false, "", "", {}});
        made.add({"symbol", FieldType::Keyword, false, "", "", {}});
        made.add({"symbol", FieldType::Number, true, "", "", {}});
        made.add({"header", FieldType::Text, true, "", "", {}});
        made.add({"date", FieldType::Date, false, "", "", {}});
        made.add({"size", FieldType::Size, false, "", "", {}});
        made.add({"time", FieldType::Duration, false, "", "", {}});
        made.add({"ip", FieldType::Ip, false, "", "", {}});
        made.add({"is", FieldType::Mark, false, "", "", {"bulk", "signed"}});
        made.add({"has", FieldType::Mark, false, "", "", {"html"}});
        return made;
    }();
    return table;
}

void checkQuery(std::string_view text)
{
    ParseContext context;
    context.fields = &fields();
    context.now = 1795255200;
    const Parsed parsed = parse(text, context);
    for (const Fault& fault : parsed.faults)
        require(fault.span.begin <= fault.span.end && fault.span.end <= text.size() && !faultText(fault).empty());
    require(parsed.ok() || !parsed.error().isWarning());
    if (!parsed.ok())
        return;
    const std::string printed = print(*parsed.query->root);
    const Parsed again = parse(printed, context);
    // Quotes and escapes may make a text that was just short enough too long.
    require(again.ok() ? print(*again.query->root) == printed : again.error().code == FaultCode::TooLong);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    checkQuery(text);
    const auto list = readIpList(text, {}, assay::RunContext());
    require(list.ok() && list->entries.size() + list->duplicates + list->rejected == list->rows);
    return 0;
}
