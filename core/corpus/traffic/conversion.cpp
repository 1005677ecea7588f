// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/traffic/conversion.h"

#include "core/base/hash.h"
#include "core/corpus/traffic/spoolwriter.h"
#include "core/traffic/capture/capturereader.h"

namespace assay {
namespace {

constexpr std::string_view logPrefix = "accesslog/";

// Adds to a text that is hashed; no two lists of values give the same.
void addTo(std::string& text, std::string_view value)
{
    text += std::to_string(value.size());
    text += ':';
    text += value;
}

} // namespace

bool SpoolWriter::add(ItemKind kind, std::string_view document, DefectSet defects)
{
    if (m_spool) {
        if (auto appended = m_spool->append(document); !appended) {
            m_failed = appended.error();
            return false;
        }
    }
    ItemRecord item;
    item.kind = kind;
    item.offset = item.messageOffset = m_offset;
    item.length = document.size();
    item.defects = defects;
    item.name = std::to_string(m_count++);
    m_offset += document.size();
    m_items(std::move(item));
    return true;
}

traffic::LogOptions logOptions(const TrafficOptions& options)
{
    traffic::LogOptions log;
    log.format = traffic::logFormatFromName(options.logFormat).value_or(traffic::LogFormat::Unknown);
    log.pattern = options.logPattern;
    log.schema = options.logSchema;
    log.host = options.host;
    log.zoneMinutes = options.zoneMinutes;
    return log;
}

traffic::SetOptions setOptions(const TrafficOptions& options)
{
    traffic::SetOptions sets;
    sets.bucketSeconds = options.bucketSeconds;
    sets.cacheExpireSeconds = options.cacheExpireSeconds;
    sets.maxRequests = options.maxRequests;
    sets.whiteList = options.whiteList;
    return sets;
}

void addDefects(const traffic::SetSummary& summary, Container& container)
{
    if (summary.late > 0)
        container.defects.add(Defect::TrafficTimeBackwards);
    if (summary.absurdTimes > 0)
        container.defects.add(Defect::TrafficAbsurdTime);
    if (summary.isForgetful)
        container.defects.add(Defect::TrafficLimit);
}

std::string spoolName(const std::filesystem::path& source, const Container& container, const TrafficOptions& options)
{
    std::string text;
    for (const std::string_view part :
        {std::string_view(source.native()), std::string_view(container.path), std::string_view(container.format),
            std::string_view(options.logPattern), std::string_view(options.logSchema), std::string_view(options.host)})
        addTo(text, part);
    for (const uint64_t number : {container.stamp.size, static_cast<uint64_t>(container.stamp.modifiedNs),
             static_cast<uint64_t>(options.zoneMinutes), uint64_t{options.bucketSeconds}, options.cacheExpireSeconds,
             options.maxRequests, static_cast<uint64_t>(options.conversion)})
        addTo(text, std::to_string(number));
    for (const std::string& entry : options.whiteList)
        addTo(text, entry);
    return toHex(sha256(text));
}

std::string accessLogFormat(std::string_view head, const TrafficOptions& options)
{
    traffic::LogFormat format = traffic::LogFormat::Unknown;
    if (head.empty() || head.find('\0') != std::string_view::npos)
        return {}; // whatever the options say
    if (!options.logFormat.empty())
        format = traffic::logFormatFromName(options.logFormat).value_or(traffic::LogFormat::Unknown);
    else
        format = traffic::guessLog(head).format;
    if (format == traffic::LogFormat::Unknown)
        return {};
    std::string name(logPrefix);
    name += traffic::logFormatName(format);
    return name;
}

std::string captureFormat(std::string_view head)
{
    if (!traffic::looksLikeCapture(head))
        return {};
    const bool isBlocks = head.substr(0, 4) == "\x0A\x0D\x0D\x0A";
    return isBlocks ? "capture/pcapng" : "capture/pcap";
}

Result<void> convertTraffic(ByteStream& stream, Container& container, const TrafficOptions& options, Spool* spool,
    const TrafficItems& items, const RunContext& context)
{
    SpoolWriter writer(spool, items);
    const bool isLog = std::string_view(container.format).substr(0, logPrefix.size()) == logPrefix;
    auto result = isLog ? convertLog(stream, container, options, writer, context)
                        : convertCapture(stream, container, options, writer, context);
    if (writer.failed())
        return *writer.failed();
    if (!spool)
        return result;
    // What a run that was stopped left can be read too.
    auto finished = spool->finish();
    return result ? finished : result;
}

} // namespace assay
