// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/outlook/rtf.h"

#include "core/base/ascii.h"
#include "core/corpus/outlook/bytes.h"
#include "core/corpus/outlook/properties.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>
#include <vector>

namespace assay {
namespace {

constexpr size_t dictionaryLength = 4096;
constexpr size_t maxRtf = size_t{64} << 20;
// What the dictionary holds at the start, by the specification.
constexpr std::string_view dictionaryStart =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS "
    "Sans "
    "SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

struct ControlWord
{
    std::string_view name; // letters, or one other character
    bool hasNumber = false;
    int number = 0;
};

// What a group inherits from the one around it.
struct GroupState
{
    bool ignored = false; // a destination without text
    bool htmlTag = false; // inside \*\htmltag
    bool rtfOnly = false; // between \htmlrtf and \htmlrtf0
    int skipAfterUnicode = 1;
};

class RtfReader
{
public:
    explicit RtfReader(std::string_view rtf)
        : m_rtf(rtf)
        , m_encapsulated(rtfHoldsHtml(rtf))
    {
    }
    RtfHtml read();

private:
    static constexpr size_t maxDepth = 1000;

    void readControl();
    ControlWord nextControl();
    void apply(const ControlWord& word);
    bool applyDestination(const ControlWord& word);
    void character(char c);
    void reference(int code);
    void lineEnd();
    bool isSilent() const { return m_state.ignored || m_state.rtfOnly; }

