// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/htmlentities.h"

#include "core/base/ascii.h"
#include "core/rules/view/utf8.h"

#include <algorithm>
#include <array>

namespace assay::rules {

namespace {

struct Entity
{
    std::string_view name;
    uint16_t character;
    bool needsSemicolon = false;
};

// The entities of HTML 4 and "apos", sorted. Those of Latin-1 are known without a semicolon.
constexpr auto entities = std::to_array<Entity>({
    {"AElig", 0xc6},
    {"Aacute", 0xc1},
    {"Acirc", 0xc2},
    {"Agrave", 0xc0},
    {"Alpha", 0x391, true},
    {"Aring", 0xc5},
    {"Atilde", 0xc3},
    {"Auml", 0xc4},
    {"Beta", 0x392, true},
    {"Ccedil", 0xc7},
    {"Chi", 0x3a7, true},
    {"Dagger", 0x2021, true},
    {"Delta", 0x394, true},
    {"ETH", 0xd0},
    {"Eacute", 0xc9},
    {"Ecirc", 0xca},
    {"Egrave", 0xc8},
    {"Epsilon", 0x395, true},
    {"Eta", 0x397, true},
    {"Euml", 0xcb},
    {"Gamma", 0x393, true},
    {"Iacute", 0xcd},
    {"Icirc", 0xce},
    {"Igrave", 0xcc},
    {"Iota", 0x399, true},
    {"Iuml", 0xcf},
    {"Kappa", 0x39a, true},
    {"Lambda", 0x39b, true},
    {"Mu", 0x39c, true},
    {"Ntilde", 0xd1},
    {"Nu", 0x39d, true},
    {"OElig", 0x152, true},
    {"Oacute", 0xd3},
    {"Ocirc", 0xd4},
    {"Ograve", 0xd2},
    {"Omega", 0x3a9, true},
    {"Omicron", 0x39f, true},
    {"Oslash", 0xd8},
    {"Otilde", 0xd5},
    {"Ouml", 0xd6},
    {"Phi", 0x3a6, true},
    {"Pi", 0x3a0, true},
    {"Prime", 0x2033, true},
    {"Psi", 0x3a8, true},
    {"Rho", 0x3a1, true},
    {"Scaron", 0x160, true},
    {"Sigma", 0x3a3, true},
    {"THORN", 0xde},
    {"Tau", 0x3a4, true},
    {"Theta", 0x398, true},
    {"Uacute", 0xda},
    {"Ucirc", 0xdb},
    {"Ugrave", 0xd9},
    {"Upsilon", 0x3a5, true},
    {"Uuml", 0xdc},
    {"Xi", 0x39e, true},
    {"Yacute", 0xdd},
    {"Yuml", 0x178, true},
    {"Zeta", 0x396, true},
    {"aacute", 0xe1},
    {"acirc", 0xe2},
    {"acute", 0xb4},
    {"aelig", 0xe6},
    {"agrave", 0xe0},
    {"alefsym", 0x2135, true},
    {"alpha", 0x3b1, true},
    {"amp", 0x26},
    {"and", 0x2227, true},
    {"ang", 0x2220, true},
    {"apos", 0x27},
    {"aring", 0xe5},
    {"asymp", 0x2248, true},
    {"atilde", 0xe3},
    {"auml", 0xe4},
    {"bdquo", 0x201e, true},
    {"beta", 0x3b2, true},
    {"brvbar", 0xa6},
    {"bull", 0x2022, true},
    {"cap", 0x2229, true},
    {"ccedil", 0xe7},
    {"cedil", 0xb8},
    {"cent", 0xa2},
    {"chi", 0x3c7, true},
    {"circ", 0x2c6, true},
    {"clubs", 0x2663, true},
    {"cong", 0x2245, true},
    {"copy", 0xa9},
    {"crarr", 0x21b5, true},
    {"cup", 0x222a, true},
    {"curren", 0xa4},
    {"dArr", 0x21d3, true},
    {"dagger", 0x2020, true},
    {"darr", 0x2193, true},
    {"deg", 0xb0},
    {"delta", 0x3b4, true},
    {"diams", 0x2666, true},
    {"divide", 0xf7},
    {"eacute", 0xe9},
    {"ecirc", 0xea},
    {"egrave", 0xe8},
    {"empty", 0x2205, true},
    {"emsp", 0x2003, true},
    {"ensp", 0x2002, true},
    {"epsilon", 0x3b5, true},
    {"equiv", 0x2261, true},
    {"eta", 0x3b7, true},
    {"eth", 0xf0},
    {"euml", 0xeb},
    {"euro", 0x20ac, true},
    {"exist", 0x2203, true},
    {"fnof", 0x192, true},
    {"forall", 0x2200, true},
    {"frac12", 0xbd},
    {"frac14", 0xbc},
    {"frac34", 0xbe},
    {"frasl", 0x2044, true},
    {"gamma", 0x3b3, true},
    {"ge", 0x2265, true},
    {"gt", 0x3e},
    {"hArr", 0x21d4, true},
    {"harr", 0x2194, true},
    {"hearts", 0x2665, true},
    {"hellip", 0x2026, true},
    {"iacute", 0xed},
    {"icirc", 0xee},
    {"iexcl", 0xa1},
    {"igrave", 0xec},
    {"image", 0x2111, true},
    {"infin", 0x221e, true},
    {"int", 0x222b, true},
    {"iota", 0x3b9, true},
    {"iquest", 0xbf},
    {"isin", 0x2208, true},
    {"iuml", 0xef},
    {"kappa", 0x3ba, true},
    {"lArr", 0x21d0, true},
    {"lambda", 0x3bb, true},
    {"lang", 0x2329, true},
    {"laquo", 0xab},
    {"larr", 0x2190, true},
    {"lceil", 0x2308, true},
    {"ldquo", 0x201c, true},
    {"le", 0x2264, true},
    {"lfloor", 0x230a, true},
    {"lowast", 0x2217, true},
    {"loz", 0x25ca, true},
    {"lrm", 0x200e, true},
    {"lsaquo", 0x2039, true},
    {"lsquo", 0x2018, true},
    {"lt", 0x3c},
    {"macr", 0xaf},
    {"mdash", 0x2014, true},
    {"micro", 0xb5},
    {"middot", 0xb7},
    {"minus", 0x2212, true},
    {"mu", 0x3bc, true},
    {"nabla", 0x2207, true},
    {"nbsp", 0xa0},
    {"ndash", 0x2013, true},
    {"ne", 0x2260, true},
    {"ni", 0x220b, true},
    {"not", 0xac},
    {"notin", 0x2209, true},
    {"nsub", 0x2284, true},
    {"ntilde", 0xf1},
    {"nu", 0x3bd, true},
    {"oacute", 0xf3},
    {"ocirc", 0xf4},
    {"oelig", 0x153, true},
    {"ograve", 0xf2},
    {"oline", 0x203e, true},
    {"omega", 0x3c9, true},
    {"omicron", 0x3bf, true},
    {"oplus", 0x2295, true},
    {"or", 0x2228, true},
    {"ordf", 0xaa},
    {"ordm", 0xba},
    {"oslash", 0xf8},
    {"otilde", 0xf5},
    {"otimes", 0x2297, true},
    {"ouml", 0xf6},
    {"para", 0xb6},
    {"part", 0x2202, true},
    {"permil", 0x2030, true},
    {"perp", 0x22a5, true},
    {"phi", 0x3c6, true},
    {"pi", 0x3c0, true},
    {"piv", 0x3d6, true},
    {"plusmn", 0xb1},
    {"pound", 0xa3},
    {"prime", 0x2032, true},
    {"prod", 0x220f, true},
    {"prop", 0x221d, true},
    {"psi", 0x3c8, true},
    {"quot", 0x22},
    {"rArr", 0x21d2, true},
    {"radic", 0x221a, true},
    {"rang", 0x232a, true},
    {"raquo", 0xbb},
    {"rarr", 0x2192, true},
    {"rceil", 0x2309, true},
    {"rdquo", 0x201d, true},
    {"real", 0x211c, true},
    {"reg", 0xae},
    {"rfloor", 0x230b, true},
    {"rho", 0x3c1, true},
    {"rlm", 0x200f, true},
    {"rsaquo", 0x203a, true},
    {"rsquo", 0x2019, true},
    {"sbquo", 0x201a, true},
    {"scaron", 0x161, true},
    {"sdot", 0x22c5, true},
    {"sect", 0xa7},
    {"shy", 0xad},
    {"sigma", 0x3c3, true},
    {"sigmaf", 0x3c2, true},
    {"sim", 0x223c, true},
    {"spades", 0x2660, true},
    {"sub", 0x2282, true},
    {"sube", 0x2286, true},
    {"sum", 0x2211, true},
    {"sup", 0x2283, true},
    {"sup1", 0xb9},
    {"sup2", 0xb2},
    {"sup3", 0xb3},
    {"supe", 0x2287, true},
    {"szlig", 0xdf},
    {"tau", 0x3c4, true},
    {"there4", 0x2234, true},
    {"theta", 0x3b8, true},
    {"thetasym", 0x3d1, true},
    {"thinsp", 0x2009, true},
    {"thorn", 0xfe},
    {"tilde", 0x2dc, true},
    {"times", 0xd7},
    {"trade", 0x2122, true},
    {"uArr", 0x21d1, true},
    {"uacute", 0xfa},
    {"uarr", 0x2191, true},
    {"ucirc", 0xfb},
    {"ugrave", 0xf9},
    {"uml", 0xa8},
    {"upsih", 0x3d2, true},
    {"upsilon", 0x3c5, true},
    {"uuml", 0xfc},
    {"weierp", 0x2118, true},
    {"xi", 0x3be, true},
    {"yacute", 0xfd},
    {"yen", 0xa5},
    {"yuml", 0xff},
    {"zeta", 0x3b6, true},
    {"zwj", 0x200d, true},
    {"zwnj", 0x200c, true},
});

const Entity* findEntity(std::string_view name)
{
    const auto found = std::lower_bound(entities.begin(), entities.end(), name,
        [](const Entity& entity, std::string_view n) { return entity.name < n; });
    return found != entities.end() && found->name == name ? &*found : nullptr;
}

constexpr uint32_t lastCodePoint = 0x10ffff;
constexpr uint32_t replacement = 0xfffd;

bool isHighSurrogate(uint32_t value)
{
    return (value & 0xfffffc00) == 0xd800;
}

bool isLowSurrogate(uint32_t value)
{
    return (value & 0xfffffc00) == 0xdc00;
}

// What stands at an ampersand.
struct Reference
{
    size_t end = 0; // behind it, without a semicolon
    uint32_t character = 0; // 0: none, the text stays
    bool named = false;
};

class EntityDecoder
{
public:
    EntityDecoder(std::string_view text, bool& characters, PrefixNames prefixes, SourceMap* map)
        : m_text(text)
        , m_characters(characters)
        , m_prefixes(prefixes)
        , m_map(map)
    {
        m_result.reserve(text.size());
    }

