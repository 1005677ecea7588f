// SPDX-License-Identifier: GPL-3.0-or-later
// The task that learn conditions get: what the peer's documentation and examples use of it. Names, arguments and the
// shape of results are those of the peer.
#include "core/base/ascii.h"
#include "core/fuzzy/learn/luahandle.h"
#include "core/mail/addresses.h"

namespace assay::fuzzy {
namespace {

// -- addresses

void pushAddresses(lua_State* lua, const std::vector<MailAddress>& addresses)
{
    lua_createtable(lua, 0, 0);
    lua_Integer number = 0;
    for (const MailAddress& address : addresses) {
        const std::string_view domain = domainOf(address.address);
        const size_t userLength = address.address.size() - (domain.empty() ? 0 : domain.size() + 1);
        lua_createtable(lua, 0, 6);
        setText(lua, "addr", address.address);
        setText(lua, "raw", address.address);
        setText(lua, "name", address.name);
        setText(lua, "user", std::string_view(address.address).substr(0, userLength));
        setText(lua, "domain", domain);
        lua_createtable(lua, 0, 1);
        lua_pushboolean(lua, !domain.empty());
        lua_setfield(lua, -2, "valid");
        lua_setfield(lua, -2, "flags");
        lua_rawseti(lua, -2, ++number);
    }
}

enum class AddressType { Any, Smtp, Mime };

// "smtp", "mime", 1, 2; anything else, also nothing: the envelope where there is one.
AddressType addressType(lua_State* lua)
{
    if (lua_type(lua, 2) == LUA_TNUMBER)
        return lua_tointeger(lua, 2) == 1 ? AddressType::Smtp
            : lua_tointeger(lua, 2) == 2  ? AddressType::Mime
                                          : AddressType::Any;
    const std::string_view name = lua_isnoneornil(lua, 2) ? std::string_view("any") : textArgument(lua, 2);
    if (equalsIgnoringCase(name, "smtp") || equalsIgnoringCase(name, "envelope"))
        return AddressType::Smtp;
    return equalsIgnoringCase(name, "mime") ? AddressType::Mime : AddressType::Any;
}

const std::vector<MailAddress>* senders(ScriptMessage& message, AddressType type)
{
    if (type != AddressType::Mime && !message.envelopeFrom().empty())
        return &message.envelopeFrom();
    if (type == AddressType::Smtp || message.mail().from().empty())
        return nullptr;
    return &message.mail().from();
}

int getFrom(lua_State* lua)
{
    ScriptMessage& message = messageOf(lua);
    const auto* found = senders(message, addressType(lua));
    if (!found)
        return pushNil(lua);
    pushAddresses(lua, *found);
    return 1;
}

int hasFrom(lua_State* lua)
{
    ScriptMessage& message = messageOf(lua);
    lua_pushboolean(lua, senders(message, addressType(lua)) != nullptr);
    return 1;
}

// Stored mail has no recipients of an envelope.
int getRecipients(lua_State* lua)
{
    ScriptMessage& message = messageOf(lua);
    if (addressType(lua) == AddressType::Smtp || message.recipients().empty())
        return pushNil(lua);
    pushAddresses(lua, message.recipients());
    return 1;
}

int hasRecipients(lua_State* lua)
{
    ScriptMessage& message = messageOf(lua);
    lua_pushboolean(lua, addressType(lua) != AddressType::Smtp && !message.recipients().empty());
    return 1;
}

// -- headers

bool isNamed(const HeaderField& field, std::string_view name, bool strictly)
{
    return strictly ? field.name == name : equalsIgnoringCase(field.name, name);
}

const HeaderField* findField(lua_State* lua)
{
    ScriptMessage& message = messageOf(lua);
    const std::string_view name = textArgument(lua, 2);
    const bool strictly = lua_toboolean(lua, 3) != 0;
    for (const HeaderField& field : message.headers()) {
        if (isNamed(field, name, strictly))
            return &field;
    }
    return nullptr;
}

int getHeader(lua_State* lua)
{
    const HeaderField* field = findField(lua);
    if (!field)
        return pushNil(lua);
    pushDecoded(lua, messageOf(lua), field->value);
    return 1;
}

int getHeaderRaw(lua_State* lua)
{
    const HeaderField* field = findField(lua);
    if (!field)
        return pushNil(lua);
    pushText(lua, field->value);
    return 1;
}

int hasHeader(lua_State* lua)
{
    lua_pushboolean(lua, findField(lua) != nullptr);
    return 1;
}

int countHeaders(lua_State* lua)
{
    ScriptMessage& message = messageOf(lua);
    const std::string_view name = textArgument(lua, 2);
    lua_Integer count = 0;
    for (const HeaderField& field : message.headers())
        count += isNamed(field, name, lua_toboolean(lua, 3) != 0) ? 1 : 0;
    lua_pushinteger(lua, count);
    return 1;
}

int getHeaderFull(lua_State* lua)
{
    ScriptMessage& message = messageOf(lua);
    const std::string_view name = textArgument(lua, 2);
    const bool strictly = lua_toboolean(lua, 3) != 0;
    if (!findField(lua))
        return pushNil(lua);
    lua_createtable(lua, 1, 0);
    lua_Integer number = 0;
    const HeaderFields& fields = message.headers();
    for (size_t i = 0; i < fields.size(); ++i) {
        if (!isNamed(fields[i], name, strictly))
            continue;
        lua_createtable(lua, 0, 4);
        setText(lua, "name", fields[i].name);
        setText(lua, "value", fields[i].value);
        pushDecoded(lua, message, fields[i].value);
        lua_setfield(lua, -2, "decoded");
        lua_pushinteger(lua, static_cast<lua_Integer>(i));
        lua_setfield(lua, -2, "order");
        lua_rawseti(lua, -2, ++number);
    }
    return 1;
}

int getRawHeaders(lua_State* lua)
{
    pushText(lua, messageOf(lua).headerBlock());
    return 1;
}

int pushDecodedField(lua_State* lua, std::string_view name)
{
    ScriptMessage& message = messageOf(lua);
    const HeaderField* field = findHeader(message.headers(), name);
    if (!field)
        return pushNil(lua);
    pushDecoded(lua, message, field->value);
    return 1;
}

int getSubject(lua_State* lua)
{
    return pushDecodedField(lua, "Subject");
}

int getMessageId(lua_State* lua)
{
    const HeaderField* field = findHeader(messageOf(lua).headers(), "Message-ID");
    std::string_view id = field ? std::string_view(field->value) : std::string_view("undef");
    if (id.size() >= 2 && id.front() == '<' && id.back() == '>')
        id = id.substr(1, id.size() - 2);
    pushText(lua, id);
    return 1;
}

int getSize(lua_State* lua)
{
    lua_pushinteger(lua, static_cast<lua_Integer>(messageOf(lua).bytes().size()));
    return 1;
}

int getContent(lua_State* lua)
{
    pushText(lua, messageOf(lua).bytes());
    return 1;
}

constexpr luaL_Reg taskMethods[] = {{"get_from", &getFrom}, {"has_from", &hasFrom}, {"get_recipients", &getRecipients},
    {"get_rcpt", &getRecipients}, {"get_rcpts", &getRecipients}, {"has_recipients", &hasRecipients},
    {"get_header", &getHeader}, {"get_header_raw", &getHeaderRaw}, {"get_header_full", &getHeaderFull},
    {"get_header_count", &countHeaders}, {"has_header", &hasHeader}, {"get_raw_headers", &getRawHeaders},
    {"get_subject", &getSubject}, {"get_message_id", &getMessageId}, {"get_size", &getSize},
    {"get_content", &getContent}, {"get_from_ip", &getFromIp}, {"get_urls", &getUrls}, {"get_parts", &getParts},
    {"get_text_parts", &getTextParts},
    // Stored mail has none of these.
    {"get_user", &pushNil}, {"get_helo", &pushNil}, {"get_hostname", &pushNil}, {nullptr, nullptr}};

} // namespace

void registerTask(lua_State* lua)
{
    registerKind(lua, taskKind, taskMethods);
    registerObjects(lua);
}

void pushTask(lua_State* lua, const CurrentMessage* current)
{
    pushHandle(lua, taskKind, {current, current->number, 0});
}

} // namespace assay::fuzzy
