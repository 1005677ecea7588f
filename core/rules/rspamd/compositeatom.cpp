// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/rspamd/compositeatom.h"

#include "core/base/ascii.h"

#include <array>

namespace assay::rules {
namespace {

constexpr std::string_view endCharacters = "; ()><!|&\n\t\r";

// Position of the ']' that closes the options opened at `open`; patterns in them may hold brackets.
size_t endOfOptions(std::string_view text, size_t open)
{
    bool inPattern = false;
    for (size_t i = open + 1; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '/')
            inPattern = !inPattern;
        else if (text[i] == ']' && !inPattern)
            return i;
    }
    return std::string_view::npos;
}

std::vector<std::string> splitOptions(std::string_view text)
{
    std::vector<std::string> options;
    std::string option;
    bool inPattern = false;
    for (size_t i = 0; i <= text.size(); ++i) {
        if (i == text.size() || (text[i] == ',' && !inPattern)) {
            if (const std::string_view bare = trimmed(option); !bare.empty())
                options.emplace_back(bare);
            option.clear();
            continue;
        }
        if (text[i] == '/')
            inPattern = !inPattern;
        if (text[i] == '\\' && i + 1 < text.size())
            option += text[i++];
        option += text[i];
    }
    return options;
}

} // namespace

Result<size_t> readCompositeAtom(std::string_view text)
{
    size_t end = std::min(text.find_first_of(endCharacters), text.size());
    const size_t open = text.substr(0, end).find('[');
    if (open != std::string_view::npos) {
        const size_t close = endOfOptions(text, open);
        if (close == std::string_view::npos)
            return Error{ErrorCode::BadRule, {}, "']' is missing"};
        end = close + 1;
    }
    if (end == 0)
        return Error{ErrorCode::BadRule, {}, "an operand is missing"};
    return end;
}

Result<CompositeAtom> parseCompositeAtom(std::string_view text)
{
    CompositeAtom atom;
    size_t at = 0;
    for (; at < text.size() && std::string_view("~^-").find(text[at]) != std::string_view::npos; ++at) {
        atom.keepSymbol = atom.keepSymbol || text[at] != '^';
        atom.keepWeight = atom.keepWeight || text[at] == '-';
        atom.force = atom.force || text[at] == '^';
    }
    text.remove_prefix(at);
    if (const size_t open = text.find('['); open != std::string_view::npos) {
        atom.options = splitOptions(text.substr(open + 1, text.size() - open - 2));
        text = text.substr(0, open);
    }
    using Scope = CompositeAtom::Scope;
    static constexpr std::array<std::pair<std::string_view, Scope>, 3> scopes = {
        {{"g:", Scope::Group}, {"g+:", Scope::PositiveGroup}, {"g-:", Scope::NegativeGroup}}};
    for (const auto& [prefix, scope] : scopes) {
        if (text.substr(0, prefix.size()) == prefix) {
            atom.scope = scope;
            text.remove_prefix(prefix.size());
            break;
        }
    }
    if (text.empty())
        return Error{ErrorCode::BadRule, {}, "an operand without a name"};
    atom.name = text;
    return atom;
}

std::optional<CompositePolicy> compositePolicy(std::string_view name)
{
    static constexpr std::array<std::pair<std::string_view, CompositePolicy>, 6> names = {
        {{"remove_all", CompositePolicy::RemoveAll}, {"default", CompositePolicy::RemoveAll},
            {"remove_symbol", CompositePolicy::RemoveSymbol}, {"remove_weight", CompositePolicy::RemoveWeight},
            {"leave", CompositePolicy::Leave}, {"", CompositePolicy::RemoveAll}}};
    for (const auto& [text, policy] : names) {
        if (text == name)
            return policy;
    }
    return std::nullopt;
}

} // namespace assay::rules