    std::string run()
    {
        size_t at = 0;
        while (at < m_text.size()) {
            const size_t ampersand = std::min(m_text.find('&', at), m_text.size());
            copy(at, ampersand);
            at = ampersand;
            if (at < m_text.size())
                at = decodeAt(at);
        }
        return std::move(m_result);
    }

private:
    void copy(size_t from, size_t to)
    {
        m_result.append(m_text, from, to - from);
        if (m_map)
            m_map->appendSame(to - from, from);
    }

    size_t decodeAt(size_t at)
    {
        Reference reference = at + 1 < m_text.size() && m_text[at + 1] == '#' ? readNumber(at + 2) : readName(at + 1);
        if (reference.named)
            m_highSurrogate = 0;
        if (!reference.character) {
            copy(at, reference.end);
            return reference.end;
        }
        size_t end = reference.end;
        if (end < m_text.size() && m_text[end] == ';')
            ++end;
        put(reference.character, at, end);
        if (end >= m_text.size() || m_text[end] != '&')
            m_highSurrogate = 0;
        return end;
    }

    void put(uint32_t character, size_t at, size_t end)
    {
        if (character > 0xff)
            m_characters = true;
        const size_t before = m_result.size();
        appendUtf8(m_result, character);
        if (m_map)
            m_map->append(m_result.size() - before, at, end - at, Unmapped::Generated);
    }

