// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/rspamd/regexpatom.h"
#include "core/rules/view/rulesmessage.h"

#include <string>
#include <vector>

namespace assay::rules {

// One text of a class of rspamd patterns, and where it comes from.
struct RspamdText
{
    std::string text;
    int part = -1; // index into the message's parts
    RawRange raw; // of the whole text in RulesMessage::bytes(); with Unmapped::None its bytes map one to one
};

// The texts that rspamd matches patterns of this class against (spec/regex A.8), taken from the rule language's reading
// of the message: word classes cut at anything but letters, digits and bytes from 0x80 on. Empty for selectors and
// stemmed words.
std::vector<RspamdText> rspamdTexts(
    RegexpInput input, const std::string& header, bool strongHeader, const RulesMessage& message);

} // namespace assay::rules
