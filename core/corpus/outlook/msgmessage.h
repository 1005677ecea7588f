// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay {

// Makes an Internet message of an Outlook .msg file ([MS-OXMSG]): the transport headers where they were kept, else
// headers from the properties; text and HTML bodies (HTML and text out of RTF where there is no other); attachments,
// embedded messages as message/rfc822. The same file gives the same bytes. Nothing when it is no Outlook message.
// Bounded: 10,000 recipients and attachments, 16 messages inside each other, output about thrice the input.
struct MsgMessage
{
    std::string bytes;
    bool damaged = false; // some stream was cut
};
std::optional<MsgMessage> messageFromMsg(std::string file);

} // namespace assay
