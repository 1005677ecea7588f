// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/fuzzyhasher.h"
#include "core/fuzzy/mime/headers.h"
#include "core/mail/message.h"

#include <optional>

struct lua_State;

namespace assay::fuzzy {

// One message as scripts ask for it; each reading is made when it is first needed.
class ScriptMessage
{
public:
    // `bytes` must outlive it.
    explicit ScriptMessage(std::string_view bytes)
        : m_bytes(bytes)
    {
    }

    std::string_view bytes() const { return m_bytes; }
    std::string_view headerBlock() const;
    const HeaderFields& headers();
    // The value of a field, decoded; kept until the next call.
    const std::string& decoded(std::string_view value);
    const Message& mail();
    const FuzzyMessage& parts();
    const std::vector<MailAddress>& envelopeFrom(); // Return-Path, as the peer has it of stored mail
    const std::vector<MailAddress>& recipients(); // To, Cc and Bcc
    // Address of the host that handed the message in, as the newest Received field states it; empty when none does.
    const std::string& clientIp();
    // Registered domain of the host of a link: "b.co.uk" of "a.b.co.uk".
    std::string_view registeredDomain(size_t url);

private:
    std::string_view m_bytes;
    std::optional<HeaderFields> m_headers;
    std::optional<Message> m_mail;
    std::optional<FuzzyMessage> m_parts;
    std::optional<std::vector<MailAddress>> m_envelopeFrom, m_recipients;
    std::optional<std::string> m_clientIp;
    std::string m_decoded;
};

// The message that a script is asked about; `number` is another one for each.
struct CurrentMessage
{
    ScriptMessage* message = nullptr;
    uint64_t number = 0;
};

// Makes the kinds of objects known to a state; once for each.
void registerTask(lua_State* lua);
// Pushes the task of the current message. It and what scripts got from it are refused when the next one is current.
void pushTask(lua_State* lua, const CurrentMessage* current);

} // namespace assay::fuzzy
