// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/source.h"
#include "core/index/trafficnumbers.h"
#include "core/mail/summary.h"
#include "core/traffic/requestset.h"

namespace assay {

// What a list shows of an item of any kind. Of a request set: the subject is its most frequent request, sender and
// source address are the client, recipient is the host, the date is that of its first request.
struct ItemSummary
{
    MessageSummary summary;
    std::optional<TrafficNumbers> traffic; // of request sets
};

// Never fails; a request set that cannot be read is NotAMessage. Any thread.
ItemSummary summarizeItem(ItemKind kind, std::string bytes, const MailOptions& options = {});
ItemSummary summarizeRequestSet(const traffic::RequestSet& set);

} // namespace assay
