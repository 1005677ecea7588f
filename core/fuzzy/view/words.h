// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/view/tokens.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::fuzzy {

// Normalised and stemmed words of a part, parallel to its tokens.
class Words
{
public:
    // Compatibility forms composed, only letters, marks, numbers and a few signs kept, lower case.
    static Words normalise(std::vector<Token> tokens);
    // Replaces each word of UTF-8 text by its stem; languages without a stemmer keep the words. ISO 639 code or name.
    void stem(std::string_view language);

    size_t size() const { return m_tokens.size(); }
    const Token& token(size_t index) const { return m_tokens[index]; }
    std::string_view normalised(size_t index) const { return m_words[index]; }
    std::string_view stemmed(size_t index) const { return m_stems.empty() ? m_words[index] : m_stems[index]; }
    // Words that count: no exceptions, not thinned out, with a stem. These are hashed, in order.
    std::vector<std::string_view> hashed() const;

private:
    std::vector<Token> m_tokens;
    std::vector<std::string> m_words;
    std::vector<std::string> m_stems;
};

} // namespace assay::fuzzy
