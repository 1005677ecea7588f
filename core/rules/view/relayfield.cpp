// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/relayfield.h"

#include "core/base/ascii.h"
#include "core/rules/view/relayaddress.h"
#include "core/rules/view/relaypattern.h"

#include <algorithm>
#include <array>

namespace assay::rules {
namespace {

bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

bool isDigits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isAsciiDigit);
}

bool isClock(std::string_view text)
{
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos || !isDigits(text.substr(0, colon)))
        return false;
    const std::string_view rest = text.substr(colon + 1);
    const size_t second = rest.find(':');
    return isDigits(rest.substr(0, second)) && (second == std::string_view::npos || isDigits(rest.substr(second + 1)));
}

bool isMonth(std::string_view text)
{
    constexpr std::array<std::string_view, 12> months = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return std::find(months.begin(), months.end(), text) != months.end();
}

bool isWeekday(std::string_view text)
{
    constexpr std::array<std::string_view, 7> days = {"Mon, ", "Tue, ", "Wed, ", "Thu, ", "Fri, ", "Sat, ", "Sun, "};
    return std::find(days.begin(), days.end(), text) != days.end();
}

bool isDateLead(char c)
{
    return c == ' ' || c == ';';
}

bool isHeloCharacter(char c)
{
    return isAsciiAlnum(c) || std::string_view("-.^+_&:=?!@%*$\\/").find(c) != std::string_view::npos;
}

// The greeting after a mark ("helo=", "HELO ") that begins a word.
std::string_view heloAfter(std::string_view field, std::string_view mark)
{
    for (size_t at = field.find(mark); at != std::string_view::npos; at = field.find(mark, at + 1)) {
        if (at > 0 && (isAsciiAlnum(field[at - 1]) || field[at - 1] == '_'))
            continue;
        const size_t from = at + mark.size();
        size_t end = from;
        while (end < field.size() && isHeloCharacter(field[end]))
            ++end;
        if (end > from)
            return field.substr(from, end - from);
    }
    return {};
}

} // namespace

std::string withSingleBlanks(std::string_view value)
{
    std::string text;
    text.reserve(value.size());
    for (char c : value) {
        if (!isAsciiSpace(c))
            text += c;
        else if (!text.empty() && text.back() != ' ')
            text += ' ';
    }
    if (!text.empty() && text.back() == ' ')
        text.pop_back();
    while (!text.empty() && text.back() == ';') {
        text.pop_back();
        if (!text.empty() && text.back() == ' ')
            text.pop_back();
    }
    return text;
}

bool isWithLocalFor(std::string_view field)
{
    RelayCaptures captures;
    return contains(field, "with local for") && matchRelayPattern("%?%|with local for%|", field, captures);
}

// "from HOST by HOST;": nothing to learn, unless the host is given as an address.
bool isBareHandover(std::string_view field)
{
    if (!startsWithIgnoringCase(field, "from "))
        return false;
    const std::string_view rest = field.substr(5);
    const size_t blank = rest.find(' ');
    if (blank == 0 || blank == std::string_view::npos || !startsWithIgnoringCase(rest.substr(blank), " by "))
        return false;
    const std::string_view host = rest.substr(0, blank);
    const std::string_view by = rest.substr(blank + 4);
    const size_t end = by.find_first_of(" ;");
    if (end == 0 || end == std::string_view::npos || (by[end] == ' ' && (end + 1 >= by.size() || by[end + 1] != ';')))
        return false;
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']'
        && host.substr(1, host.size() - 2).find_first_not_of("0123456789.") == std::string_view::npos;
    return !bracketed;
}

// Without "; Tue, 23 May 2006 13:06:35 -0400" at the end.
std::string_view withoutDate(std::string_view field)
{
    std::array<std::string_view, 4> words; // zone, clock, year, month: from the end
    size_t end = field.size();
    for (std::string_view& word : words) {
        const size_t blank = end == 0 ? std::string_view::npos : field.rfind(' ', end - 1);
        if (blank == std::string_view::npos)
            return field;
        word = field.substr(blank + 1, end - blank - 1);
        end = blank;
    }
    if (words[0].empty() || !isClock(words[1]) || !isDigits(words[2]) || !isMonth(words[3]))
        return field;
    size_t from = end; // of the day
    while (from > 0 && isAsciiDigit(field[from - 1]))
        --from;
    if (from == end)
        return field;
    if (from >= 6 && isWeekday(field.substr(from - 5, 5)) && isDateLead(field[from - 6]))
        from -= 5;
    if (from == 0 || !isDateLead(field[from - 1]))
        return field;
    while (from > 0 && isDateLead(field[from - 1]))
        --from;
    return field.substr(0, from);
}

