// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/source.h"
#include "core/corpus/stream/bytestream.h"

#include <memory>
#include <optional>
#include <string>

namespace assay {

enum class ArchiveFormat { Tar, Zip };

// By the first bytes (512 of a tar).
std::optional<ArchiveFormat> archiveFormatOf(std::string_view head);

struct ArchiveEntry
{
    std::string name; // cleaned; made unique in the archive by "#number"
    bool badName = false;
};

// The regular files of a tar or zip, one after the other, decoded in memory only. Everything else (links, devices,
// sparse and encrypted entries) is passed over with a defect. Names, numbers and order are the same each time. One
// thread.
class Archive
{
public:
    // `input` stands at the first byte and outlives the archive; a zip that cannot seek is read by its local headers.
    Archive(ByteStream& input, ArchiveFormat format, const ReadOptions& options);
    ~Archive();

    // The next file; nothing at the end, after damage, or at a limit (see defects()).
    std::optional<ArchiveEntry> next();
    // Data of the current file, as ByteStream::read(). Damage ends the data; entryDefects() says why.
    Result<size_t> read(char* buffer, size_t length);
    // Of the archive, and of the current file.
    DefectSet defects() const;
    DefectSet entryDefects() const;
    // Whether next() gave this name already.
    bool hasPassed(const std::string& name) const;

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

// A zip inside another stream as bytes in memory, when it is small enough; else null, and the stream has lost nothing.
std::unique_ptr<ByteStream> seekableCopy(HeadStream& stream, ArchiveFormat format);

// Data of the current file of an archive.
class EntryStream : public ByteStream
{
public:
    explicit EntryStream(Archive& archive)
        : m_archive(archive)
    {
    }
    Result<size_t> read(char* buffer, size_t length) override { return m_archive.read(buffer, length); }
    DefectSet defects() const override { return m_archive.entryDefects(); }

private:
    Archive& m_archive;
};

} // namespace assay
