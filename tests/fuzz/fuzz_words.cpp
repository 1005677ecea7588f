// SPDX-License-Identifier: GPL-3.0-or-later
// Encoded words, parameters, addresses and dates of one header value.
#include "core/base/json.h"
#include "core/mail/addresses.h"
#include "core/mail/contentfield.h"
#include "core/mail/maildate.h"

#include <cstdint>
#include <cstdlib>

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

bool isLine(const std::string& text)
{
    return assay::isValidUtf8(text) && text.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string_view raw(reinterpret_cast<const char*>(data), size);
    require(isLine(assay::decodeHeaderText(raw).text));
    const assay::MailOptions options;
    for (assay::MailAddress& address : assay::parseAddresses(raw, options).addresses) {
        require(isLine(address.name));
        assay::judgeAddress(address);
    }
    for (const auto& parameter : assay::parseContentField(raw).parameters)
        require(isLine(parameter.second));
    if (const auto date = assay::parseMailDate(raw))
        require(assay::toIsoString(*date).size() >= 20);
    return 0;
}
