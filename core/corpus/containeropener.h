// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/archive/archive.h"
#include "core/corpus/source.h"
#include "core/corpus/stream/bytestream.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// Finds the bytes of a container again by its path: a file, the content of a compressed file, or a file in archives.
// What is open stays open, so that the next file of the same archive is reached without starting over. One thread.
class ContainerOpener
{
public:
    ContainerOpener(std::filesystem::path source, ReadOptions options);

    // Makes `path` the open container. True: its stream stands at the first byte; false: it was open already and stands
    // where it was, which never happens with `rewind`.
    Result<bool> open(const std::string& path, bool rewind);
    // Valid after open(). The outermost file, and whether its own bytes are those of the container.
    const InputFile& file() const { return *m_file; }
    bool isPlainFile() const { return m_layers.size() == 1; }
    ByteStream& stream() { return *m_layers.back().stream; }

private:
    // One stream inside the other; the last is the container.
    struct Layer
    {
        std::unique_ptr<HeadStream> stream;
        std::unique_ptr<ByteStream> memory; // seekable copy of `stream` that `archive` reads
        std::unique_ptr<Archive> archive; // when the next layer is one of its files
        std::string inside; // path of that archive's files begins with it
    };

    Result<void> openFile(const std::string& path);
    bool continueInside(const std::string& path);
    Result<void> descend(const std::string& path);
    void unwrap();

    std::filesystem::path m_source;
    ReadOptions m_options;
    std::shared_ptr<const InputFile> m_file;
    std::string m_filePath; // of m_file, relative to the source
    std::string m_open;
    std::vector<Layer> m_layers;
};

} // namespace assay
