// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/readers/accesslog.h"

#include "core/corpus/readers/traffic.h"
#include "core/corpus/traffic/conversion.h"

namespace assay {
namespace {

bool probeAccessLog(const Probe& probe)
{
    // Files of Maildir and MH folders and those that say so are messages, whatever they look like.
    if (probe.place.kind != Place::Kind::Loose || hasSuffix(probe.place.fileName, {".eml", ".mbox"}))
        return false;
    return !accessLogFormat(probe.head, probe.options.traffic).empty();
}

Result<void> readAccessLog(HeadStream& stream, Place place, ReadRun& run)
{
    place.container.format = accessLogFormat(stream.peek(probeLength), run.options.traffic);
    return readTraffic(stream, std::move(place), run);
}

} // namespace

const Reader accessLogReader = {
    "accesslog", ASSAY_MARK("core", "Access log of a web server"), probeAccessLog, readAccessLog};

} // namespace assay
