// SPDX-License-Identifier: GPL-3.0-or-later
// Splits an mbox at once and in pieces (first byte: their size and the options) and compares.
#include "core/corpus/mbox/borderfinder.h"
#include "core/corpus/source.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace {

std::vector<assay::MboxEntry> split(std::string_view box, size_t piece, bool strict, bool sizeKnown)
{
    assay::BorderFinder finder(strict, sizeKnown ? std::optional<uint64_t>(box.size()) : std::nullopt);
    for (size_t at = 0; at < box.size(); at += std::min(piece, box.size() - at))
        finder.feed(box.substr(at, piece));
    finder.finish();
    return finder.entries();
}

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size == 0)
        return 0;
    const unsigned choice = data[0];
    const std::string_view box(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto whole = split(box, box.size() + 1, choice & 1, true);
    const auto parts = split(box, 1 + (choice >> 2), choice & 1, choice & 2);
    require(whole.size() == parts.size());
    uint64_t end = 0;
    for (size_t i = 0; i < whole.size(); ++i) {
        require(whole[i].offset == parts[i].offset && whole[i].length == parts[i].length);
        require(whole[i].messageOffset == parts[i].messageOffset && whole[i].defects == parts[i].defects);
        require(whole[i].offset >= end && whole[i].messageOffset > whole[i].offset);
        end = whole[i].messageOffset + whole[i].length;
        require(end <= box.size());
        require(box.substr(whole[i].offset, 5) == "From ");
    }
    require(assay::unquotedMessage(box, "mbox/mboxrd").size() <= box.size());
    return 0;
}
