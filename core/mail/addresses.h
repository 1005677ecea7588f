// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/encodedword.h"
#include "core/mail/message.h"

#include <string_view>
#include <vector>

namespace assay {

struct AddressList
{
    std::vector<MailAddress> addresses;
    DefectSet defects; // BadAddress (then the list is empty), TooManyAddresses
};

// The mailboxes of an address header (RFC 5322 with its obsolete forms): groups are flattened, comments go to the
// display name, routes and quoted local parts are kept as written, a missing '>' ends at the next separator, ';' and
// blanks separate as commas do. `limit` stops early (for lists that show the first one). Linear, no recursion.
AddressList parseAddresses(
    std::string_view raw, const MailOptions& options, std::string_view bodyCharset = {}, size_t limit = SIZE_MAX);

// Fills domainUnicode, nameHoldsAddress and mixedScripts from name and address.
void judgeAddress(MailAddress& address);

// The domain behind the last '@', without a closing bracket; empty when there is none.
std::string_view domainOf(std::string_view address);

} // namespace assay
