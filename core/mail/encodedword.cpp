// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/encodedword.h"

#include "core/base/ascii.h"
#include "core/base/json.h"
#include "core/text/charset.h"
#include "core/text/transfer.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <optional>

namespace assay {
namespace {

constexpr size_t maxCharsetLength = 72; // with a language suffix

struct Word
{
    std::string_view charset;
    char encoding = 0; // 'b' or 'q'
    std::string_view text;
    size_t length = 0; // of the whole word
};

// Reads a header value left to right.
class HeaderTextReader
{
public:
    HeaderTextReader(std::string_view raw, const HeaderTextOptions& options)
        : m_raw(raw)
        , m_options(options)
    {
    }

    HeaderText run()
    {
        const bool ascii = isAscii(m_raw);
        if (!ascii && !isValidUtf8(m_raw)) {
            m_rawCharset = fallbackCharset(m_raw, m_options.bodyCharset);
            m_result.defects.add(Defect::Unencoded8BitHeader);
        }
        size_t at = 0;
        size_t words = 0;
        while (at < m_raw.size()) {
            const size_t start = m_raw.find("=?", at);
            const std::optional<Word> word = start == std::string_view::npos ? std::nullopt : wordAt(start);
            if (start == std::string_view::npos) {
                addRaw(m_raw.substr(at));
                break;
            }
            if (!word) {
                addRaw(m_raw.substr(at, start + 2 - at));
                at = start + 2;
                continue;
            }
            if (++words > m_options.maxWords)
                return rawText();
            addRaw(m_raw.substr(at, start - at));
            addWord(*word);
            at = start + word->length;
        }
        flush();
        m_result.text = std::string(trimmed(toSingleLine(m_text)));
        return std::move(m_result);
    }

private:
    std::optional<Word> wordAt(size_t start)
    {
        const size_t charsetEnd = m_raw.substr(start + 2, maxCharsetLength).find('?');
        if (m_noWordEnd || charsetEnd == std::string_view::npos || charsetEnd == 0)
            return std::nullopt;
        Word word;
        word.charset = m_raw.substr(start + 2, charsetEnd);
        const size_t encoding = start + 2 + charsetEnd + 1;
        if (encoding + 1 >= m_raw.size() || m_raw[encoding + 1] != '?')
            return std::nullopt;
        word.encoding = asciiLower(m_raw[encoding]);
        if (word.encoding != 'b' && word.encoding != 'q')
            return std::nullopt;
        if (std::any_of(word.charset.begin(), word.charset.end(), [](char c) { return isAsciiSpace(c) || c == '='; }))
            return std::nullopt;
        const size_t text = encoding + 2;
        const size_t end = m_raw.find("?=", text);
        m_noWordEnd = end == std::string_view::npos;
        if (m_noWordEnd)
            return std::nullopt;
        word.text = m_raw.substr(text, end - text);
        if (word.text.find("=?") != std::string_view::npos)
            return std::nullopt; // not ended before the next one begins
        word.length = end + 2 - start;
        word.charset = word.charset.substr(0, word.charset.find('*'));
        return word;
    }

    // Text between words; blanks alone between two words vanish.
    void addRaw(std::string_view text) { m_gap += text; }

    void writeGap()
    {
        for (size_t i = 0; i < m_gap.size(); ++i) {
            if (m_gap[i] == '\n' || (m_gap[i] == '\r' && i + 1 < m_gap.size() && m_gap[i + 1] == '\n'))
                m_gap[i] = '\x01'; // a fold: the blank behind it stays
        }
        std::erase(m_gap, '\x01');
        m_text += m_rawCharset.empty() ? m_gap : convertToUtf8(m_gap, m_rawCharset).text;
        m_gap.clear();
    }

    void addWord(const Word& word)
    {
        const bool onlyBlanks = trimmed(m_gap).empty();
        if (!m_open || !onlyBlanks) {
            flush();
        } else {
            m_gap.clear();
            if (!equalsIgnoringCase(m_charset, word.charset))
                flush();
        }
        m_open = true;
        m_charset = word.charset;
        m_bytes += word.encoding == 'b' ? decodeBase64(word.text).bytes : decodeQ(unfoldedQ(word.text)).bytes;
    }

    // Line breaks inside a word (illegal) are no text.
    static std::string unfoldedQ(std::string_view text)
    {
        std::string unfolded(text);
        std::erase_if(unfolded, [](char c) { return c == '\r' || c == '\n'; });
        return unfolded;
    }

    // Writes the open words, then the text behind them.
    void flush()
    {
        if (m_open) {
            std::string charset = canonicalCharset(m_charset);
            if (charset.empty()) {
                m_result.defects.add(Defect::UnknownCharset);
                charset = fallbackCharset(m_bytes, m_options.bodyCharset);
            }
            const ConvertedText converted = convertToUtf8(m_bytes, charset);
            if (converted.badBytes)
                m_result.defects.add(Defect::BadBytes);
            // A NUL of a decoded word is a trick, not a byte of the file.
            std::string text = converted.text;
            for (size_t nul = text.find('\0'); nul != std::string::npos; nul = text.find('\0', nul))
                text.replace(nul, 1, "\xEF\xBF\xBD");
            m_text += text;
            m_bytes.clear();
            m_open = false;
        }
        writeGap();
    }

    HeaderText rawText()
    {
        m_result.defects.add(Defect::HeaderTooLong);
        m_result.text = std::string(trimmed(toSingleLine(toValidUtf8(m_raw))));
        return std::move(m_result);
    }

    std::string_view m_raw;
    const HeaderTextOptions& m_options;
    HeaderText m_result;
    std::string m_rawCharset; // of 8-bit bytes; empty when the value is UTF-8
    std::string m_text;
    std::string m_gap;
    std::string m_charset;
    std::string m_bytes; // of the open words
    bool m_open = false;
    bool m_noWordEnd = false; // there is no "?=" any more
};

} // namespace

HeaderText decodeHeaderText(std::string_view raw, const HeaderTextOptions& options)
{
    return HeaderTextReader(raw, options).run();
}

} // namespace assay
