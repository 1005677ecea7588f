// SPDX-License-Identifier: GPL-3.0-or-later
// Header blocks and everything that is read from them; then the whole message.
#include "core/base/json.h"
#include "core/mail/headerblock.h"
#include "core/mail/message.h"

#include <cstdint>
#include <cstdlib>

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const assay::MailOptions options;
    const assay::HeaderBlock block = assay::scanHeaderBlock(bytes, options);
    require(block.bodyOffset <= size);
    uint64_t end = 0;
    for (const assay::HeaderField& field : block.fields) {
        require(field.offset >= end && !field.name.empty());
        end = field.offset + field.length;
        require(end <= size);
    }
    const assay::Message message = assay::Message::parse(std::string(bytes));
    require(message.summary().subject.find('\n') == std::string::npos);
    require(assay::isValidUtf8(message.text()) && assay::isValidUtf8(message.safeHtml()));
    for (size_t i = 0; i < message.parts().size() && i < 50; ++i)
        require(message.parts()[i].isContainer || message.decodedPart(i).size() == message.parts()[i].decodedBytes);
    return 0;
}
