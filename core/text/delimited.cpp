// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/delimited.h"

#include "core/base/ascii.h"
#include "core/base/json.h"
#include "core/text/charset.h"

#include <algorithm>
#include <array>
#include <map>

namespace assay {
namespace {

constexpr size_t longestQuoted = 1u << 20;
constexpr size_t mostCells = 1000;
constexpr size_t sampledLines = 100;
constexpr size_t sampledBytes = 1u << 20;

// UTF-16 of Latin text has a zero in every other byte.
std::string_view guessUtf16(std::string_view bytes)
{
    const std::string_view sample = bytes.substr(0, 4096);
    std::array<size_t, 2> zeros = {};
    for (size_t i = 0; i < sample.size(); ++i)
        zeros[i % 2] += sample[i] == '\0' ? 1 : 0;
    const size_t enough = sample.size() * 2 / 5;
    if (sample.size() < 4 || bytes.size() % 2 != 0)
        return {};
    return zeros[1] >= enough && zeros[0] == 0 ? "utf-16le" : zeros[0] >= enough && zeros[1] == 0 ? "utf-16be" : "";
}

TextFileContent converted(std::string_view bytes, std::string_view charset)
{
    return {convertToUtf8(bytes, charset).text, std::string(charset)};
}

// How many cells the lines have: the most frequent count above one, and how many lines have it.
struct Agreement
{
    size_t lines = 0, cells = 0;
};

Agreement agreement(std::string_view text, char delimiter)
{
    std::map<size_t, size_t> counts;
    DelimitedReader reader(text, delimiter);
    for (size_t lines = 0; lines < sampledLines && reader.position() < sampledBytes && reader.next();) {
        const std::string_view first = trimmed(reader.cells().front());
        if (first.starts_with('#') || (first.empty() && reader.cells().size() == 1))
            continue;
        ++lines;
        ++counts[reader.cells().size()];
    }
    Agreement best;
    for (const auto& [cells, lines] : counts) {
        if (cells > 1 && lines >= best.lines)
            best = {lines, cells};
    }
    return best;
}

} // namespace

TextFileContent decodeTextFile(std::string_view bytes)
{
    if (bytes.starts_with("\xEF\xBB\xBF"))
        bytes.remove_prefix(3);
    else if (bytes.starts_with("\xFF\xFE"))
        return converted(bytes.substr(2), "utf-16le");
    else if (bytes.starts_with("\xFE\xFF"))
        return converted(bytes.substr(2), "utf-16be");
    else if (const std::string_view guess = guessUtf16(bytes); !guess.empty())
        return converted(bytes, guess);
    if (isValidUtf8(bytes))
        return {std::string(bytes), "utf-8"};
    return converted(bytes, "windows-1252");
}

char detectDelimiter(std::string_view text)
{
    char found = 0;
    Agreement best;
    for (const char delimiter : {'\t', ';', ','}) {
        const Agreement one = agreement(text, delimiter);
        if (one.lines > best.lines || (one.lines == best.lines && one.cells > best.cells)) {
            best = one;
            found = delimiter;
        }
    }
    return found;
}

DelimitedReader::DelimitedReader(std::string_view text, char delimiter)
    : m_text(text)
    , m_delimiter(delimiter)
{
}

bool DelimitedReader::next()
{
    m_cells.clear();
    m_unquoted.clear();
    if (m_position >= m_text.size())
        return false;
    m_recordLine = m_line;
    while (true) {
        const std::string_view cell = readCell();
        if (m_cells.size() < mostCells)
            m_cells.push_back(cell);
        if (m_position >= m_text.size())
            return true;
        if (m_text[m_position] != m_delimiter || m_delimiter == 0)
            break;
        ++m_position;
        if (m_position == m_text.size()) { // a delimiter at the very end
            if (m_cells.size() < mostCells)
                m_cells.emplace_back();
            return true;
        }
    }
    skipLineEnd();
    return true;
}

void DelimitedReader::skipLineEnd()
{
    const bool pair = m_text.substr(m_position).starts_with("\r\n");
    m_position += pair ? 2 : 1;
    ++m_line;
}

std::string_view DelimitedReader::readCell()
{
    if (m_text[m_position] == '"') {
        if (const size_t closing = closingQuote(); closing != std::string_view::npos)
            return readQuoted(closing);
    }
    const size_t begin = m_position;
    while (m_position < m_text.size() && !endsCell(m_text[m_position]))
        ++m_position;
    return m_text.substr(begin, m_position - begin);
}

size_t DelimitedReader::closingQuote() const
{
    const std::string_view limited = m_text.substr(0, std::min(m_text.size(), m_position + longestQuoted));
    size_t at = m_position + 1;
    while ((at = limited.find('"', at)) != std::string_view::npos) {
        if (at + 1 >= limited.size() || limited[at + 1] != '"')
            return at;
        at += 2;
    }
    return at;
}

std::string_view DelimitedReader::readQuoted(size_t closing)
{
    const std::string_view inner = m_text.substr(m_position + 1, closing - m_position - 1);
    for (size_t i = 0; i < inner.size(); ++i) {
        const bool pair = inner[i] == '\r' && i + 1 < inner.size() && inner[i + 1] == '\n';
        m_line += inner[i] == '\n' || (inner[i] == '\r' && !pair) ? 1 : 0;
    }
    size_t end = closing + 1;
    while (end < m_text.size() && !endsCell(m_text[end]))
        ++end;
    const std::string_view rest = m_text.substr(closing + 1, end - closing - 1);
    m_position = end;
    if (rest.empty() && inner.find('"') == std::string_view::npos)
        return inner;
    std::string& cell = m_unquoted.emplace_back();
    for (size_t i = 0; i < inner.size(); ++i) {
        cell += inner[i];
        i += inner[i] == '"' ? 1 : 0; // its double
    }
    cell += rest;
    return cell;
}

} // namespace assay
