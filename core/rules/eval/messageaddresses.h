// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/eval/evals.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

// Addresses that lists and functions are asked about.
struct MessageAddresses
{
    explicit MessageAddresses(EvalContext& context);

    // Senders: of the first Resent-From, else of From and all fields that state an envelope sender; each once.
    std::vector<std::string> senders;
    // Recipients: of the first Resent-To and Resent-Cc, else of every field that states one; each once.
    std::vector<std::string> recipients;
};

// An address in text, as the peer's plugin FreeMail finds it: user up to 64 bytes, up to four labels and a known
// top-level domain.
struct FoundAddress
{
    size_t offset = 0;
    size_t length = 0;
};
std::optional<FoundAddress> findMailAddress(std::string_view text, const ViewTables& tables, size_t from = 0);

} // namespace assay::rules
