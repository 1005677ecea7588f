// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/eval/evals.h"
#include "core/rules/eval/evaltext.h"
#include "core/rules/eval/maildate.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>

// Functions of the plugin HeaderEval that compare dates.

namespace assay::rules {
namespace {

// Dates that a message states.
struct StatedDates
{
    explicit StatedDates(EvalContext& context)
    {
        for (const char* name : {"Resent-Date", "Date"}) {
            for (const std::string& value : context.headers(name)) {
                if (!header)
                    header = findMailDate(value);
            }
        }
        readTrace(context);
        difference = smallestDifference();
    }

    std::optional<int64_t> header; // of Resent-Date, else Date
    std::vector<int64_t> trace; // of the Received fields, newest first
    std::optional<int64_t> fetched; // when a mail fetcher took it from the mailbox
    int64_t difference = 0; // from the closest Received date to the header's, in seconds; 0 when one is missing

private:
    static std::optional<int64_t> traceDate(std::string_view received)
    {
        const std::string_view date = findTraceDate(received);
        return date.empty() ? std::nullopt : findMailDate(date);
    }

    void readTrace(EvalContext& context)
    {
        static const FixedPattern fromHere("\\bfrom (?:localhost\\s|(?:\\S+ ){1,2}\\S*\\b127\\.0\\.0\\.1\\b)");
        static const FixedPattern byUser("qmail \\d+ invoked by uid \\d+");
        static const FixedPattern byFetcher("\\bby localhost with \\w+ \\(fetchmail-[\\d.]+");
        std::vector<std::string_view> fields;
        for (std::string_view line : lines(context.header("Received"))) {
            if (!words(line).empty())
                fields.push_back(line);
        }
        // The newest fields may be local steps of a fetcher: they tell when it ran, not when the mail travelled.
        const size_t local = !fields.empty() && (fromHere.matches(fields[0]) || byUser.matches(fields[0])) ? 1 : 0;
        const bool wasFetched = local < fields.size() && byFetcher.matches(fields[local]);
        const size_t skipped = wasFetched ? local + 1 : 0;
        for (size_t i = 0; i < fields.size(); ++i) {
            const auto date = traceDate(fields[i]);
            if (date && i >= skipped)
                trace.push_back(*date);
            else if (date && *date <= context.now())
                fetched = std::max(fetched.value_or(*date), *date);
        }
    }

    int64_t smallestDifference() const
    {
        if (!header || trace.empty())
            return 0;
        std::vector<int64_t> differences;
        for (int64_t date : trace)
            differences.push_back(*header - date);
        // Some hosts copy the date into the first field.
        if (differences.size() > 1 && differences.back() == 0)
            differences.pop_back();
        return *std::min_element(
            differences.begin(), differences.end(), [](int64_t a, int64_t b) { return std::abs(a) < std::abs(b); });
    }
};

// A number, or "undef" for no bound.
bool isBetween(double value, const EvalCall& call, double unit)
{
    return (call.text(0) == "undef" || value >= unit * call.number(0))
        && (call.text(1) == "undef" || value < unit * call.number(1));
}

double shiftedDate(EvalContext& context, const EvalCall& call)
{
    if (!isBetween(static_cast<double>(context.state<StatedDates>().difference), call, 3600))
        return 0;
    context.hint({.header = "Date"});
    context.hint({.header = "Received"});
    return 1;
}

double receivedWithinMonths(EvalContext& context, const EvalCall& call)
{
    constexpr double secondsPerMonth = 31556952 / 12.0;
    const StatedDates& dates = context.state<StatedDates>();
    std::vector<int64_t> candidates;
    if (dates.header)
        candidates.push_back(*dates.header);
    if (!dates.trace.empty())
        candidates.push_back(dates.trace.front());
    if (dates.fetched)
        candidates.push_back(*dates.fetched);
    if (dates.header && !dates.trace.empty())
        candidates.push_back(*dates.header - dates.difference);
    std::sort(candidates.begin(), candidates.end(), std::greater<>());
    const int64_t received = candidates.empty() ? 0 : candidates[(candidates.size() - 1) / 2];
    return isBetween(static_cast<double>(context.now() - received), call, secondsPerMonth);
}

// Message-IDs of Outlook hold the time of writing in units of 429.4967296 s; a mail whose own dates differ is forged.
double outlookMessageId(EvalContext& context, const EvalCall&)
{
    static const FixedPattern pattern("^<[0-9a-f]{4}(?<time>[0-9a-f]{8})\\$[0-9a-f]{8}\\$[0-9a-f]{8}\\@");
    const auto groups = pattern.groups(context.header("MESSAGEID"));
    if (groups.empty())
        return 0;
    const double stated = static_cast<double>(std::strtoul(groups[0].c_str(), nullptr, 16));
    const auto isNear = [stated](std::optional<int64_t> date) {
        constexpr double unitsPerSecond = 0.0023283064365387, epoch = 27111902.8329849, tolerance = 250;
        const double expected = std::trunc(static_cast<double>(date.value_or(0)) * unitsPerSecond + epoch);
        return std::abs(stated - expected) < tolerance;
    };
    if (isNear(findMailDate(context.header("Date"))) || isNear(findMailDate(context.header("Received"))))
        return 0;
    context.hint({.header = "Message-ID"});
    return 1;
}

constexpr std::string_view plugin = "HeaderEval";
constexpr EvalEntry entries[] = {
    {"check_for_shifted_date", plugin, shiftedDate},
    {"received_within_months", plugin, receivedWithinMonths},
    {"check_outlook_message_id", plugin, outlookMessageId},
};

} // namespace

std::span<const EvalEntry> dateEvals()
{
    return entries;
}

} // namespace assay::rules