std::string_view statedHelo(std::string_view field)
{
    if (const auto helo = heloAfter(field, "helo="); !helo.empty())
        return helo;
    // Whichever stands first.
    const auto one = heloAfter(field, "HELO "), other = heloAfter(field, "EHLO ");
    if (one.empty() || other.empty())
        return one.empty() ? other : one;
    return one.data() < other.data() ? one : other;
}

std::string_view statedId(std::string_view field)
{
    constexpr std::string_view mark = " id ";
    for (size_t at = field.find(mark); at != std::string_view::npos; at = field.find(mark, at + 1)) {
        size_t from = at + mark.size();
        if (from < field.size() && field[from] == '<')
            ++from;
        const size_t end = std::min(field.find_first_of(" <>;", from), field.size());
        if (end >= from + 3)
            return field.substr(from, end - from);
    }
    return {};
}

std::string_view wordAfter(std::string_view field, std::string_view mark)
{
    const size_t at = field.find(mark);
    if (at == std::string_view::npos)
        return {};
    const size_t from = at + mark.size();
    return field.substr(from, field.find(' ', from) - from);
}

// What stands between the marks, the longest without a blank; empty when there is nothing.
std::string_view enclosedWord(std::string_view field, std::string_view open, char close)
{
    for (size_t at = field.find(open); at != std::string_view::npos; at = field.find(open, at + 1)) {
        const size_t from = at + open.size();
        const std::string_view word = field.substr(from, field.find(' ', from) - from);
        const size_t end = word.rfind(close);
        if (end != std::string_view::npos && end > 0)
            return word.substr(0, end);
    }
    return {};
}

// Envelope sender in a comment: "return-path: X", "envelope-from X", "envelope-sender=X". It ends at a word boundary.
std::optional<std::string> statedSender(std::string_view field)
{
    constexpr std::array<std::string_view, 5> marks = {
        "return-path", "envelope-sender ", "envelope-from ", "envelope-sender=", "envelope-from="};
    size_t best = std::string_view::npos;
    std::string_view sender;
    for (std::string_view mark : marks) {
        for (size_t at = findIgnoringCase(field, mark); at != std::string_view::npos && at < best;
             at = findIgnoringCase(field, mark, at + 1)) {
            size_t from = at + mark.size();
            if (mark == "return-path") {
                from += from < field.size() && field[from] == ':' ? 1 : 0;
                if (from >= field.size() || field[from] != ' ')
                    continue;
                ++from;
            }
            std::string_view word = field.substr(from, field.find(' ', from) - from);
            while (!word.empty() && !isAsciiAlnum(word.back()) && word.back() != '_')
                word.remove_suffix(1);
            if (word.empty())
                continue;
            best = at;
            sender = word;
        }
    }
    return best == std::string_view::npos ? std::nullopt : std::optional(std::string(sender));
}

std::string cleaned(std::string_view text)
{
    std::string result(text);
    for (char& c : result) {
        if (isAsciiSpace(c) || c == '\0' || std::string_view("#[]()<>|").find(c) != std::string_view::npos)
            c = '!';
    }
    return result;
}

std::string cleanedSender(std::string_view sender)
{
    while (!sender.empty() && isAsciiSpace(sender.front()))
        sender.remove_prefix(1);
    while (!sender.empty() && sender.front() == '<')
        sender.remove_prefix(1);
    while (!sender.empty() && isAsciiSpace(sender.back()))
        sender.remove_suffix(1);
    while (!sender.empty() && sender.back() == '>')
        sender.remove_suffix(1);
    return cleaned(sender);
}

// "::ffff:1.2.3.4" and its longer forms become 1.2.3.4.
std::string cleanedAddress(std::string_view address)
{
    if (startsWithIgnoringCase(address, "IPv6:"))
        address.remove_prefix(5);
    const size_t colon = address.rfind(':');
    if (colon != std::string_view::npos && colon >= 5 && isV4Address(address.substr(colon + 1))) {
        const std::string_view head = address.substr(0, colon);
        const bool zeros = head.substr(0, head.size() - 4).find_first_not_of("0:") == std::string_view::npos;
        if (zeros && endsWithIgnoringCase(head, ":ffff"))
            address.remove_prefix(colon + 1);
    }
    return cleaned(address);
}

std::string cleanedName(std::string_view name)
{
    while (!name.empty() && name.back() == '.')
        name.remove_suffix(1);
    if (equalsIgnoringCase(name, "unknown") || (!name.empty() && name[0] == '['))
        return {};
    return cleaned(name);
}

} // namespace assay::rules
