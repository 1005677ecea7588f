// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/rspamd/rspamdinputs.h"

#include "core/base/ascii.h"

#include <algorithm>

namespace assay::rules {
namespace {

using Texts = std::vector<RspamdText>;

std::string withoutLineEnd(std::string text)
{
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.pop_back();
    return text;
}

bool isText(const RulesPart& part)
{
    return part.isLeaf && (part.type == "text/plain" || part.type == "text/html");
}

// For each value of the header whether its name stands there in just this case.
std::vector<bool> exactNames(const std::string& header, const RulesMessage& message)
{
    std::vector<bool> exact;
    for (const std::string& name : message.headerNames()) {
        if (equalsIgnoringCase(name, header))
            exact.push_back(name == header);
    }
    return exact;
}

Texts headerTexts(const std::string& header, bool raw, bool strong, const RulesMessage& message)
{
    HeaderSpec spec;
    spec.name = header;
    spec.raw = raw;
    const std::vector<bool> exact = strong ? exactNames(header, message) : std::vector<bool>();
    Texts texts;
    uint64_t offset = 0; // in the joined value, which the source map counts in
    const std::vector<std::string> values = message.headerValues(spec);
    for (size_t i = 0; i < values.size(); ++i) {
        const std::string& value = values[i];
        const size_t blanks = raw ? std::min(value.find_first_not_of(" \t"), value.size()) : 0;
        std::string text = withoutLineEnd(value.substr(blanks));
        if (!strong || (i < exact.size() && exact[i]))
            texts.push_back({text, -1, message.mapHeader(spec, offset + blanks, text.size())});
        offset += value.size();
    }
    return texts;
}

// The header in parts of a multipart, but not in messages.
Texts mimeHeaderTexts(const std::string& header, const RulesMessage& message)
{
    Texts texts;
    const std::vector<Piece> pieces = message.mimeHeader(header, false);
    for (size_t i = 0; i < pieces.size(); ++i) {
        const int number = pieces[i].part;
        if (number < 0 || static_cast<size_t>(number) >= message.parts().size())
            continue;
        const RulesPart& part = message.parts()[static_cast<size_t>(number)];
        if (part.parent < 0 || part.type.compare(0, 8, "message/") == 0)
            continue;
        std::string text = withoutLineEnd(pieces[i].text);
        const RawRange raw = message.mapMimeHeader(header, false, i, 0, text.size());
        texts.push_back({std::move(text), number, raw});
    }
    return texts;
}

std::string inOneLine(std::string text)
{
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return text;
}

Texts partTexts(RegexpInput input, const RulesMessage& message)
{
    Texts texts;
    if (input == RegexpInput::SaBody && !message.body().empty())
        texts.push_back({withoutLineEnd(message.body()[0].text), -1, {}});
    for (size_t i = 0; i < message.parts().size(); ++i) {
        if (!isText(message.parts()[i]))
            continue;
        RspamdText text{{}, static_cast<int>(i), {}};
        if (input == RegexpInput::MimePart)
            text.text = message.rendered(i);
        else if (input == RegexpInput::SaBody)
            text.text = inOneLine(message.rendered(i));
        else if (input == RegexpInput::RawPart)
            text.text = message.encoded(i);
        else
            text.text = message.decoded(i);
        texts.push_back(std::move(text));
    }
    return texts;
}

Texts urlTexts(bool emails, const RulesMessage& message)
{
    constexpr std::string_view mailto = "mailto:";
    Texts texts;
    for (size_t i = 0; i < message.uris().size(); ++i) {
        const RulesUri& uri = message.uris()[i];
        const bool isEmail = startsWithIgnoringCase(uri.text, mailto);
        if (isEmail != emails || (!emails && (uri.tag == "img" || uri.text != uri.original)))
            continue;
        std::string text = emails ? uri.text.substr(mailto.size(), uri.text.find('?') - mailto.size()) : uri.text;
        if (emails && text.find('@') == std::string::npos)
            continue;
        const RawRange raw = message.mapUri(i, emails ? mailto.size() : 0, text.size());
        texts.push_back({std::move(text), -1, raw});
    }
    return texts;
}

Texts wordTexts(bool raw, const RulesMessage& message)
{
    const auto isWordByte = [](char c) { return isAsciiAlnum(c) || static_cast<unsigned char>(c) >= 0x80; };
    Texts texts;
    for (const RspamdText& whole : partTexts(RegexpInput::SaBody, message)) {
        const std::string& text = whole.text;
        for (size_t at = 0; at < text.size();) {
            size_t end = at;
            while (end < text.size() && isWordByte(text[end]))
                ++end;
            if (end > at) {
                const std::string word = text.substr(at, end - at);
                texts.push_back({raw ? word : toAsciiLower(word), whole.part, {}});
            }
            at = end + 1;
        }
    }
    return texts;
}

} // namespace

std::vector<RspamdText> rspamdTexts(
    RegexpInput input, const std::string& header, bool strongHeader, const RulesMessage& message)
{
    switch (input) {
    case RegexpInput::Header:
    case RegexpInput::RawHeader:
        return headerTexts(header, input == RegexpInput::RawHeader, strongHeader, message);
    case RegexpInput::MimeHeader:
        return mimeHeaderTexts(header, message);
    case RegexpInput::AllHeaders: {
        HeaderSpec all;
        all.name = "ALL";
        all.raw = true;
        std::string text = message.header(all).value_or("");
        const RawRange raw = message.mapHeader(all, 0, text.size());
        return {{std::move(text), -1, raw}};
    }
    case RegexpInput::Body:
        return {{std::string(message.full()), -1, {0, message.full().size(), Unmapped::None}}};
    case RegexpInput::Url:
    case RegexpInput::Email:
        return urlTexts(input == RegexpInput::Email, message);
    case RegexpInput::Words:
    case RegexpInput::RawWords:
        return wordTexts(input == RegexpInput::RawWords, message);
    case RegexpInput::StemWords:
    case RegexpInput::Selector:
        return {};
    default:
        return partTexts(input, message);
    }
}

} // namespace assay::rules
