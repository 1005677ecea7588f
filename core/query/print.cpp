// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/parse.h"

namespace assay::query {
namespace {

void append(std::string& out, const Node& node);

// A child that is a query of its own, or the same kind again, needs parentheses to stay one.
void appendChild(std::string& out, const Node& child, Node::Kind parent)
{
    const bool joins = child.kind == Node::Kind::And || child.kind == Node::Kind::Or;
    const bool binds = parent == Node::Kind::Or && child.kind == Node::Kind::And;
    const bool encloses = joins && !binds;
    out += encloses ? "(" : "";
    append(out, child);
    out += encloses ? ")" : "";
}

// Not deeper than the parser lets a tree become.
void append(std::string& out, const Node& node)
{
    switch (node.kind) {
    case Node::Kind::All:
        break;
    case Node::Kind::Term:
        out += node.term->text;
        break;
    case Node::Kind::Not:
        out += '-';
        appendChild(out, *node.children.front(), node.kind);
        break;
    case Node::Kind::And:
    case Node::Kind::Or:
        for (size_t i = 0; i < node.children.size(); ++i) {
            out += i == 0 ? "" : node.kind == Node::Kind::And ? " " : " or ";
            appendChild(out, *node.children[i], node.kind);
        }
        break;
    }
}

} // namespace

std::string print(const Node& node)
{
    std::string out;
    append(out, node);
    return out;
}

std::vector<Span> topLevelTerms(const Query& query)
{
    std::vector<Span> spans;
    if (query.root->kind == Node::Kind::And) {
        for (const auto& child : query.root->children)
            spans.push_back(child->span);
    } else if (!query.isAll()) {
        spans.push_back(query.root->span);
    }
    return spans;
}

} // namespace assay::query
