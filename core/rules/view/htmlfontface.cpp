// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/htmlfontface.h"

#include "core/base/ascii.h"

namespace assay::rules {

namespace {

bool isQuote(char c)
{
    return c == '"' || c == '\'';
}

// One name: starts and ends in a letter, one digit may follow. The first may begin with a blank and a dot.
bool isUsualName(std::string_view name, bool first)
{
    while (!name.empty() && isAsciiSpace(name.front()))
        name.remove_prefix(1);
    if (!name.empty() && (isQuote(name.front()) || (first && name.front() == '.')))
        name.remove_prefix(1);
    if (!name.empty() && isQuote(name.back()))
        name.remove_suffix(1);
    if (!name.empty() && isAsciiDigit(name.back()))
        name.remove_suffix(1);
    if (name.size() < 2 || !isAsciiLetter(name.back()))
        return false;
    if (!isAsciiLetter(name.front()) && !(first && name.front() == ' '))
        return false;
    for (const char c : name)
        if (!isAsciiLetter(c) && c != ' ' && c != '-')
            return false;
    return true;
}

} // namespace

bool isUsualFontFace(std::string_view face)
{
    if (!face.empty() && face.back() == '\n')
        face.remove_suffix(1);
    if (!face.empty() && face.back() == ';')
        face.remove_suffix(1);
    for (bool first = true;; first = false) {
        const size_t comma = face.find(',');
        if (!isUsualName(face.substr(0, comma), first))
            return false;
        if (comma == std::string_view::npos)
            return true;
        face.remove_prefix(comma + 1);
    }
}

} // namespace assay::rules
