// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/runcontext.h"
#include "core/corpus/source.h"
#include "core/index/trafficnumbers.h"
#include "core/mail/message.h"
#include "core/scan/hit.h"
#include "core/traffic/requestset.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::report {

// What an exporter may need of one item; costly parts are made at first use.
class ReportItem
{
public:
    virtual ~ReportItem();
    virtual ItemId id() const = 0;
    virtual ItemKind kind() const { return ItemKind::Message; }
    virtual std::string source() const = 0; // path as imported
    virtual std::string name() const = 0; // item name in its source
    virtual uint64_t offset() const = 0;
    virtual uint64_t bytes() const = 0;
    virtual const MessageSummary& summary() const = 0;
    virtual std::string ip() const; // summary().sourceIp as text; "" when there is none
    virtual std::optional<Sha256> sha256() const = 0; // of the stored message
    virtual DefectSet defects() const = 0;
    virtual std::optional<double> score() const = 0; // of the scan in use
    virtual Action action() const = 0;
    struct HitText
    {
        Symbol symbol;
        Hit hit; // but for its SymbolId
    };
    virtual Result<std::vector<HitText>> hits() const = 0; // by score descending
    virtual std::string_view labelName() const = 0; // "spam"; "" without a label
    virtual std::string labelAuthor() const = 0;
    virtual int64_t labelledAt() const = 0; // seconds since 1970
    virtual bool isBookmarked() const = 0;
    virtual std::vector<std::string> tags() const = 0;
    virtual Result<std::string> note() const = 0;
    virtual Result<std::string> rawBytes() const = 0; // Changed, NotFound when the source is not as imported
    virtual Result<std::shared_ptr<const Message>> message() const = 0; // of messages
    virtual std::optional<TrafficNumbers> traffic() const { return std::nullopt; } // of request sets, as below
    virtual std::string_view prediction() const { return {}; } // "bot", "notbot", "unknown"; "" when not scanned
    virtual Result<std::shared_ptr<const traffic::RequestSet>> requestSet() const;
};

// What every export states about itself.
struct ReportHead
{
    std::string caseTitle, caseFile;
    std::string query; // canonical; "" = everything
    std::string zone; // name of the display zone; times are written in it and in UTC
    std::function<int(int64_t utcSeconds)> zoneOffset; // minutes east of Greenwich; empty: UTC
    uint64_t count = 0; // items that will come
    int64_t madeAt = 0;
    std::string madeBy, program;
    std::string ruleSet; // of the scan in use
    struct SourceHash
    {
        std::string path;
        uint64_t bytes = 0;
        std::string sha256; // hex; "" when not known
    };
    std::vector<SourceHash> sources;
};

// Stable pseudonyms for people and places: the same input gives the same mask within one export.
struct Redaction
{
    bool addresses = false; // "user-3f2a@domain-91bc.invalid"
    bool ips = false; // "ip-77aa"
    bool subjects = false;
    std::string secret; // key of the pseudonyms; empty: a new random one
};

struct ExportOptions
{
    std::filesystem::path target; // file, or folder for kinds that write several
    std::vector<std::string> columns; // field names, for tables; empty: the default set
    bool formulaGuard = true; // CSV: values that a spreadsheet would compute are quoted with '
    bool wholeBodies = false; // JSONL, HTML: texts are not cut
    bool counts = false; // list of addresses: "  # 12 items" behind each
    bool hashSources = true; // state the SHA-256 of each source that is a single file
    Redaction redaction;
};

struct ExportReport
{
    uint64_t items = 0;
    uint64_t failed = 0; // of them: bytes could not be read; what was written says so
    uint64_t leftOut = 0; // of them: are of a kind that the export has no place for; what was written says so
    uint64_t bytes = 0; // written
    std::vector<std::filesystem::path> files; // the target first; files inside a folder are not named one by one
};

// One kind of export. Items come one after another; nothing of the target exists under its final name before finish()
// (written beside it, then renamed); without finish() the unfinished files are removed. A file that has the target's
// name is replaced; a folder must be empty. Beside the target TARGET.json states query, count, zone and hashes.
// Errors (BadArgument, DiskFull, WriteFailed, PermissionDenied) end the export; an item whose message cannot be read
// does not. One thread.
class Exporter
{
public:
    virtual ~Exporter();
    virtual Result<void> begin(const ReportHead& head) = 0;
    virtual Result<void> add(const ReportItem& item) = 0;
    virtual Result<ExportReport> finish() = 0;
};

struct ExporterKind
{
    std::string_view id; // "csv", "jsonl", "mbox", "eml", "html", "iplist"
    std::string_view title; // English, marked for translation
    std::string_view suffix; // ".csv"; empty: a folder
    std::unique_ptr<Exporter> (*create)(const ExportOptions& options);
};
std::span<const ExporterKind> exporterKinds(); // exporters.cpp
// Names of the columns that tables may have, in the default order; those of the default set come first.
std::span<const std::string_view> tableColumns();
size_t defaultTableColumns(); // how many of them are the default set
const ExporterKind* findExporter(std::string_view id);

} // namespace assay::report
