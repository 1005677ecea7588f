// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/readers/unsupported.h"

#include "core/corpus/containerwriter.h"

namespace assay {
namespace {

bool probePst(const Probe& probe)
{
    return probe.head.substr(0, 4) == "!BDN";
}

bool probeTnef(const Probe& probe)
{
    return probe.head.substr(0, 4) == "\x78\x9f\x3e\x22";
}

Result<void> refuse(Place place, ReadRun& run, const char* detail)
{
    const bool chosen = place.chosen;
    const std::string subject = place.fileName;
    ContainerWriter writer(run.sink, std::move(place.container));
    writer.container().defects.add(Defect::ArchiveUnsupported);
    writer.container().message = detail;
    if (chosen)
        return Error{ErrorCode::Unsupported, subject, detail};
    return {};
}

Result<void> refusePst(HeadStream&, Place place, ReadRun& run)
{
    return refuse(std::move(place), run,
        "Outlook data file; convert it with \"readpst -e -o FOLDER FILE\" (package pst-utils) and open the folder");
}

Result<void> refuseTnef(HeadStream&, Place place, ReadRun& run)
{
    return refuse(std::move(place), run,
        "TNEF attachment (winmail.dat); open the message that carried it, or unpack it with \"tnef FILE\" (package "
        "tnef)");
}

} // namespace

const Reader pstReader = {"pst", ASSAY_MARK("core", "Outlook data file"), probePst, refusePst};
const Reader tnefReader = {"tnef", ASSAY_MARK("core", "Outlook attachment container"), probeTnef, refuseTnef};

} // namespace assay
