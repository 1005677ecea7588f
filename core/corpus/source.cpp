// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/source.h"

#include "core/corpus/folder/folderreader.h"

namespace assay {
namespace {

Result<void> readSingleFile(const std::filesystem::path& path, ReadRun& run)
{
    std::error_code ignored;
    const uint64_t size = std::filesystem::file_size(path, ignored);
    run.bytesTotal = ignored ? 0 : size;
    run.context.setTotal(run.bytesTotal);
    Place place;
    place.fileName = path.filename().string();
    place.itemName = place.fileName;
    place.chosen = true;
    auto result = readSourceFile(path, std::move(place), run);
    if (result && run.recognised == 0)
        return Error{ErrorCode::NotRecognised, path.string(), "no format is known by its first bytes"};
    return result;
}

} // namespace

Result<void> readSource(
    const std::filesystem::path& path, const ReadOptions& options, SourceSink& sink, const RunContext& context)
{
    ReadRun run{options, sink, context, path};
    std::error_code failed;
    const bool folder = std::filesystem::is_directory(path, failed);
    if (folder)
        return FolderReader(path, run).read();
    return readSingleFile(path, run);
}

} // namespace assay
