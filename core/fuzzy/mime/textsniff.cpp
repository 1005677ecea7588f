// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/mime/textsniff.h"

#include "core/base/ascii.h"
#include "core/fuzzy/data/lines.h"

#include <algorithm>
#include <array>

namespace assay::fuzzy {
namespace {

unsigned byteAt(std::string_view text, size_t at)
{
    return static_cast<unsigned char>(text[at]);
}

bool continues(std::string_view text, size_t from, size_t count)
{
    if (from + count + 1 >= text.size()) // the peer wants something behind the sequence
        return false;
    for (size_t i = 1; i <= count; ++i) {
        if ((byteAt(text, from + i) & 0xC0) != 0x80)
            return false;
    }
    return true;
}

// How many bytes behind a high one may pass as a letter with it; nothing when they may not.
std::optional<size_t> foreignLetter(std::string_view text, size_t at)
{
    size_t run = 0;
    for (; byteAt(text, at) >= 127 && at + 1 < text.size(); ++at, ++run) {
        const unsigned lead = byteAt(text, at);
        if ((lead & 0xE0) == 0xC0 && continues(text, at, 1))
            return 1;
        if ((lead & 0xF0) == 0xE0 && continues(text, at, 2))
            return 2;
        if ((lead & 0xF8) == 0xF0 && continues(text, at, 3))
            return 3;
    }
    return run >= 3 ? std::optional(run) : std::nullopt;
}

bool isReadable(std::string_view text)
{
    size_t odd = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const unsigned byte = byteAt(text, i);
        if (byte < 0x20) {
            odd += byte != '\r' && byte != '\n' && byte != '\t' ? 1 : 0;
        } else if (byte >= 127) {
            const auto more = foreignLetter(text, i);
            odd += more ? 0 : 1;
            i += more.value_or(0);
        }
    }
    return static_cast<double>(odd) / static_cast<double>(text.size()) <= 1.0 / 128;
}

bool isReadablePart(std::string_view data)
{
    if (data.size() <= 240)
        return isReadable(data);
    return isReadable(data.substr(0, 160)) && isReadable(data.substr(data.size() - 81, 80));
}

bool isWordByte(char c)
{
    return isAsciiAlnum(c) || c == '_';
}

int htmlWeight(std::string_view text)
{
    struct Tag
    {
        std::string_view text;
        int weight;
    };
    static constexpr Tag tags[] = {{"<html", 32}, {"<script", 20}, {"<!doctype html", 33}, {"<body", 20},
        {"<table", 20}, {"<a", 10}, {"<p", 10}, {"<div", 10}, {"<span", 10}};
    int weight = 0;
    for (size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
        const std::string_view rest = text.substr(at);
        for (const Tag& tag : tags) {
            if (startsWithIgnoringCase(rest, tag.text)
                && (rest.size() == tag.text.size() || !isWordByte(rest[tag.text.size()])))
                weight += tag.weight;
        }
    }
    constexpr std::string_view script = "<script";
    for (size_t at = text.find(script); at != std::string_view::npos; at = text.find(script, at + 1)) {
        const size_t attribute = text.find_first_not_of(" \t\r\n\v\f", at + script.size());
        constexpr std::string_view javascript = "type=\"text/javascript\">";
        if (attribute != std::string_view::npos && attribute > at + script.size()
            && text.substr(attribute, javascript.size()) == javascript)
            weight += 31;
    }
    return weight;
}

int xmlWeight(std::string_view text)
{
    const size_t begin = text.find("<?xml");
    if (begin == std::string_view::npos || (begin + 5 < text.size() && isWordByte(text[begin + 5])))
        return 0;
    int weight = 0;
    for (size_t at = text.find("?>", begin + 6); at != std::string_view::npos; at = text.find("?>", at + 1))
        weight += 31;
    return weight;
}

// Lines of at least three names between commas.
bool isCsvHead(std::string_view line)
{
    int commas = 0;
    bool inName = false;
    for (const char c : line) {
        if (c == ',') {
            commas += inName ? 1 : 0;
            inName = false;
        } else if (isWordByte(c) || c == '-') {
            inName = true;
        } else if (!isAsciiSpace(c)) {
            commas = 0;
            inName = false;
        }
    }
    return commas >= 2;
}

int csvWeight(std::string_view text)
{
    int weight = 0;
    while (!text.empty()) {
        const bool isWhole = text.find('\n') != std::string_view::npos;
        const std::string_view line = data::takeUntil(text, '\n');
        weight += isWhole && isCsvHead(line) ? 20 : 0;
    }
    return weight;
}

size_t countSeparators(std::string_view line)
{
    size_t count = 0;
    bool quoted = false;
    for (const char c : line) {
        quoted = c == '"' ? !quoted : quoted;
        count += !quoted && (c == ',' || c == '\t') ? 1 : 0;
    }
    return count;
}

// The first lines have equally many fields.
bool isCsv(std::string_view text)
{
    constexpr int looked = 11;
    constexpr size_t most = 32768;
    text = text.substr(0, most);
    size_t expected = 0;
    for (int line = 0; line < looked && !text.empty(); ++line) {
        const size_t count = countSeparators(data::takeUntil(text, '\n'));
        if (count == 0 || (expected > 0 && count != expected))
            return false;
        expected = count;
    }
    return expected > 0;
}

bool hasExtension(std::string_view name, std::string_view extension)
{
    return name.size() > extension.size() + 1 && endsWithIgnoringCase(name, extension)
        && name[name.size() - extension.size() - 1] == '.';
}

// By markup that occurs often enough; a file name makes less enough.
std::string_view sniffMarkup(const MimePart& part, std::string_view fileName)
{
    constexpr size_t looked = 4096;
    const std::string_view text = std::string_view(part.decoded).substr(0, looked);
    const int html = htmlWeight(text);
    if (html >= 40)
        return "html";
    struct Candidate
    {
        std::string_view extension;
        int weight;
    };
    const std::array<Candidate, 3> candidates = {{{"html", html}, {"xml", xmlWeight(text)}, {"csv", csvWeight(text)}}};
    const auto best = std::max_element(candidates.begin(), candidates.end(),
        [](const Candidate& a, const Candidate& b) { return a.weight < b.weight; });
    if (best->weight >= 40)
        return best->extension != "csv" || isCsv(part.decoded) ? best->extension : std::string_view();
    // What is only just as much is not taken: the peer asks for more than twenty in the end.
    return !fileName.empty() && best->weight > 20 ? best->extension : std::string_view();
}

} // namespace

std::string_view sniffText(const MimePart& part)
{
    const bool isSealed = part.parent && part.parent->type.isMultipart() && part.parent->type.subtype == "encrypted";
    const std::string& type = part.type.type;
    const std::string& subtype = part.type.subtype;
    if (isSealed || type == "message" || part.decoded.empty() || !isReadablePart(part.decoded))
        return {};
    const std::string_view fileName =
        part.disposition ? std::string_view(part.disposition->fileName) : std::string_view();
    if (const std::string_view markup = sniffMarkup(part, fileName); !markup.empty())
        return markup;
    if ((type == "text" || type == "application") && (subtype == "html" || subtype == "xhtml+xml"))
        return "html";
    if (subtype == "csv" && isCsv(part.decoded))
        return "csv";
    if (hasExtension(fileName, "htm") || hasExtension(fileName, "html"))
        return "html";
    return type == "text" ? std::string_view("txt") : std::string_view();
}

} // namespace assay::fuzzy
