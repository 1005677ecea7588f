// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/log/accessline.h"

#include "core/base/ascii.h"
#include "core/traffic/log/columns.h"
#include "core/traffic/log/quoted.h"
#include "core/traffic/log/timetext.h"

#include <charconv>

namespace assay::traffic {
namespace {

std::string_view takeWord(std::string_view& rest)
{
    while (!rest.empty() && isBlank(rest.front()))
        rest.remove_prefix(1);
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(word.size());
    return word;
}

std::string_view unlessDash(std::string_view text)
{
    return text == "-" ? std::string_view() : text;
}

class AccessLine
{
public:
    AccessLine(std::string_view line, const LogOptions& options, TextArena& arena, Request& request)
        : m_rest(line)
        , m_options(options)
        , m_arena(arena)
        , m_request(request)
    {
    }
    LineResult parse()
    {
        m_result.why = readClient();
        if (m_result.why.empty())
            m_result.why = readTime();
        if (m_result.why.empty())
            m_result.why = readRequest();
        if (m_result.why.empty())
            m_result.why = readAnswer();
        if (m_result.why.empty())
            m_result.why = readOrigin();
        if (m_hasVhost && m_result.format != LogFormat::Unknown)
            m_result.format = LogFormat::VhostCombined;
        m_request.contentType = contentTypeOfPath(m_request.path);
        return m_result;
    }

private:
    std::string_view readClient()
    {
        std::string_view names = m_rest.substr(0, m_rest.find('['));
        if (names.size() == m_rest.size())
            return "no time in brackets";
        m_rest.remove_prefix(names.size() + 1);
        const std::string_view first = takeWord(names);
        std::string_view behind = names;
        const std::string_view second = takeWord(behind);
        std::optional<IpAddress> client;
        if (second.size() > 1) {
            client = parseClient(second);
            m_hasVhost = client.has_value();
        }
        if (m_hasVhost)
            names = behind;
        else
            client = parseClient(first);
        if (!client)
            return "the client is no address";
        m_request.client = *client;
        m_request.host = m_hasVhost ? first : std::string_view(m_options.host);
        takeWord(names); // ident
        m_request.user = unlessDash(trimmed(names));
        return {};
    }

    std::string_view readTime()
    {
        const size_t end = m_rest.find(']');
        if (end == std::string_view::npos)
            return "no time in brackets";
        const auto time = parseLoggedTime(m_rest.substr(0, end), m_options.zoneMinutes);
        if (!time)
            return "the time cannot be read";
        m_request.time = time->ns;
        m_result.hasZone = time->hasZone;
        m_rest.remove_prefix(end + 1);
        return {};
    }

    std::string_view readRequest()
    {
        if (!passQuote())
            return "no request in quotes";
        const auto line = takeQuoted(m_rest);
        if (!line)
            return "a quote is not closed";
        splitRequestLine(withoutEscapes(*line, m_arena), m_request);
        return {};
    }

    std::string_view readAnswer()
    {
        const std::string_view status = takeWord(m_rest), bytes = takeWord(m_rest);
        if (status != "-" && !number(status, m_request.status))
            return "no status";
        if (bytes == "-")
            m_request.replyBytes = 0;
        else if (!number(bytes, m_request.replyBytes))
            return "no size";
        m_result.format = LogFormat::Common;
        return {};
    }

    std::string_view readOrigin()
    {
        for (std::optional<std::string_view> Request::*field : {&Request::referer, &Request::userAgent}) {
            if (!passQuote())
                break;
            const auto text = takeQuoted(m_rest);
            if (!text)
                return "a quote is not closed";
            if (*text != "-")
                m_request.*field = withoutEscapes(*text, m_arena);
            m_result.format = LogFormat::Combined;
        }
        m_request.extra = trimmed(m_rest);
        return {};
    }

    bool passQuote()
    {
        size_t at = 0;
        while (at < m_rest.size() && isBlank(m_rest[at]))
            ++at;
        if (at == m_rest.size() || m_rest[at] != '"')
            return false;
        m_rest.remove_prefix(at + 1);
        return true;
    }

    template <typename Number>
    static bool number(std::string_view text, std::optional<Number>& value)
    {
        Number parsed{};
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
        value = parsed;
        return error == std::errc() && end == text.data() + text.size();
    }

    std::string_view m_rest;
    const LogOptions& m_options;
    TextArena& m_arena;
    Request& m_request;
    LineResult m_result;
    bool m_hasVhost = false;
};

} // namespace

LineResult parseAccessLine(std::string_view line, const LogOptions& options, TextArena& arena, Request& request)
{
    return AccessLine(line, options, arena, request).parse();
}

} // namespace assay::traffic
