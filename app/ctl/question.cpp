// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/question.h"

#include "app/ctl/output.h"
#include "core/base/time.h"

#include <charconv>
#include <cstdio>
#include <ctime>

namespace assay::ctl {
namespace {

std::optional<int64_t> timeOf(const std::string& text)
{
    CivilTime civil;
    int end = 0;
    if (std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d%n", &civil.year, &civil.month, &civil.day, &civil.hour,
            &civil.minute, &civil.second, &end)
            == 6
        && (text.substr(static_cast<size_t>(end)) == "Z" || static_cast<size_t>(end) == text.size()))
        return secondsFromCivil(civil);
    int64_t seconds = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    return error == std::errc() && rest == text.data() + text.size() ? std::optional(seconds) : std::nullopt;
}

Result<int64_t> askedNow(const Arguments& arguments)
{
    const auto given = arguments.value("--now");
    if (!given)
        return static_cast<int64_t>(std::time(nullptr));
    const auto time = timeOf(*given);
    if (!time)
        return Error{ErrorCode::BadArgument, "--now " + *given, "not a time"};
    return *time;
}

} // namespace

Result<TimeZone> askedZone(const Arguments& arguments)
{
    return TimeZone::find(arguments.value("--zone").value_or("local"));
}

Result<FindRequest> askedQuestion(std::string_view verb, const Arguments& arguments, const Case& work)
{
    return askedQuestion(verb, arguments.operands().front(), arguments, work);
}

Result<FindRequest> askedQuestion(
    std::string_view verb, const std::string& text, const Arguments& arguments, const Case& work)
{
    const auto order = parseOrder(arguments.value("--sort").value_or(""));
    if (!order)
        return order.error();
    const auto now = askedNow(arguments);
    if (!now)
        return now.error();
    const auto zone = askedZone(arguments);
    if (!zone)
        return zone.error();
    auto parsed = work.parse(text, *now, [&zone](int64_t seconds) { return zone->offsetAtLocal(seconds); });
    for (const query::Fault& fault : parsed.faults) {
        if (fault.isWarning() && fault.code != query::FaultCode::NotEqualTakesMissing)
            complain(std::string(verb) + ": " + query::faultText(fault));
    }
    if (!parsed.ok()) {
        const query::Fault& fault = parsed.error();
        return Error{
            ErrorCode::BadArgument, "query", query::faultText(fault) + ", at byte " + std::to_string(fault.span.begin)};
    }
    FindRequest request;
    request.order = *order;
    request.query = std::make_shared<const query::Query>(std::move(*parsed.query));
    return request;
}

} // namespace assay::ctl