    Reference readNumber(size_t at)
    {
        const bool hex = at < m_text.size() && asciiLower(m_text[at]) == 'x';
        at += hex;
        uint32_t value = 0;
        bool valid = false;
        for (; at < m_text.size(); ++at) {
            const int digit = hexDigitValue(m_text[at]);
            if (digit < 0 || (!hex && digit > 9))
                break;
            value = value * (hex ? 16 : 10) + static_cast<uint32_t>(digit);
            valid = value <= lastCodePoint;
            if (!valid)
                break;
        }
        return {at, valid ? numbered(value) : 0, false};
    }

    // The character a number stands for; surrogate pairs written as two numbers are one character.
    uint32_t numbered(uint32_t value)
    {
        if (value <= 0xff && !m_characters)
            return value;
        if (value == 0xfffe || value == 0xffff)
            return 0;
        if (isLowSurrogate(value)) {
            if (!m_highSurrogate)
                return replacement;
            const uint32_t whole = ((m_highSurrogate - 0xd800) << 10) + (value - 0xdc00) + 0x10000;
            m_highSurrogate = 0;
            dropReplacement();
            return whole;
        }
        m_highSurrogate = isHighSurrogate(value) ? value : 0;
        const bool nonCharacter = (value >= 0xfdd0 && value <= 0xfdef) || (value & 0xfffe) == 0xfffe;
        return m_highSurrogate || nonCharacter ? replacement : value;
    }

    void dropReplacement()
    {
        m_result.resize(m_result.size() - 3);
        if (m_map)
            m_map->chop(3);
    }

    Reference readName(size_t at) const
    {
        size_t end = at;
        while (end < m_text.size() && isAsciiAlnum(m_text[end]))
            ++end;
        const bool closed = end < m_text.size() && m_text[end] == ';';
        const Entity* entity = findEntity(m_text.substr(at, end - at));
        if (entity && (closed || !entity->needsSemicolon))
            return {end, entity->character, true};
        for (size_t shorter = end; m_prefixes == PrefixNames::Known && shorter > at + 1;) {
            entity = findEntity(m_text.substr(at, --shorter - at));
            if (entity && !entity->needsSemicolon)
                return {shorter, entity->character, true};
        }
        return {end, 0, true};
    }

    std::string_view m_text;
    bool& m_characters;
    PrefixNames m_prefixes;
    SourceMap* m_map;
    std::string m_result;
    uint32_t m_highSurrogate = 0;
};

} // namespace

std::string decodeEntities(std::string_view text, bool& characters, PrefixNames prefixes, SourceMap* map)
{
    return EntityDecoder(text, characters, prefixes, map).run();
}

} // namespace assay::rules
