// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/defect.h"
#include "core/base/file.h"
#include "core/base/result.h"
#include "core/base/runcontext.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay {

enum class ItemKind : uint8_t { Message, RequestSet };

// One file (or one entry of an archive) that holds items. A directory has many, a lone mbox is one.
struct Container
{
    std::string path; // relative to the source, '/' between folders; empty when the source itself is the container;
                      // entries of archives as "mails.zip!a/1.eml"
    std::string format; // id of the reader and variant: "eml", "mbox/mboxrd", "maildir", "mh", "msg",
                        // "accesslog/combined", "capture/pcapng"
    std::string folder; // for the sources tree: decoded folder name, '/' between levels
    FileStamp stamp; // of the outermost file
    uint64_t items = 0;
    uint64_t rejectedBorders = 0; // mbox: lines that begin "From " and were not taken for borders
    DefectSet defects; // of the container itself
    std::string message; // detail for the error defects (I/O error at byte ...)
};

// One item as its reader found it. Offsets count in the decompressed container, of logs and captures in their spool.
struct ItemRecord
{
    uint32_t container = 0;
    ItemKind kind = ItemKind::Message;
    uint64_t offset = 0; // first byte of the entry (the From line of an mbox)
    uint64_t messageOffset = 0; // first byte of the stored message
    uint64_t length = 0; // of the stored message: without From line and without the empty line that ends the entry
    DefectSet defects; // found while splitting
    std::string name; // "item" of the JSON: file name, path inside a directory, number inside an mbox
    std::string flags; // Maildir flags
};

class SpoolStore; // traffic/spool.h

// Of the conversion from logs and captures to request sets: moves on when the same input gives other documents.
inline constexpr int trafficConversion = 1;

// How logs and captures become request sets. The same options and the same bytes give the same items.
struct TrafficOptions
{
    std::string logFormat; // "combined" ... (traffic/log/logreader.h); empty: detected
    std::string logPattern; // nginx log_format, for "custom"
    std::string logSchema; // JSON schema, for "json"; empty: the built-in one
    std::string host; // of requests that name none
    int zoneMinutes = 0; // of times without a zone, east of UTC
    uint32_t bucketSeconds = 120;
    uint64_t cacheExpireSeconds = 86'400; // a pair that is idle for longer begins anew
    uint64_t maxRequests = 0; // stop after these; 0: all
    std::vector<std::string> whiteList; // addresses, networks, hosts, "host/path*"; left out
    int conversion = trafficConversion;
    bool operator==(const TrafficOptions&) const = default;
};

struct ReadOptions
{
    bool mboxNeedsEmptyLine = false; // strict: a border needs an empty line before it
    std::string forcedMboxVariant; // "mboxrd", ... ; empty: detected
    uint64_t maxArchiveEntries = 1'000'000;
    unsigned maxArchiveNesting = 3;
    unsigned maxRatio = 250; // over each ratioWindow of output
    uint64_t ratioWindow = uint64_t{64} << 20;
    uint64_t maxOutput = uint64_t{64} << 30;
    uint64_t maxSingleMessage = uint64_t{1} << 30; // a larger single-message file is listed and cut when loaded
    TrafficOptions traffic;
    // Where request sets and messages of captures are kept. Null: nowhere, a loader makes them again; reader and loader
    // of one source share it.
    std::shared_ptr<SpoolStore> spools;
};

// Receives what a source holds, in order, on the reading thread.
class SourceSink
{
public:
    virtual ~SourceSink() = default;
    // A container begins; returns the number that ItemRecord::container will use (0, 1, 2 ...).
    virtual uint32_t beginContainer(const Container& container) = 0;
    virtual void items(std::span<const ItemRecord> items) = 0;
    // Its final state: count, variant, defects.
    virtual void endContainer(uint32_t number, const Container& container) = 0;
};

// Finds every item of `path` (a file or a folder), in a stable order. One bad container never ends the run: it becomes
// a Container with defects. Fails only when the path itself cannot be opened or nothing in it is recognised
// (NotRecognised), or when cancelled (everything found so far was delivered). Progress counts bytes.
Result<void> readSource(
    const std::filesystem::path& path, const ReadOptions& options, SourceSink& sink, const RunContext& context);

// Gives the stored bytes of items. Cheapest in ascending order: compressed containers are decoded forward and kept
// open; going back decodes again from the start. One thread at a time; make one a thread or guard it.
class ItemLoader
{
public:
    ItemLoader(std::filesystem::path source, ReadOptions options);
    ~ItemLoader();
    ItemLoader(ItemLoader&&) noexcept;
    ItemLoader& operator=(ItemLoader&&) noexcept;

    // Changed when the file no longer has the container's stamp and the bytes cannot be read as before;
    // `limit` cuts longer items.
    Result<std::string> load(const Container& container, const ItemRecord& item, uint64_t limit = uint64_t{1} << 30);

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

// The body with the quoting of its mbox variant removed ("mbox/mboxrd" ...); other formats unchanged.
std::string unquotedMessage(std::string_view stored, std::string_view format);

} // namespace assay
