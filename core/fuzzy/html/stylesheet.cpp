// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/html/stylesheet.h"

#include "core/fuzzy/data/lines.h"

#include <algorithm>
#include <functional>
#include <vector>

namespace assay::fuzzy {
namespace {

using Kind = CssToken::Kind;

struct Selector
{
    enum class Kind : uint8_t { Tag, Class, Id, All };
    Kind kind = Kind::Tag;
    int tag = 0;
    std::string name;
};

// The peer's reading of a list of selectors: of each its first simple part, of the last only when it has no other.
class SelectorReader
{
public:
    std::vector<Selector> read(const std::vector<CssNode>& nodes, size_t end)
    {
        for (size_t i = 0; i < end && !m_stopped; ++i) {
            if (nodes[i].kind != CssNode::Kind::Token)
                break;
            take(nodes[i].token);
        }
        if (m_state == State::Behind && m_current && !m_stopped)
            m_selectors.push_back(std::move(*m_current));
        return std::move(m_selectors);
    }

private:
    enum class State { Start, Name, Behind, Ignore };

    void take(const CssToken& token)
    {
        if (m_state == State::Start) {
            start(token);
        } else if (m_state == State::Name) {
            if (token.kind != Kind::Ident) {
                m_stopped = true;
                return;
            }
            m_current->name = std::string(token.text);
            m_state = State::Behind;
        } else if (token.kind == Kind::Comma && m_current) {
            m_selectors.push_back(std::move(*m_current));
            m_current.reset();
            m_state = State::Start;
        } else {
            m_state = State::Ignore;
        }
    }

    void begin(Selector::Kind kind, State state)
    {
        m_current = Selector{kind, 0, {}};
        m_state = state;
    }

    void start(const CssToken& token)
    {
        switch (token.kind) {
        case Kind::Delimiter:
            if (token.isDelimiter('.'))
                begin(Selector::Kind::Class, State::Name);
            else if (token.isDelimiter('#'))
                begin(Selector::Kind::Id, State::Name);
            else if (token.isDelimiter('*'))
                begin(Selector::Kind::All, State::Behind);
            break;
        case Kind::Ident:
            if (const TagInfo* tag = HtmlTables::builtIn().tag(token.text))
                m_current = Selector{Selector::Kind::Tag, tag->id, {}};
            m_state = State::Behind;
            break;
        case Kind::Hash:
            begin(Selector::Kind::Id, State::Behind);
            m_current->name = std::string(token.text);
            break;
        default:
            m_stopped = true;
            break;
        }
    }

    std::vector<Selector> m_selectors;
    std::optional<Selector> m_current;
    State m_state = State::Start;
    bool m_stopped = false;
};

} // namespace

void StyleSheet::add(std::string_view css)
{
    const std::string text = preparedCss(css);
    for (const CssNode& rule : readCssRules(text))
        addRule(rule);
}

void StyleSheet::addRule(const CssNode& rule)
{
    const std::vector<CssNode>& parts = rule.children;
    const auto block =
        std::find_if(parts.begin(), parts.end(), [](const CssNode& node) { return node.kind == CssNode::Kind::Block; });
    if (parts.size() < 2 || parts[0].kind != CssNode::Kind::Token || block == parts.end())
        return;
    const std::vector<Selector> selectors = SelectorReader().read(parts, static_cast<size_t>(block - parts.begin()));
    if (selectors.empty())
        return;
    const auto declarations = std::make_shared<Declarations>(Declarations::read(block->children));
    if (declarations->isEmpty())
        return;
    // Selectors of one list share their declarations, also those that are merged into them later.
    for (const Selector& selector : selectors) {
        Rules& known = selector.kind == Selector::Kind::Tag ? m_tags[selector.tag]
            : selector.kind == Selector::Kind::Class        ? m_classes[selector.name]
            : selector.kind == Selector::Kind::Id           ? m_ids[selector.name]
                                                            : m_universal;
        if (known)
            known->merge(*declarations);
        else
            known = declarations;
    }
}

std::optional<StyleBlock> StyleSheet::find(int tag, const std::string* id, const std::string* classes) const
{
    std::optional<StyleBlock> found;
    const auto combine = [&found](const Rules& rules) {
        const StyleBlock block = rules->compile();
        if (found)
            found->inherit(block);
        else
            found = block;
    };
    const auto lookUp = [&combine](const auto& table, const auto& key) {
        const auto rules = table.find(key);
        if (rules != table.end())
            combine(rules->second);
    };
    if (id)
        lookUp(m_ids, *id);
    if (classes && !m_classes.empty()) {
        std::string_view rest = *classes;
        while (!rest.empty()) {
            const std::string_view name = data::takeUntil(rest, ' ');
            if (!name.empty())
                lookUp(m_classes, std::string(name));
        }
    }
    lookUp(m_tags, tag);
    if (m_universal)
        combine(m_universal);
    return found;
}

StyleBlock readStyleAttribute(std::string_view css)
{
    const std::string text = preparedCss(css);
    return Declarations::read(readCssList(text)).compile();
}

} // namespace assay::fuzzy
