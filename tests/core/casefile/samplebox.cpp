// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/casefile/samplebox.h"

namespace assay::test {

std::string sampleMessage(unsigned index)
{
    const std::string number = std::to_string(index);
    return "Received: from mx" + number + ".example.net (mx.example.net [203.0.113." + std::to_string(index % 250 + 1)
        + "]) by mail.example.org with ESMTP id A" + number
        + "; Mon, 01 Jan 2024 10:00:00 +0000\n"
          "From: Sender "
        + std::to_string(index % 7) + " <s" + std::to_string(index % 7)
        + "@example.net>\n"
          "To: bob@example.org\nDate: Mon, 01 Jan 2024 10:00:"
        + std::to_string(index % 50 + 10) + " +0000\nSubject: Letter " + number + "\nMessage-ID: <" + number
        + "@example.net>\n\nBody of letter " + number + "\n" + std::string(index * 37 % 900, 'x') + "\n";
}

std::string sampleBox(unsigned count)
{
    std::string box;
    for (unsigned i = 0; i < count; ++i)
        box += "From s@example.net Mon Jan  1 10:00:00 2024\n" + sampleMessage(i) + "\n";
    return box;
}

std::vector<ItemId> foundItems(const Case& file, std::string_view query)
{
    const auto snapshot = file.snapshot();
    auto parsed = file.parse(query, 0);
    FindRequest request;
    request.query = std::make_shared<const query::Query>(std::move(parsed.query.value()));
    const auto found = file.find(*snapshot.value(), request, plainContext());
    std::vector<ItemId> items;
    for (const uint32_t row : found.value().rows)
        items.push_back((*snapshot)->items->row(row).id);
    return items;
}

RunContext plainContext()
{
    return RunContext({}, nullptr, 2);
}

} // namespace assay::test
