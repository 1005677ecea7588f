// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

namespace assay::fuzzy {

// The public suffixes that make a name a domain. Immutable once made; any thread.
class SuffixList
{
public:
    static const SuffixList& builtIn();
    explicit SuffixList(std::string_view table); // in the form of resources/data/suffixes.txt

    // Whether the name (without its leading dot) is a suffix. Case of ASCII letters does not matter.
    bool contains(std::string_view name) const;
    // Bytes of the registered domain at the end of a lower-case host ("b.co.uk" of "a.b.co.uk"); 0 when it has no known
    // suffix with something before. A dot at the end of the host counts.
    size_t registeredLength(std::string_view host) const;
    // Labels of the longest suffix.
    size_t maxLabels() const { return m_maxLabels; }

private:
    std::unordered_map<std::string, bool> m_suffixes; // value: one more label belongs to it ("*.ck")
    size_t m_maxLabels = 0;
};

} // namespace assay::fuzzy
