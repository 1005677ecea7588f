// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/mark.h"
#include "core/corpus/source.h"
#include "core/corpus/stream/bytestream.h"

#include <string>
#include <string_view>

namespace assay {

// What one readSource() call shares among the readers.
struct ReadRun
{
    const ReadOptions& options;
    SourceSink& sink;
    const RunContext& context;
    std::filesystem::path source; // as given to readSource() and to the loader
    uint64_t bytesDone = 0; // of finished files
    uint64_t bytesTotal = 0; // of the files known so far
    uint64_t recognised = 0; // containers that some reader knew
};

// Where a stream stands among others.
struct Place
{
    enum class Kind { Loose, Maildir, Mh }; // in a Maildir or MH folder every file is a message
    Container container; // path, folder and stamp are set; the reader sets the rest
    std::string itemName; // for a single message
    std::string flags; // of a Maildir name
    std::string fileName; // last part, for its suffix
    Kind kind = Kind::Loose;
    bool chosen = false; // named by the user, not found in a folder or archive
    unsigned archives = 0; // archives around it
    unsigned wrappers = 0; // compressions directly around it
};

// What a reader decides by.
struct Probe
{
    std::string_view head; // first bytes, up to probeLength
    bool complete = false; // head is everything
    const Place& place;
    const ReadOptions& options;
};
inline constexpr size_t probeLength = size_t{64} << 10;

// One format. read() delivers containers and items; its result is an error when the run was cancelled, and
// Unsupported for a chosen file of a format that is not read.
struct Reader
{
    std::string_view id; // Container::format begins with it
    const char* title; // English, marked for translation
    bool (*probe)(const Probe& probe);
    Result<void> (*read)(HeadStream& stream, Place place, ReadRun& run);
    // Makes the message again, for readers whose items are Converted; else null. The same bytes give the same message.
    Result<std::string> (*convert)(ByteStream& stream) = nullptr;
};

// A message that runs into a limit of decompression is cut to this: what is behind expands without end.
inline constexpr uint64_t maxExpandedItem = uint64_t{16} << 20;
// Adjusts the last item of a stream that did not end well.
void markCut(ItemRecord& item, DefectSet ofStream);

// Whether `name` ends in one of the suffixes (".eml"), whatever the case.
bool hasSuffix(std::string_view name, std::initializer_list<std::string_view> suffixes);
Error cancelledError();

} // namespace assay
