// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/readers/capture.h"

#include "core/corpus/readers/traffic.h"
#include "core/corpus/traffic/conversion.h"

namespace assay {
namespace {

bool probeCapture(const Probe& probe)
{
    return !captureFormat(probe.head).empty();
}

Result<void> readCaptureFile(HeadStream& stream, Place place, ReadRun& run)
{
    place.container.format = captureFormat(stream.peek(probeLength));
    return readTraffic(stream, std::move(place), run);
}

} // namespace

const Reader captureReader = {
    "capture", ASSAY_MARK("core", "Capture of packets (pcap, pcapng)"), probeCapture, readCaptureFile};

} // namespace assay
