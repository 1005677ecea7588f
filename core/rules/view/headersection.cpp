// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/headersection.h"

#include "core/base/ascii.h"

#include <algorithm>

namespace assay::rules {

namespace {

constexpr size_t maxName = 256;
constexpr size_t maxValue = 8192;
constexpr int toleratedLines = 3;

std::string_view lineAt(std::string_view text, size_t at)
{
    const size_t newline = text.find('\n', at);
    return text.substr(at, newline == std::string_view::npos ? newline : newline + 1 - at);
}

std::string_view lastLine(std::string_view text)
{
    if (text.empty())
        return text;
    const size_t newline = text.substr(0, text.size() - 1).rfind('\n');
    return text.substr(newline == std::string_view::npos ? 0 : newline + 1);
}

// "From " and white space, and then no colon: a field name with blanks before its colon is no mbox line.
bool isMboxLine(std::string_view line)
{
    if (line.substr(0, 4) != "From")
        return false;
    size_t at = 4;
    while (at < line.size() && isAsciiSpace(line[at]))
        ++at;
    return at > 5 || (at == 5 && (at == line.size() || line[at] != ':'));
}

// "dd-Mon-yyyy hh:mm:ss zone,size;flags-id" of the MBX format.
bool isMbxLine(std::string_view line)
{
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r'))
        line.remove_suffix(1);
    constexpr std::string_view shape = "?d-aaa-dddd dd:dd:dd";
    if (line.size() < shape.size())
        return false;
    for (size_t i = 0; i < shape.size(); ++i) {
        const char c = line[i];
        const bool fits = shape[i] == '?' ? isAsciiDigit(c) || isAsciiSpace(c)
            : shape[i] == 'd'             ? isAsciiDigit(c)
            : shape[i] == 'a'             ? isAsciiLetter(c)
            : shape[i] == ' '             ? isAsciiSpace(c)
                                          : c == shape[i];
        if (!fits)
            return false;
    }
    const size_t semicolon = line.rfind(';');
    const size_t comma = semicolon == std::string_view::npos ? semicolon : line.rfind(',', semicolon);
    if (comma == std::string_view::npos || comma < shape.size() || semicolon - comma < 2
        || line.size() != semicolon + 22 || line[semicolon + 13] != '-')
        return false;
    const auto digits = line.substr(comma + 1, semicolon - comma - 1);
    const auto flags = line.substr(semicolon + 1, 12);
    return std::all_of(digits.begin(), digits.end(), isAsciiDigit)
        && std::all_of(flags.begin(), flags.end(), [](char c) { return isAsciiDigit(c) || (c >= 'a' && c <= 'f'); });
}

// Collects the lines of one field and files it when the next begins.
class FieldCollector
{
public:
    FieldCollector(HeaderSection& section, std::string_view text)
        : m_section(section)
        , m_text(text)
    {
    }

    void start(size_t at, size_t end)
    {
        file();
        m_start = at;
        m_end = end;
        m_open = true;
    }
    void extend(size_t at, size_t end)
    {
        if (!m_open)
            start(at, end);
        m_end = end;
    }
    void file()
    {
        const std::string_view field = m_text.substr(m_start, m_end - m_start);
        const size_t colon = m_open ? field.find(':') : std::string_view::npos;
        m_open = false;
        if (colon == std::string_view::npos)
            return;
        std::string_view name = field.substr(0, colon);
        while (!name.empty() && isBlank(name.back()))
            name.remove_suffix(1);
        HeaderField result;
        result.name = name.substr(0, maxName);
        result.raw = value(field.substr(colon + 1));
        result.offset = m_start + colon + 1;
        m_section.truncated |= name.size() > maxName || result.raw.size() > maxValue;
        result.raw.resize(std::min(result.raw.size(), maxValue));
        m_section.fields.push_back(std::move(result));
    }

private:
    std::string value(std::string_view text) const
    {
        if (!m_section.crLf)
            return std::string(text);
        std::string result;
        for (size_t i = 0; i < text.size(); ++i)
            if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n')
                result.push_back(text[i]);
        return result;
    }

    HeaderSection& m_section;
    std::string_view m_text;
    size_t m_start = 0, m_end = 0;
    bool m_open = false;
};

bool isBlankLine(std::string_view line, bool crLf)
{
    return line == "\n" || (crLf && line == "\r\n");
}

} // namespace

bool looksLikeField(std::string_view line)
{
    size_t at = 0;
    while (at < line.size() && line[at] > ' ' && line[at] < 0x7f && line[at] != ':')
        ++at;
    if (at == 0)
        return false;
    while (at < line.size() && isBlank(line[at]))
        ++at;
    return at < line.size() && line[at] == ':';
}

HeaderSection readHeaderSection(std::string_view message)
{
    HeaderSection section;
    const std::string_view firstLine = lineAt(message, 0);
    if (isMboxLine(firstLine) || isMbxLine(firstLine))
        section.start = firstLine.size();
    const std::string_view text = message.substr(section.start);
    section.crLf =
        lineAt(text, 0).find("\r\n") != std::string_view::npos || lastLine(text).find("\r\n") != std::string_view::npos;

    FieldCollector collector(section, message);
    int faults = 0;
    size_t at = section.start;
    section.missingSeparator = true;
    while (at < message.size()) {
        const std::string_view line = lineAt(message, at);
        const size_t end = at + line.size();
        if (section.crLf && line.back() == '\n' && (line.size() < 2 || line[line.size() - 2] != '\r'))
            section.mixedEnds = true;
        if (isBlank(line.front())) {
            collector.extend(at, end);
        } else if (isBlankLine(line, section.crLf)) {
            section.missingSeparator = false;
            at = end;
            break;
        } else if (line.substr(0, 2) == "--" || (!looksLikeField(line) && ++faults > toleratedLines)) {
            break;
        } else {
            collector.start(at, end);
        }
        at = end;
    }
    collector.file();
    section.bodyStart = at;
    return section;
}

} // namespace assay::rules
