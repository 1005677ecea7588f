// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/sourcehash.h"

namespace assay {
namespace {

bool isSameVersion(const FileStamp& a, const FileStamp& b)
{
    return a.size == b.size && a.modifiedNs == b.modifiedNs;
}

std::string versionText(const FileStamp& stamp)
{
    return std::to_string(stamp.size) + " " + std::to_string(stamp.modifiedNs);
}

// Empty when the file cannot be read to its end.
Result<std::string> hashFile(const InputFile& file, const RunContext& context)
{
    std::string block(size_t{1} << 20, '\0');
    Sha256Stream hash;
    for (uint64_t offset = 0; offset < file.size();) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, file.path().string(), {}};
        const auto count = file.readAt(offset, block.data(), std::min<uint64_t>(block.size(), file.size() - offset));
        if (!count || *count == 0)
            return std::string();
        hash.add(std::string_view(block).substr(0, *count));
        offset += *count;
    }
    return toHex(hash.finish());
}

} // namespace

Result<SourceHashing> hashSource(
    const SourceInfo& source, const FileStamp& imported, std::string_view known, const RunContext& context)
{
    // "HEX SIZE MTIME"
    const std::string version = versionText(imported);
    const size_t blank = known.find(' ');
    if (blank != std::string_view::npos && known.substr(blank + 1) == version)
        return SourceHashing{std::string(known.substr(0, blank)), {}};
    const auto file = InputFile::open(source.path);
    if (!file || !isSameVersion(file->stamp(), imported))
        return SourceHashing();
    auto hash = hashFile(*file, context);
    if (!hash)
        return hash.error();
    const auto now = file->currentStamp();
    if (hash->empty() || !now || !isSameVersion(*now, imported))
        return SourceHashing();
    return SourceHashing{*hash, *hash + " " + version};
}

} // namespace assay
