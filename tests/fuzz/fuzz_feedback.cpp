// SPDX-License-Identifier: GPL-3.0-or-later
// Messages about batches, contexts, scopes and times: any bytes are read without harm, and what was read is written in
// a way that reads back to the same text.
#include "core/feedback/batchjson.h"
#include "core/feedback/messages.h"

#include <cstdlib>

namespace {

using namespace assay::feedback;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

std::string textOf(const Message& message)
{
    return std::visit([](const auto& any) { return toJson(any); }, message);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto message = messageFromJson(text)) {
        const std::string written = textOf(*message);
        const auto again = messageFromJson(written);
        require(again && textOf(*again) == written);
        if (const auto* batch = std::get_if<FeedbackMessage>(&*message)) {
            for (const MessageRecord& record : batch->records)
                static_cast<void>(labelOfRecord(record).ok());
        }
    }
    if (const auto context = contextFromJson(text))
        require(contextFromJson(toJson(*context)).value() == *context);
    if (const auto scope = scopeFromJson(text.size() < 1000 ? text : text.substr(0, 1000)))
        require(!toJson(*scope).empty());
    static_cast<void>(messageTime(text).has_value());
    assay::JsonReader in(text);
    in.skip();
    static_cast<void>(in.finish());
    return 0;
}
