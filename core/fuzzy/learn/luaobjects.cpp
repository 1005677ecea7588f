// SPDX-License-Identifier: GPL-3.0-or-later
// What a task gives besides texts and tables: addresses of machines, links and parts.
#include "core/fuzzy/learn/luahandle.h"
#include "core/fuzzy/learn/luasandbox.h"

namespace assay::fuzzy {
namespace {

constexpr const char* partKind = "rspamd{mimepart}";
constexpr const char* textPartKind = "rspamd{textpart}";
constexpr const char* urlKind = "rspamd{url}";
constexpr const char* ipKind = "rspamd{ip}";

// -- addresses of machines

int ipText(lua_State* lua)
{
    pushText(lua, messageOf(lua, ipKind).clientIp());
    return 1;
}

int ipVersion(lua_State* lua)
{
    lua_pushinteger(lua, messageOf(lua, ipKind).clientIp().find(':') == std::string::npos ? 4 : 6);
    return 1;
}

int isTrue(lua_State* lua)
{
    lua_pushboolean(lua, 1);
    return 1;
}

// -- links

const MailUrl& urlOf(lua_State* lua)
{
    const Handle& handle = checkHandle(lua, urlKind);
    return handle.message().mail().urls()[handle.index];
}

int urlText(lua_State* lua)
{
    pushText(lua, urlOf(lua).url);
    return 1;
}

int urlHost(lua_State* lua)
{
    pushText(lua, urlOf(lua).host);
    return 1;
}

int urlTld(lua_State* lua)
{
    const Handle& handle = checkHandle(lua, urlKind);
    pushText(lua, handle.message().registeredDomain(handle.index));
    return 1;
}

int urlIsPhished(lua_State* lua)
{
    lua_pushboolean(lua, urlOf(lua).deceptive);
    return 1;
}

// -- parts, without those that only hold others

int getPartsOf(lua_State* lua, const char* kind)
{
    const Handle task = checkHandle(lua, taskKind);
    spend(lua, stepsForReading);
    const auto& parts = task.message().parts().parts();
    lua_createtable(lua, 0, 0);
    lua_Integer number = 0;
    for (size_t i = 0; i < parts.size(); ++i) {
        if (kind == textPartKind && !parts[i].text)
            continue;
        pushHandle(lua, kind, {task.current, task.number, i});
        lua_rawseti(lua, -2, ++number);
    }
    return 1;
}

const FuzzyMessage::Part& partOf(lua_State* lua, const char* kind)
{
    const Handle& handle = checkHandle(lua, kind);
    return handle.message().parts().parts()[handle.index];
}

int partType(lua_State* lua)
{
    const MimePart& part = *partOf(lua, partKind).mime;
    pushText(lua, part.type.type);
    pushText(lua, part.type.subtype);
    return 2;
}

int partFileName(lua_State* lua)
{
    const MimePart& part = *partOf(lua, partKind).mime;
    const std::string& name =
        part.disposition && !part.disposition->fileName.empty() ? part.disposition->fileName : part.type.name;
    if (name.empty())
        return pushNil(lua);
    pushText(lua, name);
    return 1;
}

int partLength(lua_State* lua)
{
    lua_pushinteger(lua, static_cast<lua_Integer>(partOf(lua, partKind).mime->decoded.size()));
    return 1;
}

int partContent(lua_State* lua)
{
    pushText(lua, partOf(lua, partKind).mime->decoded);
    return 1;
}

int partIsText(lua_State* lua)
{
    lua_pushboolean(lua, partOf(lua, partKind).text != nullptr);
    return 1;
}

int partIsImage(lua_State* lua)
{
    lua_pushboolean(lua, partOf(lua, partKind).image.has_value());
    return 1;
}

int partIsAttachment(lua_State* lua)
{
    lua_pushboolean(lua, partOf(lua, partKind).isAttachment);
    return 1;
}

const TextPart& textOf(lua_State* lua)
{
    return *partOf(lua, textPartKind).text;
}

int textContent(lua_State* lua)
{
    pushText(lua, textOf(lua).content);
    return 1;
}

int textLength(lua_State* lua)
{
    lua_pushinteger(lua, static_cast<lua_Integer>(textOf(lua).content.size()));
    return 1;
}

int textIsHtml(lua_State* lua)
{
    lua_pushboolean(lua, textOf(lua).isHtml);
    return 1;
}

int textLanguage(lua_State* lua)
{
    const std::string& language = textOf(lua).language;
    if (language.empty())
        return pushNil(lua);
    pushText(lua, language);
    return 1;
}

constexpr luaL_Reg partMethods[] = {{"get_type", &partType}, {"get_filename", &partFileName},
    {"get_length", &partLength}, {"get_content", &partContent}, {"is_text", &partIsText}, {"is_image", &partIsImage},
    {"is_attachment", &partIsAttachment}, {nullptr, nullptr}};
constexpr luaL_Reg textMethods[] = {{"get_content", &textContent}, {"get_length", &textLength},
    {"is_html", &textIsHtml}, {"get_language", &textLanguage}, {nullptr, nullptr}};
constexpr luaL_Reg urlMethods[] = {{"get_text", &urlText}, {"get_raw", &urlText}, {"get_host", &urlHost},
    {"get_tld", &urlTld}, {"is_phished", &urlIsPhished}, {"__tostring", &urlText}, {nullptr, nullptr}};
constexpr luaL_Reg ipMethods[] = {{"to_string", &ipText}, {"get_version", &ipVersion}, {"is_valid", &isTrue},
    {"__tostring", &ipText}, {nullptr, nullptr}};

} // namespace

int getFromIp(lua_State* lua)
{
    const Handle task = checkHandle(lua, taskKind);
    spend(lua, stepsForReading);
    if (task.message().clientIp().empty())
        return pushNil(lua);
    pushHandle(lua, ipKind, {task.current, task.number, 0});
    return 1;
}

int getUrls(lua_State* lua)
{
    const Handle task = checkHandle(lua, taskKind);
    spend(lua, stepsForReading);
    const size_t count = task.message().mail().urls().size();
    lua_createtable(lua, 0, 0);
    lua_Integer number = 0;
    for (size_t i = 0; i < count; ++i) {
        if (task.message().mail().urls()[i].host.empty())
            continue;
        pushHandle(lua, urlKind, {task.current, task.number, i});
        lua_rawseti(lua, -2, ++number);
    }
    return 1;
}

int getParts(lua_State* lua)
{
    return getPartsOf(lua, partKind);
}

int getTextParts(lua_State* lua)
{
    return getPartsOf(lua, textPartKind);
}

void registerObjects(lua_State* lua)
{
    registerKind(lua, partKind, partMethods);
    registerKind(lua, textPartKind, textMethods);
    registerKind(lua, urlKind, urlMethods);
    registerKind(lua, ipKind, ipMethods);
}

} // namespace assay::fuzzy
