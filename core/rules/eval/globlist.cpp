// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/eval/glob.h"

#include "core/base/ascii.h"
#include "core/rules/eval/evaltables.h"

#include <algorithm>

namespace assay::rules {

bool matchesGlob(std::string_view glob, std::string_view text, char barrier)
{
    // Only the last star is tried again: what an earlier one took stays valid, so the work is bounded by
    // glob length times text length. With a barrier the last star alone may be too greedy to give up, yet a star that
    // cannot cross the barrier ends before it, and the barrier itself must then be matched by the glob.
    size_t g = 0, t = 0, star = std::string_view::npos, starText = 0;
    while (t < text.size()) {
        if (g < glob.size() && glob[g] == '*') {
            star = g++;
            starText = t;
        } else if (g < glob.size() && (glob[g] == text[t] || glob[g] == '?')) {
            ++g;
            ++t;
        } else if (star != std::string_view::npos && text[starText] != barrier) {
            g = star + 1;
            t = ++starText;
        } else {
            return false;
        }
    }
    while (g < glob.size() && glob[g] == '*')
        ++g;
    return g == glob.size();
}

bool hasWildcard(std::string_view text)
{
    return text.find_first_of("*?") != std::string_view::npos;
}

void GlobList::add(std::string_view glob)
{
    std::string lower = toAsciiLower(glob);
    if (!hasWildcard(lower))
        m_exact.insert(std::move(lower));
    else if (std::find(m_globs.begin(), m_globs.end(), lower) == m_globs.end())
        m_globs.push_back(std::move(lower));
}

void GlobList::remove(std::string_view glob)
{
    const std::string lower = toAsciiLower(glob);
    m_exact.erase(lower);
    std::erase(m_globs, lower);
}

bool GlobList::matches(std::string_view text) const
{
    if (isEmpty())
        return false;
    const std::string lower = toAsciiLower(text);
    return m_exact.count(lower) > 0 || std::any_of(m_globs.begin(), m_globs.end(), [&lower](const std::string& glob) {
        return matchesGlob(glob, lower);
    });
}

bool GlobList::isFoundIn(std::string_view text) const
{
    if (isEmpty())
        return false;
    const std::string lower = toAsciiLower(text);
    return std::any_of(m_exact.begin(), m_exact.end(),
               [&lower](const std::string& word) { return lower.find(word) != std::string::npos; })
        || std::any_of(m_globs.begin(), m_globs.end(),
            [&lower](const std::string& glob) { return matchesGlob("*" + glob + "*", lower); });
}

} // namespace assay::rules
