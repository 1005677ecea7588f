// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/rspamd/regexpatom.h"

#include "core/base/ascii.h"

#include <array>
#include <optional>

namespace assay::rules {
namespace {

struct InputName
{
    std::string_view name;
    RegexpInput input;
};
constexpr std::array<InputName, 29> inputNames = {{{"header", RegexpInput::Header},
    {"raw_header", RegexpInput::RawHeader}, {"header_raw", RegexpInput::RawHeader},
    {"mime_header", RegexpInput::MimeHeader}, {"header_mime", RegexpInput::MimeHeader},
    {"all_headers", RegexpInput::AllHeaders}, {"all_header", RegexpInput::AllHeaders},
    {"header_all", RegexpInput::AllHeaders}, {"part", RegexpInput::MimePart}, {"mime", RegexpInput::MimePart},
    {"raw_part", RegexpInput::RawPart}, {"raw_mime", RegexpInput::RawPart}, {"mime_raw", RegexpInput::RawPart},
    {"body", RegexpInput::Body}, {"url", RegexpInput::Url}, {"email", RegexpInput::Email},
    {"sa_body", RegexpInput::SaBody}, {"sa_raw_body", RegexpInput::SaRawBody}, {"sa_body_raw", RegexpInput::SaRawBody},
    {"words", RegexpInput::Words}, {"raw_words", RegexpInput::RawWords}, {"stem_words", RegexpInput::StemWords},
    {"selector", RegexpInput::Selector}, {"mimeheader", RegexpInput::MimeHeader},
    {"allheaders", RegexpInput::AllHeaders}, {"rawheader", RegexpInput::RawHeader}, {"rawpart", RegexpInput::RawPart},
    {"sabody", RegexpInput::SaBody}, {"sarawbody", RegexpInput::SaRawBody}}};

std::optional<RegexpInput> inputOfLetter(char letter)
{
    static constexpr std::string_view letters = "HXBRPQMUCD$";
    static constexpr std::array<RegexpInput, 11> inputs = {RegexpInput::Header, RegexpInput::RawHeader,
        RegexpInput::MimeHeader, RegexpInput::AllHeaders, RegexpInput::MimePart, RegexpInput::RawPart,
        RegexpInput::Body, RegexpInput::Url, RegexpInput::SaBody, RegexpInput::SaRawBody, RegexpInput::Selector};
    const size_t at = letters.find(letter);
    return at == std::string_view::npos ? std::nullopt : std::optional(inputs[at]);
}

Error badAt(std::string reason, size_t offset)
{
    return {ErrorCode::BadRule, {}, std::move(reason) + " at offset " + std::to_string(offset)};
}

bool isNameChar(char c)
{
    return isAsciiAlnum(c) || c == '_' || c == '-' || c == '.' || c == ':';
}

// Position after the closing slash of the pattern that opens at `open`; npos when it has none.
size_t endOfPattern(std::string_view text, size_t open)
{
    for (size_t i = open + 1; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '/')
            return i + 1;
    }
    return std::string_view::npos;
}

size_t endOfFlags(std::string_view text, size_t at)
{
    while (at < text.size()) {
        if (isAsciiLetter(text[at]) || text[at] == '$') {
            ++at;
        } else if (text[at] == '{') {
            const size_t close = text.find('}', at);
            if (close == std::string_view::npos)
                return at;
            at = close + 1;
        } else {
            break;
        }
    }
    return at;
}

// Position after the ')' that closes the call opened at `open`; npos when it is missing.
size_t endOfCall(std::string_view text, size_t open)
{
    char quote = '\0';
    for (size_t i = open + 1; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\\')
            ++i;
        else if (quote != '\0')
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\''
            || (c == '/' && (text[i - 1] == '(' || text[i - 1] == ',' || text[i - 1] == ' ')))
            quote = c;
        else if (c == ')')
            return i + 1;
    }
    return std::string_view::npos;
}

Result<void> applyFlag(RegexpAtom& atom, char letter, bool& hasInput, size_t offset)
{
    switch (letter) {
    case 'i':
        atom.flags.caseless = true;
        return {};
    case 'm':
        atom.flags.multiline = true;
        return {};
    case 's':
        atom.flags.dotAll = true;
        return {};
    case 'x':
        atom.flags.extended = true;
        return {};
    case 'u':
        atom.flags.utf = true;
        return {};
    case 'r':
        atom.flags.utf = false;
        return {};
    case 'O':
        atom.flags.noJit = true;
        return {};
    case 'L':
    case 'o':
    case 'T':
        return {};
    case 'S':
        atom.strongHeader = true;
        return {};
    case 'A':
        atom.countAll = true;
        return {};
    default:
        break;
    }
    const auto input = inputOfLetter(letter);
    if (!input)
        return badAt("unknown flag '" + std::string(1, letter) + "'", offset);
    atom.input = *input;
    hasInput = true;
    return {};
}

