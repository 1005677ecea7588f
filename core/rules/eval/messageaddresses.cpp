// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/eval/messageaddresses.h"

#include "core/base/ascii.h"
#include "core/rules/view/viewtables.h"

#include <algorithm>

namespace assay::rules {
namespace {

void addOnce(std::vector<std::string>& list, std::string address)
{
    if (std::find(list.begin(), list.end(), address) == list.end())
        list.push_back(std::move(address));
}

// "user@host..org" is written by mistake.
std::string withSingleDots(const std::string& address)
{
    std::string result;
    for (char c : address) {
        if (c != '.' || result.empty() || result.back() != '.')
            result += c;
    }
    return result;
}

std::vector<std::string> sendersOf(EvalContext& context)
{
    std::vector<std::string> result;
    for (const std::string& address : context.headers("Resent-From:first:addr"))
        addOnce(result, address);
    if (!result.empty())
        return result;
    for (const char* spec :
        {"From:addr", "Envelope-Sender:addr", "Resent-Sender:addr", "X-Envelope-From:addr", "EnvelopeFrom:addr"}) {
        for (const std::string& address : context.headers(spec)) {
            if (!address.empty())
                addOnce(result, withSingleDots(address));
        }
    }
    return result;
}

// "... for <user@host>;" of a Received field.
std::string recipientOf(std::string_view received)
{
    constexpr std::string_view mark = " for ";
    for (size_t at = received.find(mark); at != std::string_view::npos; at = received.find(mark, at + 1)) {
        std::string_view word = received.substr(at + mark.size());
        word = word.substr(0, word.find(' '));
        const size_t end = word.rfind(';');
        if (end == std::string_view::npos)
            continue;
        word = word.substr(0, end);
        if (!word.empty() && word.front() == '<')
            word.remove_prefix(1);
        if (!word.empty() && word.back() == '>')
            word.remove_suffix(1);
        const size_t sign = word.find('@');
        if (sign != std::string_view::npos && sign > 0 && isFullHostName(word.substr(word.rfind('@') + 1)))
            return std::string(word);
    }
    return {};
}

std::vector<std::string> recipientsOf(EvalContext& context)
{
    std::vector<std::string> result;
    for (const char* spec : {"Resent-To:first:addr", "Resent-Cc:first:addr"}) {
        for (const std::string& address : context.headers(spec))
            addOnce(result, address);
    }
    if (!result.empty())
        return result;
    constexpr size_t newestFields = 3;
    const auto& received = context.headers("Received");
    for (size_t i = 0; i < received.size() && i < newestFields; ++i) {
        if (std::string address = recipientOf(received[i]); !address.empty())
            addOnce(result, std::move(address));
    }
    for (const char* spec : {"To:addr", "Apparently-To:addr", "Delivered-To:addr", "Envelope-Recipients:addr",
             "Apparently-Resent-To:addr", "X-Envelope-To:addr", "Envelope-To:addr", "X-Delivered-To:addr",
             "X-Original-To:addr", "X-Rcpt-To:addr", "X-Real-To:addr", "Cc:addr"}) {
        for (const std::string& address : context.headers(spec))
            addOnce(result, address);
    }
    return result;
}

bool isUserCharacter(char c)
{
    return isAsciiAlnum(c) || std::string_view("!#$%&'*+/=?^_`{|}~-").find(c) != std::string_view::npos;
}

// Length of the host that begins at `at`: labels and a top-level domain that nothing continues; 0 when there is none.
size_t hostLength(std::string_view text, size_t at, const ViewTables& tables)
{
    constexpr size_t longestLabel = 61, mostLabels = 4;
    size_t labels = 0;
    for (size_t from = at;;) {
        size_t end = from;
        while (end < text.size() && (isAsciiAlnum(text[end]) || text[end] == '-'))
            ++end;
        const bool goesOn = end + 1 < text.size() && text[end] == '.' && isAsciiAlnum(text[end + 1]);
        if (!goesOn) {
            const bool isTop = labels > 0 && labels <= mostLabels && end > from
                && tables.isTld(toAsciiLower(text.substr(from, end - from)));
            return isTop ? end - at : 0;
        }
        if (end == from || end - from > longestLabel || text[from] == '-' || text[end - 1] == '-')
            return 0;
        ++labels;
        from = end + 1;
    }
}

// Where the user before the "@" begins; npos when there is none.
size_t userBegin(std::string_view text, size_t sign, size_t least)
{
    constexpr size_t longestUser = 64;
    size_t begin = std::string_view::npos;
    for (size_t at = sign; at > least;) {
        const size_t end = at;
        while (at > least && isUserCharacter(text[at - 1]))
            --at;
        if (at == end)
            break;
        if (sign - at <= longestUser)
            begin = at;
        if (at == least || text[at - 1] != '.' || sign - at > longestUser)
            break;
        --at;
    }
    return begin;
}

} // namespace

MessageAddresses::MessageAddresses(EvalContext& context)
    : senders(sendersOf(context))
    , recipients(recipientsOf(context))
{
}

std::optional<FoundAddress> findMailAddress(std::string_view text, const ViewTables& tables, size_t from)
{
    for (size_t sign = text.find('@', from); sign != std::string_view::npos; sign = text.find('@', sign + 1)) {
        const size_t begin = userBegin(text, sign, from);
        if (begin == std::string_view::npos || (begin == from && from > 0 && isUserCharacter(text[from - 1])))
            continue;
        if (const size_t length = hostLength(text, sign + 1, tables))
            return FoundAddress{begin, sign + 1 + length - begin};
    }
    return std::nullopt;
}

} // namespace assay::rules
