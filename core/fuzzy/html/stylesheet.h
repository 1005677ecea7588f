// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/html/cssrules.h"
#include "core/fuzzy/html/styleblock.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace assay::fuzzy {

// What <style> elements say, of simple selectors only. Rules that come first win.
class StyleSheet
{
public:
    void add(std::string_view css);
    bool isEmpty() const { return !m_universal && m_tags.empty() && m_classes.empty() && m_ids.empty(); }

    // The style for an element; nothing when no rule fits. `id` and `classes` are null when it has none.
    std::optional<StyleBlock> find(int tag, const std::string* id, const std::string* classes) const;

private:
    using Rules = std::shared_ptr<Declarations>;
    template <typename Key>
    using Table = std::unordered_map<Key, Rules>;
    void addRule(const struct CssNode& rule);

    Table<int> m_tags;
    Table<std::string> m_classes;
    Table<std::string> m_ids;
    Rules m_universal;
};

// The value of a style attribute.
StyleBlock readStyleAttribute(std::string_view css);

} // namespace assay::fuzzy
