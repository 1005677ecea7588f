// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// Words of which each must occur in one of an item's texts, whatever the case of its letters. Blanks part words unless
// they stand between double quotes.
class TextFilter
{
public:
    explicit TextFilter(std::string_view query);
    bool matchesAll() const { return m_words.empty(); }
    bool matches(std::initializer_list<std::string_view> texts) const;

private:
    std::vector<std::string> m_words; // folded
};

} // namespace assay
