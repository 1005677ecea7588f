// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/cf/replacetags.h"

#include <vector>

namespace assay::rules {
namespace {

constexpr int maxPasses = 6;
constexpr size_t maxPatternSize = 4U << 20;

struct Tag
{
    size_t at = std::string::npos;
    size_t length = 0;
    std::string name;
    bool isFound() const { return at != std::string::npos; }
};

// The first `start` name `end` at or after `from`; the name has at least one character.
Tag findTag(std::string_view text, std::string_view start, std::string_view end, size_t from = 0)
{
    const size_t at = text.find(start, from);
    if (at == std::string_view::npos || at + start.size() >= text.size())
        return {};
    const size_t close = text.find(end, at + start.size() + 1);
    if (close == std::string_view::npos)
        return {};
    return {at, close + end.size() - at, std::string(text.substr(at + start.size(), close - at - start.size()))};
}

// Removes the first <kind NAME> and returns NAME, or "".
std::string takeModifier(std::string& pattern, const ReplaceTags& tags, std::string_view kind)
{
    const Tag tag = findTag(pattern, tags.start + std::string(kind) + " ", tags.end);
    if (!tag.isFound())
        return {};
    pattern.erase(tag.at, tag.length);
    return tag.name;
}

// Texts and <...> in turn. Between two tags that touch there is an empty text. The first text always counts as not
// empty, because the peer's patterns begin with their modifiers.
std::vector<std::string> splitAtTags(std::string_view pattern)
{
    std::vector<std::string> parts;
    size_t done = 0;
    for (size_t open = pattern.find('<'); open != std::string_view::npos; open = pattern.find('<', open + 1)) {
        const size_t stop = pattern.find_first_of("<>", open + 1);
        if (stop == std::string_view::npos)
            break;
        if (pattern[stop] != '>' || stop == open + 1)
            continue;
        parts.emplace_back(pattern.substr(done, open - done));
        parts.emplace_back(pattern.substr(open, stop + 1 - open));
        done = stop + 1;
        open = stop;
    }
    if (done < pattern.size() || parts.empty())
        parts.emplace_back(pattern.substr(done));
    return parts;
}

std::string valueOf(const ReplaceTags::Table& table, const std::string& name)
{
    const auto found = table.find(name);
    return found == table.end() ? std::string() : found->second;
}

// Pre text stands before the first tag of a part, post text after each.
void surround(std::string& part, const ReplaceTags& tags, const std::string& pre, const std::string& post)
{
    if (!pre.empty()) {
        if (const Tag tag = findTag(part, tags.start, tags.end); tag.isFound())
            part.insert(tag.at, pre);
    }
    if (post.empty())
        return;
    for (Tag tag = findTag(part, tags.start, tags.end); tag.isFound();
         tag = findTag(part, tags.start, tags.end, tag.at + tag.length + post.size()))
        part.insert(tag.at + tag.length, post);
}

// Replaces the first tag of the part, everywhere in it. Returns whether the new text holds tags again.
bool replaceFirst(std::string& part, const ReplaceTags& tags)
{
    const Tag tag = findTag(part, tags.start, tags.end);
    if (!tag.isFound())
        return false;
    const std::string replacement = valueOf(tags.tags, tag.name);
    if (replacement.empty())
        return false;
    const std::string written = tags.start + tag.name + tags.end;
    for (size_t at = part.find(written); at != std::string::npos && part.size() < maxPatternSize;
         at = part.find(written, at + replacement.size()))
        part.replace(at, written.size(), replacement);
    return findTag(replacement, "<", ">").isFound();
}

} // namespace

std::string ReplaceTags::apply(std::string pattern) const
{
    bool again = true;
    for (int pass = 0; again && pass < maxPasses && pattern.size() < maxPatternSize; ++pass) {
        again = false;
        const std::string preText = valueOf(pre, takeModifier(pattern, *this, "pre"));
        const std::string postText = valueOf(post, takeModifier(pattern, *this, "post"));
        const std::string interText = valueOf(inter, takeModifier(pattern, *this, "inter"));
        std::vector<std::string> parts = splitAtTags(pattern);
        pattern.clear();
        for (size_t i = 0; i < parts.size(); ++i) {
            surround(parts[i], *this, preText, postText);
            if (i > 0 && parts[i].empty())
                parts[i] = interText;
            again = replaceFirst(parts[i], *this) || again;
            pattern += parts[i];
        }
    }
    return pattern;
}

} // namespace assay::rules
