// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/url/suffixlist.h"

#include "core/base/ascii.h"
#include "core/fuzzy/data/lines.h"
#include "core/fuzzy/data/tables.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <unicode/uchar.h>

namespace assay::fuzzy {
namespace {

std::string lowerCase(std::string_view name)
{
    if (isAscii(name))
        return toAsciiLower(name);
    std::string lower;
    for (size_t i = 0; i < name.size();)
        appendUtf8(lower, static_cast<char32_t>(u_tolower(static_cast<UChar32>(nextCodePoint(name, i)))));
    return lower;
}

} // namespace

const SuffixList& SuffixList::builtIn()
{
    static const SuffixList list(data::suffixes());
    return list;
}

SuffixList::SuffixList(std::string_view table)
{
    while (!table.empty()) {
        std::string_view line = data::takeUntil(table, '\n');
        if (line.empty() || line[0] == '#' || line[0] == '!')
            continue;
        const bool isWild = line.substr(0, 2) == "*.";
        if (isWild)
            line.remove_prefix(2);
        const auto labels = static_cast<size_t>(std::count(line.begin(), line.end(), '.')) + 1;
        m_maxLabels = std::max(m_maxLabels, labels);
        bool& wild = m_suffixes[lowerCase(line)];
        wild = wild || isWild;
    }
}

bool SuffixList::contains(std::string_view name) const
{
    constexpr size_t longest = 253;
    return name.size() <= longest && m_suffixes.find(lowerCase(name)) != m_suffixes.end();
}

size_t SuffixList::registeredLength(std::string_view host) const
{
    if (!host.empty() && host.back() == '.') {
        host.remove_suffix(1);
        // The peer asks for a word boundary of ASCII between the name and this dot.
        if (!host.empty() && !isAsciiAlnum(host.back()))
            return 0;
    }
    size_t longest = 0;
    size_t labels = 0;
    for (size_t dot = host.rfind('.'); dot != std::string_view::npos && labels < m_maxLabels; ++labels) {
        const auto found = m_suffixes.find(lowerCase(host.substr(dot + 1)));
        if (found != m_suffixes.end()) {
            size_t begin = dot;
            for (int more = found->second ? 2 : 1; more > 0 && begin > 0; --more) {
                const size_t before = host.rfind('.', begin - 1);
                begin = before == std::string_view::npos ? 0 : before;
            }
            const size_t from = begin < host.size() && host[begin] == '.' ? begin + 1 : begin;
            longest = std::max(longest, host.size() - from);
        }
        if (dot == 0)
            break;
        dot = host.rfind('.', dot - 1);
    }
    return longest;
}

} // namespace assay::fuzzy
