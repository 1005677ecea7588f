// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/rules/eval/evals.h"

#include <algorithm>

// Functions of the plugin HeaderEval that look at the list of recipients.

namespace assay::rules {
namespace {

// What the list of recipients looks like; bulk mailers write neighbours of an address book.
struct RecipientList
{
    static constexpr size_t sortedCount = 7, similarCount = 5, prefixLength = 2, limit = 256;

    explicit RecipientList(EvalContext& context)
    {
        std::vector<std::string> inputs = context.headers("ToCc:addr");
        if (inputs.size() < similarCount) {
            const auto& hidden = context.headers("Bcc:addr");
            inputs.insert(inputs.end(), hidden.begin(), hidden.end());
        }
        for (const std::string& address : inputs) {
            if (m_addresses.size() < limit
                && !equalsIgnoringCase(address, m_addresses.empty() ? std::string() : m_addresses.back()))
                m_addresses.push_back(address);
        }
        isSorted = m_addresses.size() >= sortedCount && std::is_sorted(m_addresses.begin(), m_addresses.end());
        similarity = m_addresses.size() >= similarCount ? measureSimilarity() : 0;
    }

    bool isSorted = false;
    double similarity = 0; // share of pairs that begin alike, in user or host

private:
    double measureSimilarity() const
    {
        std::vector<std::string> hosts;
        for (const std::string& address : m_addresses) {
            if (const size_t at = address.find('@'); at != std::string::npos)
                hosts.push_back(address.substr(at + 1));
        }
        hosts.resize(m_addresses.size());
        const auto begins = [](const std::string& text) { return std::string_view(text).substr(0, prefixLength); };
        size_t hits = 0, pairs = 0;
        for (size_t i = 0; i < m_addresses.size(); ++i) {
            for (size_t j = i + 1; j < m_addresses.size(); ++j) {
                hits += begins(m_addresses[i]) == begins(m_addresses[j]);
                hits += begins(hosts[i]) == begins(hosts[j]) && hosts[i] != hosts[j];
                ++pairs;
            }
        }
        return static_cast<double>(hits) / static_cast<double>(pairs);
    }

    std::vector<std::string> m_addresses;
};

double hit(EvalContext& context, bool isHit)
{
    if (isHit)
        context.hint({.header = "ToCc"});
    return isHit;
}

double sortedRecipients(EvalContext& context, const EvalCall&)
{
    return hit(context, context.state<RecipientList>().isSorted);
}

double similarRecipients(EvalContext& context, const EvalCall& call)
{
    const double value = context.state<RecipientList>().similarity;
    return hit(context,
        (call.text(0) == "undef" || value >= call.number(0)) && (call.text(1) == "undef" || value < call.number(1)));
}

double missingTo(EvalContext& context, const EvalCall&)
{
    return context.header("To").empty() && context.header("Apparently-To").empty();
}

bool isMark(char c)
{
    return std::string_view(",:;!?-").find(c) != std::string_view::npos;
}

std::string_view withoutLeadingSpace(std::string_view text)
{
    while (!text.empty() && isAsciiSpace(text.front()))
        text.remove_prefix(1);
    return text;
}

// "Re: NAME", "Fw: word NAME" up to the end.
bool isReplyToName(std::string_view subject, std::string_view name)
{
    if (!startsWithIgnoringCase(subject, "re:") && !startsWithIgnoringCase(subject, "fw:"))
        return false;
    std::string_view rest = withoutLeadingSpace(subject.substr(3));
    if (equalsIgnoringCase(rest, name))
        return true;
    size_t end = 0;
    while (end < rest.size() && (isAsciiAlnum(rest[end]) || rest[end] == '_'))
        ++end;
    return end > 0 && end < rest.size() && isAsciiSpace(rest[end])
        && equalsIgnoringCase(withoutLeadingSpace(rest.substr(end)), name);
}

// The subject speaks to the recipient by the name of his mailbox.
bool addressesName(std::string_view subject, std::string_view name)
{
    if (!subject.empty() && subject.back() == '\n')
        subject.remove_suffix(1);
    if (isReplyToName(subject, name) || equalsIgnoringCase(subject, name))
        return true;
    if (subject.substr(0, name.size()) == name) {
        const std::string_view rest = withoutLeadingSpace(subject.substr(name.size()));
        if (!rest.empty() && isMark(rest[0]) && (rest.size() == 1 || isAsciiSpace(rest[1])))
            return true;
    }
    if (subject.empty() || subject[0] != ',')
        return false;
    const std::string_view rest = withoutLeadingSpace(subject.substr(1));
    return rest.size() == name.size() + 1 && isMark(rest.back()) && startsWithIgnoringCase(rest, name);
}

double toInSubject(EvalContext& context, const EvalCall& call)
{
    const std::string& address = context.header("To:addr");
    const std::string& subject = context.header("Subject");
    if (address.empty())
        return 0;
    bool isHit = false;
    if (call.text(0) == "user")
        isHit = addressesName(subject, std::string_view(address).substr(0, address.find('@')));
    else if (call.text(0) == "address")
        isHit = findIgnoringCase(subject, address) != std::string_view::npos;
    if (isHit)
        context.hint({.header = "Subject"});
    return isHit;
}

constexpr std::string_view plugin = "HeaderEval";
constexpr EvalEntry entries[] = {
    {"sorted_recipients", plugin, sortedRecipients},
    {"similar_recipients", plugin, similarRecipients},
    {"check_for_missing_to_header", plugin, missingTo},
    {"check_for_to_in_subject", plugin, toInSubject},
};

} // namespace

std::span<const EvalEntry> recipientEvals()
{
    return entries;
}

} // namespace assay::rules
