// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/bodytext.h"

#include "core/base/ascii.h"
#include "core/base/json.h"
#include "core/text/charset.h"
#include "core/text/charsetguess.h"
#include "core/text/flowed.h"
#include "core/text/utf8.h"

#include <algorithm>

namespace assay {
namespace {

constexpr size_t minGuessBytes = 24; // 8-bit bytes; with fewer a statistical guess is worth nothing

bool isAsciiLabel(std::string_view label)
{
    std::string folded;
    for (const char c : label) {
        if (isAsciiAlnum(c))
            folded += asciiLower(c);
    }
    return folded == "usascii" || folded == "ascii" || folded == "ansix341968" || folded == "iso646us";
}

bool hasByteOrderMark(std::string_view bytes, std::string_view mark)
{
    return bytes.substr(0, mark.size()) == mark;
}

std::string guessed(std::string_view bytes)
{
    const auto high = std::count_if(bytes.begin(), bytes.end(), [](char c) { return (c & 0x80) != 0; });
    if (static_cast<size_t>(high) < minGuessBytes)
        return {};
    return canonicalCharset(guessCharset(bytes));
}

// The charset where none is declared, and what that says about the part.
std::string undeclaredCharset(std::string_view bytes, bool isHtml, DefectSet& defects)
{
    if (hasByteOrderMark(bytes, "\xFF\xFE"))
        return "utf-16le";
    if (hasByteOrderMark(bytes, "\xFE\xFF"))
        return "utf-16be";
    if (isAscii(bytes)) {
        const bool escapes =
            bytes.find("\x1B$B") != std::string_view::npos || bytes.find("\x1B$@") != std::string_view::npos;
        return escapes ? "iso-2022-jp" : "utf-8";
    }
    const std::string meta = isHtml ? canonicalCharset(htmlMetaCharset(bytes)) : std::string();
    if (isValidUtf8(bytes)) {
        if (meta.empty() && !hasByteOrderMark(bytes, "\xEF\xBB\xBF"))
            defects.add(Defect::Undeclared8Bit);
        return "utf-8";
    }
    if (!meta.empty())
        return meta;
    defects.add(Defect::Undeclared8Bit);
    const std::string guess = guessed(bytes);
    return guess.empty() ? "windows-1252" : guess;
}

} // namespace

BodyText readBodyText(std::string_view bytes, std::string_view declaredCharset, bool isHtml)
{
    BodyText result;
    std::string charset = canonicalCharset(declaredCharset);
    if (charset.empty() && !trimmed(declaredCharset).empty())
        result.defects.add(Defect::UnknownCharset);
    if (charset.empty() || (isAsciiLabel(declaredCharset) && isValidUtf8(bytes)))
        charset = undeclaredCharset(bytes, isHtml, result.defects);
    ConvertedText converted = convertToUtf8(bytes, charset);
    if (converted.badBytes)
        result.defects.add(Defect::BadBytes);
    std::string& text = converted.text;
    if (hasByteOrderMark(text, "\xEF\xBB\xBF"))
        text.erase(0, 3);
    for (size_t nul = text.find('\0'); nul != std::string::npos; nul = text.find('\0')) {
        result.defects.add(Defect::NulInBody);
        std::string shown;
        shown.reserve(text.size() + text.size() / 2);
        for (const char c : text) {
            if (c == '\0')
                shown += "\xE2\x90\x80";
            else
                shown += c;
        }
        text = std::move(shown);
    }
    result.text = text.find('\r') == std::string::npos ? std::move(text) : withLfLines(text);
    return result;
}

} // namespace assay