Result<void> applyFlags(RegexpAtom& atom, std::string_view flags, size_t offset)
{
    bool hasInput = false;
    for (size_t i = 0; i < flags.size(); ++i) {
        if (flags[i] != '{') {
            if (const auto done = applyFlag(atom, flags[i], hasInput, offset + i); !done)
                return done;
            continue;
        }
        const size_t close = flags.find('}', i);
        const std::string_view name = flags.substr(i + 1, close - i - 1);
        const InputName* found = nullptr;
        for (const InputName& entry : inputNames) {
            if (entry.name == name)
                found = &entry;
        }
        if (!found)
            return badAt("unknown type '" + std::string(name) + "'", offset + i);
        atom.input = found->input;
        hasInput = true;
        i = close;
    }
    if (!hasInput && atom.header.empty())
        return badAt("the pattern says neither a header nor a type", offset);
    if (!hasInput)
        atom.input = RegexpInput::Header;
    const bool needsName = atom.input == RegexpInput::Header || atom.input == RegexpInput::RawHeader
        || atom.input == RegexpInput::MimeHeader || atom.input == RegexpInput::Selector;
    if (needsName && atom.header.empty())
        return badAt("the type needs a name before the pattern", offset);
    return {};
}

std::vector<std::string> splitArguments(std::string_view text)
{
    std::vector<std::string> arguments;
    size_t at = 0;
    while (at < text.size()) {
        while (at < text.size() && (isAsciiSpace(text[at]) || text[at] == ','))
            ++at;
        if (at >= text.size())
            break;
        std::string argument;
        const char quote = text[at] == '"' || text[at] == '\'' || text[at] == '/' ? text[at] : '\0';
        if (quote != '\0' && quote != '/')
            ++at;
        else if (quote == '/')
            argument += text[at++];
        for (; at < text.size() && (quote != '\0' ? text[at] != quote : text[at] != ','); ++at) {
            if (text[at] == '\\' && at + 1 < text.size()) {
                if (quote == '/')
                    argument += text[at];
                ++at;
            }
            argument += text[at];
        }
        if (quote == '/') {
            argument += '/';
            for (++at; at < text.size() && text[at] != ','; ++at)
                argument += text[at];
        } else if (quote != '\0') {
            ++at;
        } else {
            argument = trimmed(argument);
        }
        arguments.push_back(std::move(argument));
    }
    return arguments;
}

} // namespace

std::string_view regexpInputName(RegexpInput input)
{
    for (const InputName& entry : inputNames) {
        if (entry.input == input)
            return entry.name;
    }
    return {};
}

Result<size_t> readRegexpAtom(std::string_view text)
{
    size_t at = 0;
    while (at < text.size() && isNameChar(text[at]))
        ++at;
    if (at + 1 < text.size() && text[at] == '=' && text[at + 1] == '/')
        ++at;
    if (at < text.size() && text[at] == '/') {
        const size_t end = endOfPattern(text, at);
        if (end == std::string_view::npos)
            return Error{ErrorCode::BadRule, {}, "the pattern has no end"};
        return endOfFlags(text, end);
    }
    if (at > 0 && at < text.size() && text[at] == '(') {
        const size_t end = endOfCall(text, at);
        if (end == std::string_view::npos)
            return Error{ErrorCode::BadRule, {}, "the call has no end"};
        return end;
    }
    if (at == 0)
        return Error{ErrorCode::BadRule, {}, "an operand is missing"};
    return at;
}

Result<RegexpAtom> parseRegexpAtom(std::string_view text)
{
    RegexpAtom atom;
    const size_t slash = text.find('/');
    const size_t call = text.find('(');
    const bool isPattern = slash != std::string_view::npos && (call == std::string_view::npos || slash < call);
    if (isPattern) {
        const size_t equals = text.substr(0, slash).rfind('=');
        if (equals != std::string_view::npos)
            atom.header = text.substr(0, equals);
        const size_t end = endOfPattern(text, slash);
        if (end == std::string_view::npos)
            return badAt("the pattern has no end", slash);
        atom.patternOffset = slash + 1;
        atom.pattern = text.substr(slash + 1, end - slash - 2);
        if (const auto done = applyFlags(atom, text.substr(end), end); !done)
            return done.error();
        return atom;
    }
    if (call != std::string_view::npos) {
        atom.kind = RegexpAtom::Kind::Function;
        atom.name = text.substr(0, call);
        atom.arguments = splitArguments(text.substr(call + 1, text.size() - call - 2));
        return atom;
    }
    const bool isLua = text.substr(0, 4) == "lua:";
    atom.kind = isLua ? RegexpAtom::Kind::Lua : RegexpAtom::Kind::Script;
    atom.name = text.substr(isLua ? 4 : 0);
    return atom;
}

int regexpAtomCost(std::string_view text)
{
    const auto atom = parseRegexpAtom(text);
    if (!atom)
        return 1024;
    if (atom->kind == RegexpAtom::Kind::Function)
        return 128;
    if (atom->kind != RegexpAtom::Kind::Pattern)
        return 256;
    switch (atom->input) {
    case RegexpInput::Header:
    case RegexpInput::RawHeader:
        return 64;
    case RegexpInput::Url:
    case RegexpInput::Email:
    case RegexpInput::Selector:
        return 128;
    case RegexpInput::MimePart:
    case RegexpInput::RawPart:
        return 512;
    default:
        return 1024;
    }
}

} // namespace assay::rules