    std::string_view m_rtf;
    size_t m_position = 0;
    bool m_encapsulated;
    GroupState m_state;
    std::vector<GroupState> m_outer;
    bool m_star = false; // the control word before was "\*"
    int m_skip = 0; // characters to pass over behind \u
    RtfHtml m_result;
};

RtfHtml RtfReader::read()
{
    m_result.charset = charsetOfCodepage(0);
    while (m_position < m_rtf.size() && m_result.html.size() < maxRtf) {
        const char c = m_rtf[m_position];
        if (c == '\\') {
            readControl();
            continue;
        }
        ++m_position;
        if (c == '{') {
            if (m_outer.size() >= maxDepth)
                break;
            m_outer.push_back(m_state);
            m_star = false;
        } else if (c == '}') {
            if (m_outer.empty())
                break;
            m_state = m_outer.back();
            m_outer.pop_back();
        } else if (c != '\r' && c != '\n' && c != '\0') {
            character(c);
        }
    }
    return std::move(m_result);
}

ControlWord RtfReader::nextControl()
{
    ControlWord word;
    const size_t begin = ++m_position;
    while (m_position < m_rtf.size() && isAsciiLetter(m_rtf[m_position]))
        ++m_position;
    if (m_position == begin) {
        m_position = std::min(begin + 1, m_rtf.size());
        word.name = m_rtf.substr(begin, m_position - begin);
        return word;
    }
    word.name = m_rtf.substr(begin, m_position - begin);
    const size_t numberBegin = m_position;
    if (m_position < m_rtf.size() && m_rtf[m_position] == '-')
        ++m_position;
    while (m_position < m_rtf.size() && isAsciiDigit(m_rtf[m_position]) && m_position - numberBegin < 8)
        ++m_position;
    word.hasNumber = m_position > numberBegin;
    word.number = std::atoi(std::string(m_rtf.substr(numberBegin, m_position - numberBegin)).c_str());
    if (m_position < m_rtf.size() && m_rtf[m_position] == ' ')
        ++m_position;
    return word;
}

void RtfReader::readControl()
{
    const ControlWord word = nextControl();
    if (word.name == "*") {
        m_star = true;
        return;
    }
    const bool star = std::exchange(m_star, false);
    if (word.name == "'" && m_position + 2 <= m_rtf.size()) {
        const int high = hexDigitValue(m_rtf[m_position]);
        const int low = hexDigitValue(m_rtf[m_position + 1]);
        m_position += 2;
        if (high >= 0 && low >= 0)
            character(static_cast<char>(high * 16 + low));
        return;
    }
    if (star) {
        m_state.htmlTag = word.name == "htmltag";
        m_state.ignored = !m_state.htmlTag;
        return;
    }
    if (!applyDestination(word))
        apply(word);
}

// Groups that hold no text of the message.
bool RtfReader::applyDestination(const ControlWord& word)
{
    static constexpr std::array<std::string_view, 14> silent = {"fonttbl", "colortbl", "stylesheet", "info", "pict",
        "object", "header", "footer", "headerl", "headerr", "footerl", "footerr", "listtable", "generator"};
    if (std::find(silent.begin(), silent.end(), word.name) == silent.end())
        return false;
    m_state.ignored = true;
    return true;
}

void RtfReader::apply(const ControlWord& word)
{
    if (word.name == "ansicpg")
        m_result.charset = charsetOfCodepage(static_cast<uint32_t>(std::max(word.number, 0)));
    else if (word.name == "htmlrtf")
        m_state.rtfOnly = !word.hasNumber || word.number != 0;
    else if (word.name == "uc")
        m_state.skipAfterUnicode = std::clamp(word.number, 0, 10);
    else if (word.name == "u")
        reference(word.number < 0 ? word.number + 0x10000 : word.number);
    else if (word.name == "par" || word.name == "line")
        lineEnd();
    else if (word.name == "tab")
        character('\t');
    else if (word.name == "lquote" || word.name == "rquote")
        reference(word.name == "lquote" ? 0x2018 : 0x2019);
    else if (word.name == "ldblquote" || word.name == "rdblquote")
        reference(word.name == "ldblquote" ? 0x201c : 0x201d);
    else if (word.name == "endash" || word.name == "emdash")
        reference(word.name == "endash" ? 0x2013 : 0x2014);
    else if (word.name == "bullet")
        reference(0x2022);
    else if (word.name == "~")
        reference(0xa0);
    else if (word.name == "\\" || word.name == "{" || word.name == "}")
        character(word.name[0]);
    // Neither a following character is to be skipped for another control word nor anything is shown.
}

void RtfReader::character(char c)
{
    if (m_skip > 0) {
        --m_skip;
        return;
    }
    if (isSilent())
        return;
    if (m_encapsulated)
        m_result.html += c;
    else if (c == '<')
        m_result.html += "&lt;";
    else if (c == '&')
        m_result.html += "&amp;";
    else
        m_result.html += c;
}

void RtfReader::reference(int code)
{
    m_skip = m_state.skipAfterUnicode;
    if (!isSilent() && code > 0)
        m_result.html += "&#" + std::to_string(code) + ";";
}

void RtfReader::lineEnd()
{
    if (!isSilent())
        m_result.html += m_encapsulated ? "\r\n" : "<br>\r\n";
}

} // namespace

std::string decompressRtf(std::string_view compressed)
{
    constexpr size_t headerLength = 16;
    constexpr uint32_t compressedMagic = 0x75465a4c; // "LZFu"
    constexpr uint32_t plainMagic = 0x414c454d; // "MELA"
    if (compressed.size() < headerLength)
        return {};
    const size_t wanted = std::min<size_t>(littleEndian32(compressed, 4), maxRtf);
    const uint32_t magic = littleEndian32(compressed, 8);
    compressed.remove_prefix(headerLength);
    if (magic == plainMagic)
        return std::string(compressed.substr(0, wanted));
    if (magic != compressedMagic)
        return {};
    std::string dictionary(dictionaryStart);
    size_t at = dictionary.size();
    dictionary.resize(dictionaryLength);
    std::string text;
    const auto put = [&](char c) {
        text += c;
        dictionary[at] = c;
        at = (at + 1) % dictionaryLength;
    };
    size_t in = 0;
    while (in < compressed.size() && text.size() < wanted) {
        unsigned flags = static_cast<unsigned char>(compressed[in++]);
        for (int bit = 0; bit < 8 && text.size() < wanted && in < compressed.size(); ++bit, flags >>= 1) {
            if (!(flags & 1)) {
                put(compressed[in++]);
                continue;
            }
            if (in + 2 > compressed.size())
                return text;
            const unsigned token = static_cast<unsigned>(static_cast<unsigned char>(compressed[in])) << 8
                | static_cast<unsigned char>(compressed[in + 1]);
            in += 2;
            size_t from = token >> 4;
            if (from == at)
                return text; // the end
            for (unsigned count = (token & 15) + 2; count > 0; --count) {
                put(dictionary[from]);
                from = (from + 1) % dictionaryLength;
            }
        }
    }
    return text;
}

bool rtfHoldsHtml(std::string_view rtf)
{
    constexpr size_t look = 2000;
    return rtf.substr(0, look).find("\\fromhtml1") != std::string_view::npos;
}

RtfHtml htmlFromRtf(std::string_view rtf)
{
    return RtfReader(rtf).read();
}

} // namespace assay
