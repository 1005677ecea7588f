// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/case.h"

#include "core/base/json.h"
#include "core/casefile/casedata.h"
#include "core/casefile/modelling.h"
#include "core/casefile/schema.h"

#include <cerrno>
#include <charconv>
#include <ctime>
#include <pwd.h>
#include <unistd.h>

namespace assay {
namespace {

std::string loginName()
{
    passwd entry = {};
    passwd* found = nullptr;
    char texts[4096];
    const bool isKnown = ::getpwuid_r(::geteuid(), &entry, texts, sizeof texts, &found) == 0 && found;
    if (isKnown && found->pw_name[0] && isValidUtf8(found->pw_name))
        return found->pw_name;
    return "user " + std::to_string(::geteuid());
}

// What a crash left running is marked as stopped, so that nobody waits for it; the audit log gets the entry that the
// import could not write.
Result<void> closeUnfinished(store::Database& database, const std::string& user)
{
    auto transaction = store::Transaction::begin(database);
    if (!transaction)
        return transaction.error();
    auto rows = database.prepare("SELECT id,path,items FROM source WHERE state=0");
    if (!rows)
        return rows.error();
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        store::AuditEntry entry;
        entry.user = user;
        entry.action = "import";
        entry.object = toValidUtf8(rows->blob(1));
        entry.count = static_cast<uint64_t>(rows->number(2));
        entry.after = "source " + std::to_string(rows->number(0)) + ", partial: the program ended during the import";
        const auto written = store::AuditLog(database).append(std::move(entry));
        if (!written)
            return written;
    }
    const auto closed = database.execute("UPDATE source SET state=2, error_code=0, error_subject='', "
                                         "error_detail='the program ended during the import' WHERE state=0");
    return closed ? transaction->commit() : closed;
}

// Takes an older case to the version of today; keeps a copy of it as it was.
Result<void> upgrade(store::Database& database, const std::filesystem::path& file, int version)
{
    if (version == static_cast<int>(caseSchema().steps.size()))
        return {};
    const auto copy = caseFolder(file) / ("before-upgrade-from-version-" + std::to_string(version) + ".assay");
    std::error_code ignored;
    std::filesystem::remove(copy, ignored);
    auto vacuum = database.prepare("VACUUM INTO ?1");
    if (!vacuum)
        return vacuum.error();
    const std::string name = copy.string();
    const auto copied = vacuum->bindText(1, name).run();
    if (!copied)
        return copied.error();
    return store::migrate(database, caseSchema());
}

Result<void> prepareForWriting(Connections& connections, const std::filesystem::path& file)
{
    auto database = connections.take();
    if (!database)
        return database.error();
    const auto version = store::checkVersion(**database, caseSchema());
    if (!version)
        return version.error();
    const auto upgraded = upgrade(**database, file, version->version);
    if (!upgraded)
        return upgraded.error();
    return closeUnfinished(**database, loginName());
}

// The version, of a newer case too.
Result<int> checkForReading(Connections& connections)
{
    auto database = connections.take();
    if (!database)
        return database.error();
    const auto version = store::checkVersion(**database, caseSchema());
    if (version)
        return version->version;
    // A newer case may be read as long as it has everything that we read.
    if (version.error().code == ErrorCode::NewerVersion) {
        for (const char* sql : {"SELECT id,path,state,added_at,items,bytes,error_code FROM source",
                 "SELECT id,source,path,format,items,defect_items FROM folder",
                 "SELECT id,source,folder,path,format,first_item,defects FROM container",
                 "SELECT id,container,kind,entry_offset,length,defects,name,subject,sender,date,ip,sha256 FROM item",
                 "SELECT scan,item,score,hits,defects FROM scan_item", "SELECT id,data FROM scan_hits",
                 "SELECT item,label,author,at,confidence,conflict FROM label",
                 "SELECT id,kind,subject,text,first_event,events FROM operation", "SELECT name,data FROM fuzzy_rule"}) {
            if (!(*database)->prepare(sql))
                return version.error();
        }
        return static_cast<int>(caseSchema().steps.size());
    }
    return version.error();
}

bool isReasonToRead(ErrorCode code)
{
    return code == ErrorCode::Locked || code == ErrorCode::ReadOnly || code == ErrorCode::PermissionDenied
        || code == ErrorCode::NewerVersion || code == ErrorCode::DiskFull || code == ErrorCode::WriteFailed;
}

} // namespace

std::filesystem::path caseFolder(const std::filesystem::path& file)
{
    std::filesystem::path folder = file;
    folder += ".d";
    return folder;
}

Case::Case(std::unique_ptr<Data> data)
    : m_data(std::move(data))
{
    m_data->user = loginName();
}

Case::~Case() = default;

Result<std::unique_ptr<Case>> Case::create(const std::filesystem::path& path)
{
    const std::filesystem::path file = std::filesystem::absolute(path).lexically_normal();
    {
        auto database = store::Database::open(file, store::OpenMode::Create);
        if (!database)
            return database.error();
        auto made = store::migrate(*database, caseSchema());
        if (made)
            made = database->execute(
                "INSERT INTO setting VALUES('created_at','" + std::to_string(std::time(nullptr)) + "')");
        if (!made) {
            std::error_code ignored;
            std::filesystem::remove(file, ignored);
            return made.error();
        }
    }
    return open(file, CaseMode::ReadWriteOnly);
}

Result<std::unique_ptr<Case>> Case::openOrCreate(const std::filesystem::path& path)
{
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored))
        return open(path, CaseMode::ReadWriteOnly);
    return create(path);
}

