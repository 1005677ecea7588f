// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/query/parse.h"
#include "core/rules/match/matcher.h"

#include <map>
#include <mutex>
#include <tuple>

namespace assay {

// The regular expressions of a question, compiled once each. Texts are UTF-8; "u" lets \w, \d and \b know all letters.
// A pattern that takes too long on a text does not match it. Any thread.
class RegexCache
{
public:
    bool matches(const query::RegexTest& test, std::string_view text);
    // Why a pattern is not sound.
    static std::optional<query::ParseContext::RegexFault> check(const query::RegexTest& test);

private:
    using Key = std::tuple<std::string, bool, bool, bool, bool>;
    std::mutex m_mutex;
    std::map<Key, std::shared_ptr<const rules::SinglePattern>> m_patterns; // null: not sound
};

} // namespace assay
