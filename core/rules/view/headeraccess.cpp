// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/headeraccess.h"

#include "core/base/ascii.h"
#include "core/rules/view/headerdecoder.h"
#include "core/rules/view/headerextract.h"

#include <algorithm>

namespace assay::rules {

namespace {

constexpr size_t maxHeaderBytes = 65536; // of ALL
using Extract = HeaderSpec::Extract;

bool has(const HeaderSpec& spec, Extract extract)
{
    return std::find(spec.extracts.begin(), spec.extracts.end(), extract) != spec.extracts.end();
}

HeaderValue made(std::string text)
{
    return {std::move(text), HeaderValue::Origin::Made, -1, 0};
}

HeaderValue extracted(std::string text, const HeaderValue& from)
{
    return {std::move(text), HeaderValue::Origin::Extracted, from.field, 0};
}

std::vector<HeaderValue> extractMailboxes(const std::vector<HeaderValue>& values, const HeaderSpec& spec)
{
    std::vector<HeaderValue> result;
    for (const HeaderValue& value : values) {
        auto texts = has(spec, Extract::Addr) ? extractAddresses(value.text) : extractNames(value.text, spec.raw);
        for (std::string& text : texts)
            result.push_back(extracted(std::move(text), value));
    }
    return result;
}

std::vector<HeaderValue> extractHosts(
    const std::vector<HeaderValue>& values, const HeaderSpec& spec, const ViewTables& tables)
{
    std::vector<HeaderValue> result;
    for (const HeaderValue& value : values) {
        auto host = extractHost(value.text, has(spec, Extract::Addr), tables);
        if (host && has(spec, Extract::Domain))
            host = tables.registeredDomain(*host);
        if (host)
            result.push_back(extracted(std::move(*host), value));
    }
    return result;
}

std::vector<HeaderValue> extractIps(const std::vector<HeaderValue>& values, bool reversed)
{
    std::vector<HeaderValue> result;
    for (const HeaderValue& value : values) {
        auto ip = extractIp(value.text);
        if (ip && reversed)
            ip = reversedIp(*ip);
        if (ip)
            result.push_back(extracted(std::move(*ip), value));
    }
    return result;
}

// Decoded values may hold newlines.
std::vector<HeaderValue> singleLines(std::vector<HeaderValue> lines)
{
    std::vector<HeaderValue> result;
    for (HeaderValue& line : lines) {
        size_t newline = line.text.find('\n');
        if (newline + 1 == line.text.size()) {
            result.push_back(std::move(line));
            continue;
        }
        for (size_t from = 0; from < line.text.size(); newline = line.text.find('\n', from)) {
            result.push_back(extracted(line.text.substr(from, newline - from + 1), line));
            from = std::min(newline, line.text.size() - 1) + 1;
        }
    }
    return result;
}

bool isReceivedLine(std::string_view line)
{
    return startsWithIgnoringCase(line, "received:");
}

} // namespace

std::vector<HeaderValue> HeaderAccess::values(const HeaderSpec& spec) const
{
    std::vector<HeaderValue> values = lookUp(spec);
    if (values.empty() || spec.name == "ALL" || spec.name.substr(0, 4) == "ALL-")
        return values;
    if (spec.first)
        values.resize(1);
    else if (spec.last)
        values.erase(values.begin(), values.end() - 1);
    if (has(spec, Extract::Addr) || has(spec, Extract::Name))
        values = extractMailboxes(values, spec);
    if (has(spec, Extract::Host) || has(spec, Extract::Domain))
        values = extractHosts(values, spec, m_tables);
    else if (has(spec, Extract::Ip) || has(spec, Extract::RevIp))
        values = extractIps(values, has(spec, Extract::RevIp));
    return values;
}

std::vector<HeaderValue> HeaderAccess::fieldValues(std::string_view name, bool raw) const
{
    std::vector<HeaderValue> result;
    const auto& fields = m_tree.rootHeaders();
    for (size_t i = 0; i < fields.size(); ++i) {
        if (!equalsIgnoringCase(fields[i].name, name))
            continue;
        if (raw)
            result.push_back({fields[i].raw, HeaderValue::Origin::Raw, static_cast<int>(i), 0});
        else
            result.push_back({fields[i].decoded() + "\n", HeaderValue::Origin::Decoded, static_cast<int>(i), 0});
    }
    return result;
}

std::vector<HeaderValue> HeaderAccess::lookUp(const HeaderSpec& spec) const
{
    const auto append = [](std::vector<HeaderValue>& to, std::vector<HeaderValue> more) {
        std::move(more.begin(), more.end(), std::back_inserter(to));
    };
    const std::string lower = toAsciiLower(spec.name);
    std::vector<HeaderValue> result;
    if (spec.name == "ALL")
        return spec.raw ? allRawLines() : allLines();
    if (spec.name == "ALL-TRUSTED" || spec.name == "ALL-INTERNAL") {
        const Relays& relays = m_relays();
        const int last = spec.name == "ALL-TRUSTED" ? relays.lastTrustedField : relays.lastInternalField;
        return linesBetween(std::nullopt, last + 1, spec.raw);
    }
    if (spec.name == "ALL-UNTRUSTED" || spec.name == "ALL-EXTERNAL") {
        const Relays& relays = m_relays();
        const int last = spec.name == "ALL-UNTRUSTED" ? relays.lastTrustedField : relays.lastInternalField;
        return linesBetween(last + 1, std::nullopt, spec.raw);
    }
    if (auto value = special(spec))
        return {std::move(*value)};
    if (lower == "envelopefrom")
        return result;
    if (lower == "tocc") {
        append(result, fieldValues("to", spec.raw));
        append(result, fieldValues("cc", spec.raw));
        return result;
    }
    if (spec.name == "MESSAGEID") {
        for (const std::string_view name : {"x-message-id", "resent-message-id", "x-original-message-id", "message-id"})
            append(result, fieldValues(name, spec.raw));
        std::erase_if(result, [](const HeaderValue& value) { return value.text.empty(); });
        return result;
    }
    result = fieldValues(spec.name, spec.raw || has(spec, Extract::Addr) || has(spec, Extract::Name));
    return result.empty() ? metadata(lower) : result;
}

std::optional<HeaderValue> HeaderAccess::special(const HeaderSpec& spec) const
{
    const std::string lower = toAsciiLower(spec.name);
    if (lower == "envelopefrom") {
        if (!m_envelopeFrom)
            m_envelopeFrom = envelopeFrom();
        return *m_envelopeFrom;
    }
    if (lower == "x-spam-relays-untrusted")
        return made(m_relays().untrusted());
    if (lower == "x-spam-relays-trusted")
        return made(m_relays().trusted());
    if (lower == "x-spam-relays-external")
        return made(m_relays().external());
    if (lower == "x-spam-relays-internal")
        return made(m_relays().internalRelays());
    return std::nullopt;
}

// Names that stand for values found out about the message, unless it has fields of that name.
std::vector<HeaderValue> HeaderAccess::metadata(std::string_view lowerName) const
{
    if (lowerName == "x-senderdomain") {
        auto hosts = values({"EnvelopeFrom", false, true, false, {Extract::Addr, Extract::Host}});
        if (hosts.empty())
            return {};
        return {made(toAsciiLower(hosts.front().text))};
    }
    if (lowerName == "x-authordomain") {
        std::string joinedHosts;
        std::vector<std::string> seen;
        for (const HeaderValue& host : values({"From", false, false, false, {Extract::Addr, Extract::Host}})) {
            if (std::find(seen.begin(), seen.end(), host.text) != seen.end())
                continue;
            seen.push_back(host.text);
            joinedHosts += (joinedHosts.empty() ? "" : " ") + toAsciiLower(host.text);
        }
        if (!joinedHosts.empty())
            return {made(std::move(joinedHosts))};
    }
    return {};
}

std::vector<HeaderValue> HeaderAccess::allLines() const
{
    const auto& fields = m_tree.rootHeaders();
    std::vector<HeaderValue> lines;
    lines.reserve(fields.size());
    size_t size = 0;
    for (size_t i = 0; i < fields.size(); ++i) {
        HeaderValue line{fields[i].name, HeaderValue::Origin::Line, static_cast<int>(i), 0};
        line.text.append(": ").append(fields[i].decoded()).push_back('\n');
        size += line.text.size();
        if (size > maxHeaderBytes)
            break;
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<HeaderValue> HeaderAccess::allRawLines() const
{
    std::vector<HeaderValue> result;
    const std::string_view section = m_tree.pristineHeader();
    for (size_t at = 0; at < section.size();) {
        size_t end = section.find('\n', at);
        while (end != std::string_view::npos && end + 1 < section.size() && isBlank(section[end + 1]))
            end = section.find('\n', end + 1);
        const size_t next = end == std::string_view::npos ? section.size() : end + 1;
        // The empty line at the end is no field; continuation lines without a field are skipped.
        if (end != std::string_view::npos && !isBlank(section[at]) && section[at] != '\n')
            result.push_back({std::string(section.substr(at, next - at)), HeaderValue::Origin::Bytes, -1, at});
        at = next;
    }
    return result;
}

// The lines from one Received field to another, both included; counting starts at 0.
std::vector<HeaderValue> HeaderAccess::linesBetween(
    std::optional<int> firstReceived, std::optional<int> lastReceived, bool raw) const
{
    std::vector<HeaderValue> result;
    int index = -1;
    for (HeaderValue& line : raw ? allRawLines() : singleLines(allLines())) {
        index += isReceivedLine(line.text);
        const bool started = !firstReceived || *firstReceived <= index;
        if (started && (!lastReceived || index <= *lastReceived))
            result.push_back(std::move(line));
        if (lastReceived && index == *lastReceived)
            break;
    }
    return result;
}

bool HeaderAccess::followsReceived(std::string_view name) const
{
    bool received = false;
    for (const HeaderField& field : m_tree.rootHeaders()) {
        if (received && equalsIgnoringCase(field.name, name))
            return true;
        received |= equalsIgnoringCase(field.name, "received");
    }
    return false;
}

// A field that states the sender. It does not count below a Received field, where another system wrote it.
std::optional<HeaderValue> HeaderAccess::senderField(std::string_view name, bool& stop) const
{
    auto found = values({std::string(name), false, true, false, {Extract::Addr}});
    stop = false;
    if (found.empty())
        return std::nullopt;
    if (followsReceived(name)) {
        stop = name == "X-Envelope-From";
        return std::nullopt;
    }
    return std::move(found.front());
}

std::optional<HeaderValue> HeaderAccess::envelopeFrom() const
{
    const Relays& relays = m_relays();
    const bool untrusted = relays.trustedCount < relays.all.size();
    if (!relays.all.empty()) {
        const Relay& relay = relays.all[untrusted ? relays.trustedCount : relays.all.size() - 1];
        const size_t at = relay.envfrom ? relay.envfrom->find('@') : std::string::npos;
        if (relay.envfrom && (relay.envfrom->empty() || (at != std::string::npos && at > 0)))
            return made(*relay.envfrom);
    }
    const auto sender = values({"X-Sender", false, true, false, {Extract::Addr}});
    if (!sender.empty() && sender.front().text.find('@') != std::string::npos)
        for (const HeaderValue& received : fieldValues("received", false))
            if (received.text.find("(fetchmail") != std::string::npos)
                return std::nullopt;
    for (const std::string_view name : {"X-Envelope-From", "Envelope-Sender", "Return-Path"}) {
        bool stop = false;
        if (auto value = senderField(name, stop))
            return value;
        if (stop)
            break;
    }
    return std::nullopt;
}

std::optional<std::string> HeaderAccess::joined(const std::vector<HeaderValue>& values)
{
    if (values.empty())
        return std::nullopt;
    const bool endsInNewline = !values.front().text.empty() && values.front().text.back() == '\n';
    std::string result = values.front().text;
    for (size_t i = 1; i < values.size(); ++i) {
        if (!endsInNewline)
            result.push_back('\n');
        result += values[i].text;
    }
    return result;
}

} // namespace assay::rules
