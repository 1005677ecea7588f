// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/html/cssrules.h"

namespace assay::fuzzy {
namespace {

using Kind = CssToken::Kind;

Kind closingOf(Kind opening)
{
    if (opening == Kind::OpenCurly)
        return Kind::CloseCurly;
    return opening == Kind::OpenBrace ? Kind::CloseBrace : Kind::CloseSquare;
}

class CssReader
{
public:
    explicit CssReader(std::string_view css)
        : m_tokens(css)
    {
    }

    std::vector<CssNode> readRules()
    {
        CssNode top;
        while (!m_atEnd && !m_tooDeep) {
            const CssToken token = m_tokens.next();
            if (token.kind == Kind::End)
                break;
            if (token.kind == Kind::Blank)
                continue;
            m_tokens.putBack(token);
            readRule(top, token.kind == Kind::AtKeyword);
        }
        return std::move(top.children);
    }

    std::vector<CssNode> readList()
    {
        CssNode top;
        readUntil(top, Kind::End);
        return std::move(top.children);
    }

private:
    static constexpr int maxLevel = 20;

    void readRule(CssNode& top, bool isAtRule)
    {
        CssNode rule;
        rule.kind = CssNode::Kind::Block;
        ++m_level;
        for (bool more = true; more && !m_atEnd && !m_tooDeep;) {
            const CssToken token = m_tokens.next();
            if (token.kind == Kind::End) {
                m_atEnd = true;
            } else if (token.kind == Kind::OpenCurly) {
                CssNode block;
                block.kind = CssNode::Kind::Block;
                ++m_level;
                readUntil(block, Kind::CloseCurly);
                --m_level;
                if (!m_tooDeep)
                    rule.children.push_back(std::move(block));
                more = false;
            } else if (isAtRule && token.kind == Kind::Semicolon) {
                more = false;
            } else if (token.kind != Kind::Blank && token.kind != Kind::CommentOpen
                && token.kind != Kind::CommentClose) {
                m_tokens.putBack(token);
                readComponent(rule);
            }
        }
        --m_level;
        if (!m_tooDeep)
            top.children.push_back(std::move(rule));
    }

    void readUntil(CssNode& block, Kind end)
    {
        while (!m_atEnd && !m_tooDeep) {
            const CssToken token = m_tokens.next();
            if (token.kind == end)
                break;
            if (token.kind == Kind::End) {
                m_atEnd = true;
            } else if (token.kind != Kind::Blank) {
                m_tokens.putBack(token);
                readComponent(block);
            }
        }
    }

    void readComponent(CssNode& top)
    {
        if (++m_level > maxLevel) {
            m_tooDeep = true;
            return;
        }
        CssToken token = m_tokens.next();
        while (token.kind == Kind::Blank)
            token = m_tokens.next();
        if (token.kind == Kind::End) {
            m_atEnd = true;
            return;
        }
        CssNode node;
        node.token = token;
        if (token.kind == Kind::OpenCurly || token.kind == Kind::OpenBrace || token.kind == Kind::OpenSquare) {
            node.kind = CssNode::Kind::Block;
            readUntil(node, closingOf(token.kind));
        } else if (token.kind == Kind::Function) {
            node.kind = CssNode::Kind::Function;
            readArguments(node);
        }
        if (!m_tooDeep)
            top.children.push_back(std::move(node));
        --m_level;
    }

    void readArguments(CssNode& function)
    {
        while (!m_atEnd) {
            const CssToken token = m_tokens.next();
            if (token.kind == Kind::End)
                m_atEnd = true;
            else if (token.kind == Kind::CloseBrace)
                break;
            else if (token.kind != Kind::Blank && token.kind != Kind::Comma && token.kind != Kind::Delimiter
                && token.kind != Kind::OpenBrace)
                function.children.push_back({CssNode::Kind::Token, token, {}});
        }
    }

    CssTokens m_tokens;
    int m_level = 0;
    bool m_atEnd = false;
    bool m_tooDeep = false;
};

} // namespace

std::vector<CssNode> readCssRules(std::string_view css)
{
    return CssReader(css).readRules();
}

std::vector<CssNode> readCssList(std::string_view css)
{
    return CssReader(css).readList();
}

} // namespace assay::fuzzy
