// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/url/urlcandidates.h"

#include "core/fuzzy/url/suffixlist.h"
#include "core/fuzzy/url/urlchars.h"

#include <algorithm>
#include <array>

namespace assay::fuzzy {
namespace {

using Kind = UrlCandidate::Kind;

struct Prefix
{
    std::string_view text;
    Kind kind;
    std::string_view impliedScheme;
};

constexpr Prefix prefixes[] = {{"file://", Kind::File, {}}, {"file:\\\\", Kind::File, {}}, {"ftp://", Kind::Web, {}},
    {"ftp:\\\\", Kind::Web, {}}, {"sftp://", Kind::Web, {}}, {"http:", Kind::Web, {}}, {"https:", Kind::Web, {}},
    {"news://", Kind::Web, {}}, {"nntp://", Kind::Web, {}}, {"telnet://", Kind::Web, {}}, {"tel:", Kind::Phone, {}},
    {"webcal://", Kind::Web, {}}, {"mailto:", Kind::Mailto, {}}, {"callto:", Kind::Phone, {}}, {"h323:", Kind::Web, {}},
    {"sip:", Kind::Web, {}}, {"www.", Kind::Web, "http://"}, {"ftp.", Kind::Web, "ftp://"}};

// Each prefix has one of these signs at a known place, so a text is searched for the sign alone.
constexpr size_t signPlace(std::string_view prefix)
{
    return prefix.find_first_of(":.");
}

void addPrefixes(std::string_view text, size_t sign, std::vector<UrlCandidate>& found)
{
    for (const Prefix& prefix : prefixes) {
        const size_t place = signPlace(prefix.text);
        if (prefix.text[place] != text[sign] || sign < place)
            continue;
        const size_t begin = sign - place;
        if (startsWithIgnoringCase(text.substr(begin), prefix.text))
            found.push_back({begin, begin + prefix.text.size(), prefix.kind, prefix.impliedScheme});
    }
}

bool isWordByte(char c)
{
    return isAsciiAlnum(c) || c == '_';
}

// The search asks for a word boundary of ASCII behind a suffix, which foreign letters never make but at the end.
bool isBoundary(std::string_view text, size_t end)
{
    return end == text.size() || isWordByte(text[end - 1]) != isWordByte(text[end]);
}

// Every known suffix that begins at a dot and ends at a boundary, also within what looks like one label: a line of the
// text may end there.
void addSuffixes(std::string_view text, size_t dot, std::vector<UrlCandidate>& found)
{
    constexpr size_t longest = 253;
    const SuffixList& list = SuffixList::builtIn();
    size_t dots = 0;
    for (size_t end = dot + 1; end - dot <= longest; ++end) {
        if (end > dot + 1 && isBoundary(text, end) && list.contains(text.substr(dot + 1, end - dot - 1)))
            found.push_back({dot, end, Kind::Suffix, "http://"});
        if (end >= text.size() || !(isWordByte(text[end]) || isHighByte(text[end]) || isOneOf(text[end], "-.")))
            return;
        dots += text[end] == '.' ? 1 : 0;
        if (dots >= list.maxLabels())
            return;
    }
}

} // namespace

std::vector<UrlCandidate> findUrlCandidates(std::string_view text, UrlSet set)
{
    std::vector<UrlCandidate> found;
    for (size_t i = text.find_first_of(":.@"); i != std::string_view::npos; i = text.find_first_of(":.@", i + 1)) {
        if (text[i] == '@') {
            found.push_back({i, i + 1, Kind::At, "mailto://"});
            continue;
        }
        addPrefixes(text, i, found);
        if (text[i] == '.' && set == UrlSet::Full)
            addSuffixes(text, i, found);
    }
    std::stable_sort(
        found.begin(), found.end(), [](const UrlCandidate& a, const UrlCandidate& b) { return a.end < b.end; });
    return found;
}

} // namespace assay::fuzzy
