// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/htmlstyle.h"
#include "core/rules/view/htmltokenizer.h"
#include "core/rules/view/rulesmessage.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

// Collects the addresses of an HTML part in the order of occurrence and the texts of its anchors.
class HtmlLinks
{
public:
    // A start tag with the places of its attribute values.
    void startTag(std::string_view tag, HtmlAttributes& attributes, const std::vector<HtmlAttribute>& places);
    // <a>: later text belongs to it.
    void openAnchor(const HtmlAttributes& attributes);
    void addAnchorText(std::string_view text);

    bool truncated() const { return m_truncated; }
    std::vector<HtmlUri> takeUris() { return std::move(m_uris); }
    // One an address: where it stands in the tokenizer's text, empty when not known.
    std::vector<HtmlRange> takeRanges() { return std::move(m_ranges); }
    bool anyAnchor() const { return !m_anchors.empty(); }
    std::vector<std::string> takeAnchors() { return std::move(m_anchors); }

private:
    void setBase(const std::string& address);
    void add(std::string_view tag, std::string_view value, HtmlRange place);
    std::string cleaned(std::string_view value);
    size_t entry(const std::string& uri);

    std::vector<HtmlUri> m_uris;
    std::vector<HtmlRange> m_ranges;
    std::map<std::string, size_t, std::less<>> m_index;
    std::vector<std::string> m_anchors;
    std::string m_base;
    size_t m_openAnchor = 0; // index into m_uris
    bool m_truncated = false;
};

} // namespace assay::rules
