// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/rspamd/rspamdfunctions.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace assay::rules {
namespace {

using Arguments = std::vector<std::string>;
using Function = double (*)(const RulesMessage&, const Arguments&);

std::string argument(const Arguments& arguments, size_t index)
{
    return index < arguments.size() ? arguments[index] : std::string();
}

uint64_t numberArgument(const Arguments& arguments, size_t index, uint64_t fallback)
{
    uint64_t value = fallback;
    const std::string text = argument(arguments, index);
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// An argument is a text to compare without case, or a /pattern/.
bool matchesArgument(const std::string& wanted, std::string_view text)
{
    if (wanted.size() < 2 || wanted.front() != '/')
        return equalsIgnoringCase(wanted, text);
    const size_t close = wanted.rfind('/');
    Pattern pattern{"argument", wanted.substr(1, close - 1), {}, 1};
    pattern.flags.noJit = true;
    pattern.flags.caseless = wanted.find('i', close) != std::string::npos;
    const auto compiled = SinglePattern::compile(pattern);
    return compiled && compiled->matches(text);
}

double headerExists(const RulesMessage& message, const Arguments& arguments)
{
    HeaderSpec spec;
    spec.name = argument(arguments, 0);
    return message.header(spec).has_value();
}

bool isText(const RulesPart& part)
{
    return part.isLeaf && (part.type == "text/plain" || part.type == "text/html");
}

double hasOnlyHtmlPart(const RulesMessage& message, const Arguments&)
{
    size_t html = 0, plain = 0;
    for (const RulesPart& part : message.parts()) {
        html += part.isLeaf && part.type == "text/html";
        plain += part.isLeaf && part.type == "text/plain";
    }
    return html > 0 && plain == 0;
}

double isEmptyBody(const RulesMessage& message, const Arguments&)
{
    for (size_t i = 0; i < message.parts().size(); ++i) {
        if (message.parts()[i].isLeaf && !message.decoded(i).empty())
            return 0;
    }
    return 1;
}

std::pair<std::string_view, std::string_view> splitType(std::string_view type)
{
    const size_t slash = type.find('/');
    return {type.substr(0, slash), slash == std::string_view::npos ? std::string_view() : type.substr(slash + 1)};
}

double typeIs(const RulesMessage& message, const Arguments& arguments)
{
    return !message.parts().empty()
        && matchesArgument(argument(arguments, 0), splitType(message.parts()[0].declaredType).first);
}

double subtypeIs(const RulesMessage& message, const Arguments& arguments)
{
    return !message.parts().empty()
        && matchesArgument(argument(arguments, 0), splitType(message.parts()[0].declaredType).second);
}

double hasContentPart(const RulesMessage& message, const Arguments& arguments)
{
    const auto isWanted = [&](const RulesPart& part) {
        const auto [type, subtype] = splitType(part.declaredType);
        return matchesArgument(argument(arguments, 0), type)
            && (arguments.size() < 2 || matchesArgument(arguments[1], subtype));
    };
    return std::any_of(message.parts().begin(), message.parts().end(), isWanted);
}

double hasContentPartLength(const RulesMessage& message, const Arguments& arguments)
{
    const uint64_t low = numberArgument(arguments, 2, 0), high = numberArgument(arguments, 3, UINT64_MAX);
    for (size_t i = 0; i < message.parts().size(); ++i) {
        const RulesPart& part = message.parts()[i];
        const auto [type, subtype] = splitType(part.declaredType);
        if (!part.isLeaf || !matchesArgument(argument(arguments, 0), type)
            || !matchesArgument(argument(arguments, 1), subtype))
            continue;
        const uint64_t length = message.decoded(i).size();
        if (length >= low && length <= high)
            return 1;
    }
    return 0;
}

double compareTransferEncoding(const RulesMessage& message, const Arguments& arguments)
{
    const std::string wanted = argument(arguments, 0);
    return std::any_of(message.parts().begin(), message.parts().end(),
        [&](const RulesPart& part) { return part.isLeaf && equalsIgnoringCase(part.encoding, wanted); });
}

double compareEncoding(const RulesMessage& message, const Arguments& arguments)
{
    return std::any_of(message.parts().begin(), message.parts().end(),
        [&](const RulesPart& part) { return isText(part) && matchesArgument(argument(arguments, 0), part.charset); });
}

double hasHtmlTag(const RulesMessage& message, const Arguments& arguments)
{
    const std::string wanted = toAsciiLower(argument(arguments, 0));
    return std::any_of(message.html().begin(), message.html().end(),
        [&](const HtmlFacts& facts) { return facts.inside.find(wanted) != facts.inside.end(); });
}

double isHtmlBalanced(const RulesMessage& message, const Arguments&)
{
    for (const HtmlFacts& facts : message.html()) {
        for (const auto& [tag, open] : facts.inside) {
            if (open != 0)
                return 0;
        }
    }
    return !message.html().empty();
}

struct Entry
{
    std::string_view name;
    Function run; // null: see reason
    std::string_view reason;
};
constexpr std::string_view needsSession = "needs the SMTP session";
constexpr std::string_view needsPeer = "needs what only rspamd computes";
constexpr std::array<Entry, 21> functions = {{{"check_smtp_data", nullptr, needsSession},
    {"compare_encoding", compareEncoding, {}}, {"compare_parts_distance", nullptr, needsPeer},
    {"compare_recipients_distance", nullptr, needsPeer}, {"compare_transfer_encoding", compareTransferEncoding, {}},
    {"content_type_compare_param", nullptr, needsPeer}, {"content_type_has_param", nullptr, needsPeer},
    {"content_type_is_subtype", subtypeIs, {}}, {"content_type_is_type", typeIs, {}},
    {"has_content_part", hasContentPart, {}}, {"has_content_part_len", hasContentPartLength, {}},
    {"has_fake_html", nullptr, needsPeer}, {"has_flag", nullptr, needsPeer}, {"has_html_tag", hasHtmlTag, {}},
    {"has_only_html_part", hasOnlyHtmlPart, {}}, {"has_symbol", nullptr, needsPeer},
    {"header_exists", headerExists, {}}, {"is_empty_body", isEmptyBody, {}}, {"is_html_balanced", isHtmlBalanced, {}},
    {"is_recipients_sorted", nullptr, needsPeer}, {"raw_header_exists", headerExists, {}}}};

const Entry* findFunction(std::string_view name)
{
    const auto found =
        std::find_if(functions.begin(), functions.end(), [&](const Entry& entry) { return entry.name == name; });
    return found == functions.end() ? nullptr : &*found;
}

} // namespace

std::string whyAtomIsZero(const RegexpAtom& atom)
{
    switch (atom.kind) {
    case RegexpAtom::Kind::Lua:
    case RegexpAtom::Kind::Script:
        return "a function of a script";
    case RegexpAtom::Kind::Function: {
        const Entry* entry = findFunction(atom.name);
        return entry ? std::string(entry->reason) : "unknown function '" + atom.name + "'";
    }
    case RegexpAtom::Kind::Pattern:
        if (atom.input == RegexpInput::Selector)
            return "selectors are not read";
        if (atom.input == RegexpInput::StemWords)
            return "words are not stemmed";
        break;
    }
    return {};
}

double callRspamdFunction(const RegexpAtom& atom, const RulesMessage& message)
{
    const Entry* entry = findFunction(atom.name);
    return entry && entry->run ? entry->run(message, atom.arguments) : 0;
}

} // namespace assay::rules
