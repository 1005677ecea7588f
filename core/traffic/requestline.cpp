// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/requestset.h"

#include "core/traffic/documenttext.h"

#include <algorithm>
#include <cmath>

namespace assay::traffic {
namespace {

// Fields of one line: absent ones are held back until a present one follows.
class LineWriter
{
public:
    explicit LineWriter(std::string& out)
        : m_out(out)
    {
    }
    std::string& field()
    {
        if (!m_isFirst)
            m_held += '\t';
        m_isFirst = false;
        m_out += m_held;
        m_held.clear();
        return m_out;
    }
    void absent()
    {
        m_held += m_isFirst ? "-" : "\t-";
        m_isFirst = false;
    }
    template <typename Number>
    void number(Number number)
    {
        appendNumber(field(), number);
    }
    template <typename Number>
    void number(const std::optional<Number>& value)
    {
        if (value)
            number(*value);
        else
            absent();
    }
    void text(std::string_view text) // empty is absent
    {
        if (text.empty())
            absent();
        else
            escaped(text);
    }
    void text(const std::optional<std::string_view>& text)
    {
        if (text)
            escaped(*text);
        else
            absent();
    }

private:
    void escaped(std::string_view text)
    {
        std::string& out = field();
        if (text == "-")
            out += "\\-";
        else
            appendEscaped(out, text);
    }

    std::string& m_out;
    std::string m_held; // short enough for the buffer inside
    bool m_isFirst = true;
};

// Reads fields in order; what is off makes it fail, once and for all. Fields after the last one are absent.
class LineReader
{
public:
    LineReader(std::string_view line, std::string& texts)
        : m_rest(line)
        , m_texts(texts)
    {
    }
    std::optional<std::string_view> optionalText()
    {
        const std::string_view raw = next();
        if (raw == "-")
            return std::nullopt;
        if (raw.find('\\') == std::string_view::npos)
            return raw;
        return unescaped(raw);
    }
    std::string_view text() { return optionalText().value_or(std::string_view()); }
    template <typename Number>
    std::optional<Number> optionalNumber()
    {
        const std::string_view raw = next();
        if (raw == "-")
            return std::nullopt;
        Number number{};
        m_isGood &= parse(raw, number);
        return number;
    }
    template <typename Number>
    Number number()
    {
        const std::optional<Number> number = optionalNumber<Number>();
        m_isGood &= number.has_value();
        return number.value_or(Number{});
    }
    std::optional<Location> location()
    {
        const std::string_view raw = next();
        const std::string_view country = text();
        if (raw == "-") {
            m_isGood &= country.empty();
            return std::nullopt;
        }
        Location location;
        location.country = country;
        const size_t comma = std::min(raw.find(','), raw.size());
        m_isGood &= comma < raw.size() && parse(raw.substr(0, comma), location.latitude)
            && parse(raw.substr(comma + 1), location.longitude);
        return location;
    }
    void flags(Request& request)
    {
        const std::string_view raw = next();
        if (raw == "-")
            return;
        for (const char c : raw) {
            if (c == 'c' || c == 'C')
                request.hasCookie = c == 'C';
            else if (c == 'l' || c == 'L')
                request.hasAcceptLanguage = c == 'L';
            else if (c == 's')
                request.isSmugglingSuspect = true;
            else
                m_isGood = false;
        }
    }
    bool finish() const { return m_isGood && m_isOver; }

private:
    std::string_view next()
    {
        if (m_isOver)
            return "-";
        const size_t tab = m_rest.find('\t');
        const std::string_view field = m_rest.substr(0, tab);
        m_isOver = tab == std::string_view::npos;
        m_rest = m_isOver ? std::string_view() : m_rest.substr(tab + 1);
        return field;
    }
    template <typename Number>
    static bool parse(std::string_view raw, Number& number)
    {
        return parseNumber(raw, number) && std::isfinite(static_cast<double>(number));
    }
    std::string_view unescaped(std::string_view raw)
    {
        const size_t begin = m_texts.size();
        if (m_texts.capacity() - begin < raw.size()) {
            m_isGood = false; // would move what others point at
            return {};
        }
        m_isGood &= appendUnescaped(m_texts, raw);
        return std::string_view(m_texts).substr(begin);
    }

    std::string_view m_rest;
    std::string& m_texts;
    bool m_isGood = true, m_isOver = false;
};

void appendFlags(LineWriter& line, const Request& request)
{
    if (!request.hasCookie && !request.hasAcceptLanguage && !request.isSmugglingSuspect) {
        line.absent();
        return;
    }
    std::string& out = line.field();
    if (request.hasCookie)
        out += *request.hasCookie ? 'C' : 'c';
    if (request.hasAcceptLanguage)
        out += *request.hasAcceptLanguage ? 'L' : 'l';
    if (request.isSmugglingSuspect)
        out += 's';
}

void appendLocation(LineWriter& line, const std::optional<Location>& location)
{
    const bool isKnown = location && std::isfinite(location->latitude) && std::isfinite(location->longitude);
    if (!isKnown) {
        line.absent();
        line.absent();
        return;
    }
    std::string& out = line.field();
    appendNumber(out, location->latitude);
    out += ',';
    appendNumber(out, location->longitude);
    line.text(location->country);
}

} // namespace

void appendRequestLine(std::string& document, const Request& request)
{
    LineWriter line(document);
    line.number(request.time);
    line.number(request.place);
    line.number(request.stream);
    line.number(request.offset);
    line.text(request.method);
    line.text(request.path);
    line.text(request.query);
    line.number(request.status);
    line.number(request.replyBytes);
    line.text(request.contentType);
    line.text(request.userAgent);
    line.text(request.referer);
    line.text(request.host);
    line.text(request.version);
    appendLocation(line, request.location);
    line.text(request.ja4);
    line.text(request.ja3);
    line.text(request.serverName);
    line.text(request.user);
    line.number(request.milliseconds);
    appendFlags(line, request);
    line.text(request.extra);
    document += '\n';
}

std::optional<Request> parseRequestLine(std::string_view line, std::string& texts)
{
    LineReader in(line, texts);
    Request request;
    request.time = in.number<int64_t>();
    request.place = in.number<uint64_t>();
    request.stream = in.number<uint32_t>();
    request.offset = in.number<uint64_t>();
    request.method = in.text();
    request.path = in.text();
    request.query = in.optionalText();
    request.status = in.optionalNumber<uint16_t>();
    request.replyBytes = in.optionalNumber<uint64_t>();
    request.contentType = in.text();
    request.userAgent = in.optionalText();
    request.referer = in.optionalText();
    request.host = in.text();
    request.version = in.text();
    request.location = in.location();
    request.ja4 = in.text();
    request.ja3 = in.text();
    request.serverName = in.text();
    request.user = in.text();
    request.milliseconds = in.optionalNumber<uint32_t>();
    in.flags(request);
    request.extra = in.text();
    if (!in.finish())
        return std::nullopt;
    return request;
}

} // namespace assay::traffic
