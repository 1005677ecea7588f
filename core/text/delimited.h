// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// What bytes of a text file say as UTF-8, without byte order mark: UTF-8 and UTF-16 by their mark, UTF-16 also by its
// zero bytes, else UTF-8 when valid, else Latin-1 as Windows writes it.
struct TextFileContent
{
    std::string text;
    std::string charset; // "utf-8", "utf-16le", "utf-16be", "windows-1252"
};
TextFileContent decodeTextFile(std::string_view bytes);

// The one of ",", ";" and tab that parts the cells of most lines alike, judged by the first 100 lines; 0: none does.
char detectDelimiter(std::string_view text);

// Records of delimited text (RFC 4180; LF, CR LF and CR end lines): quoted cells may hold delimiters, line ends and
// doubled quotes; a quote that is not closed within 1 MiB is an ordinary character. Blank lines are records with one
// empty cell. Cells beyond the 1000th of a record are dropped. The text must live on.
class DelimitedReader
{
public:
    // Delimiter 0: one cell a line, quotes are read all the same.
    DelimitedReader(std::string_view text, char delimiter);
    // Reads the next record; false at the end.
    bool next();
    // Of the record; valid until next().
    const std::vector<std::string_view>& cells() const { return m_cells; }
    uint64_t line() const { return m_recordLine; } // where the record begins, from 1
    size_t position() const { return m_position; } // bytes read

private:
    std::string_view readCell();
    std::string_view readQuoted(size_t closing);
    size_t closingQuote() const;
    bool endsCell(char c) const { return c == '\n' || c == '\r' || (c == m_delimiter && m_delimiter != 0); }
    void skipLineEnd();

    std::string_view m_text;
    char m_delimiter;
    size_t m_position = 0;
    uint64_t m_line = 1, m_recordLine = 1;
    std::vector<std::string_view> m_cells;
    std::deque<std::string> m_unquoted; // cells that are not in the text as they are
};

} // namespace assay