Result<std::unique_ptr<Case>> Case::openForWriting(const std::filesystem::path& file)
{
    // Asked before the lock, so that a file that is no case gets no folder beside it.
    Connections reading(file, store::OpenMode::ReadOnly);
    {
        auto database = reading.take();
        if (!database)
            return database.error();
        const auto version = store::checkVersion(**database, caseSchema());
        if (!version)
            return version.error();
    }
    auto lock = CaseLock::take(caseFolder(file));
    if (!lock) {
        Error error = lock.error();
        if (error.code == ErrorCode::Locked)
            error.subject = file.string();
        return error;
    }
    auto data = std::make_unique<Data>(file, store::OpenMode::ReadWrite);
    data->wasLeftOpen = lock->wasLeftBehind();
    data->user = loginName();
    const auto ready = prepareForWriting(data->connections, file);
    if (!ready)
        return ready.error();
    data->version = static_cast<int>(caseSchema().steps.size());
    data->lock.emplace(std::move(*lock));
    data->connections.spools()->removeLeftovers();
    data->finishBatches();
    data->finishSubmissions();
    std::unique_ptr<Case> opened(new Case(std::move(data)));
    if (const auto runs = opened->runs())
        opened->m_data->finishRuns(*runs);
    return opened;
}

Result<std::unique_ptr<Case>> Case::openForReading(const std::filesystem::path& file, std::optional<Error> reason)
{
    Error firstError;
    for (const auto mode : {store::OpenMode::ReadOnly, store::OpenMode::Immutable}) {
        auto data = std::make_unique<Data>(file, mode);
        const auto ready = checkForReading(data->connections);
        if (ready) {
            data->version = *ready;
            data->readOnlyReason = std::move(reason);
            return std::unique_ptr<Case>(new Case(std::move(data)));
        }
        if (mode == store::OpenMode::ReadOnly)
            firstError = ready.error();
        // Without the log beside it the file alone would miss the last commits: only a closed case is read that way.
        std::filesystem::path log = file;
        log += "-wal";
        std::error_code ignored;
        const bool isFileTrouble = ready.error().code == ErrorCode::ReadFailed
            || ready.error().code == ErrorCode::PermissionDenied || ready.error().code == ErrorCode::ReadOnly;
        if (!isFileTrouble || std::filesystem::exists(log, ignored))
            break;
    }
    return firstError;
}

Result<std::unique_ptr<Case>> Case::open(const std::filesystem::path& path, CaseMode mode)
{
    const std::filesystem::path file = std::filesystem::absolute(path).lexically_normal();
    if (mode == CaseMode::ReadOnly)
        return openForReading(file, std::nullopt);
    auto opened = openForWriting(file);
    if (opened || mode == CaseMode::ReadWriteOnly || !isReasonToRead(opened.error().code))
        return opened;
    return openForReading(file, opened.error());
}

const std::filesystem::path& Case::path() const
{
    return m_data->path;
}

std::filesystem::path Case::folder() const
{
    return caseFolder(m_data->path);
}

bool Case::isReadOnly() const
{
    return !m_data->lock;
}

const std::optional<Error>& Case::readOnlyReason() const
{
    return m_data->readOnlyReason;
}

bool Case::wasLeftOpen() const
{
    return m_data->wasLeftOpen;
}

Result<CaseInfo> Case::info() const
{
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    CaseInfo info;
    info.path = m_data->path;
    auto row =
        (*database)->prepare("SELECT (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM source),"
                             "(SELECT coalesce(max(id)+1,0) FROM item), (SELECT count(*) FROM scan),"
                             "(SELECT value FROM setting WHERE key='created_at')");
    if (!row)
        return row.error();
    const auto there = row->step();
    if (!there)
        return there.error();
    info.version = static_cast<int>(row->number(0));
    info.sources = static_cast<uint64_t>(row->number(1));
    info.items = static_cast<uint64_t>(row->number(2));
    info.scans = static_cast<uint64_t>(row->number(3));
    info.createdAt = row->number(4);
    std::error_code ignored;
    info.fileBytes = std::filesystem::file_size(m_data->path, ignored);
    return info;
}

Result<std::string> Case::state(std::string_view key) const
{
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    auto row = (*database)->prepare("SELECT value FROM setting WHERE key=?1");
    if (!row)
        return row.error();
    const auto there = row->bindText(1, key).step();
    if (!there)
        return there.error();
    return *there ? std::string(row->text(0)) : std::string();
}

Result<void> Case::setState(std::string_view key, std::string_view value)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed.error();
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    auto row = (*database)->prepare("INSERT OR REPLACE INTO setting VALUES(?1,?2)");
    if (!row)
        return row.error();
    return row->bindText(1, key).bindText(2, value).run();
}

Result<Thresholds> Case::thresholds() const
{
    const auto text = state("thresholds");
    if (!text)
        return text.error();
    Thresholds thresholds;
    const char* const end = text->data() + text->size();
    const auto first = std::from_chars(text->data(), end, thresholds.addHeader);
    if (first.ec == std::errc() && first.ptr != end)
        std::from_chars(first.ptr + 1, end, thresholds.reject);
    return thresholds;
}

Result<void> Case::setThresholds(const Thresholds& thresholds)
{
    if (!(thresholds.addHeader <= thresholds.reject))
        return Error{ErrorCode::BadArgument, "thresholds", "add_header must not be above reject"};
    char text[80];
    auto end = std::to_chars(text, text + sizeof text, thresholds.addHeader).ptr;
    *end++ = ' ';
    end = std::to_chars(end, text + sizeof text, thresholds.reject).ptr;
    return setState("thresholds", std::string_view(text, static_cast<size_t>(end - text)));
}

} // namespace assay
