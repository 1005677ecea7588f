// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/folder/folderreader.h"

#include "core/corpus/containerwriter.h"
#include "core/corpus/folder/foldernames.h"
#include "core/corpus/readers.h"

#include <algorithm>
#include <sys/stat.h>

namespace assay {
namespace {

namespace fs = std::filesystem;

// Deeper folders are not entered: nobody files mail like that, and paths get too long to open.
constexpr unsigned maxFolderDepth = 100;

std::string joined(const std::string& folder, const std::string& name)
{
    return folder.empty() ? name : folder + "/" + name;
}

bool isSkippedByMh(const std::string& name)
{
    return name[0] == ',' || name[0] == '#';
}

} // namespace

Result<void> readSourceFile(const fs::path& path, Place place, ReadRun& run)
{
    auto opened = InputFile::open(path);
    if (!opened)
        return opened.error();
    auto file = std::make_shared<const InputFile>(std::move(*opened));
    place.container.stamp = file->stamp();
    const uint64_t before = run.bytesDone;
    const RunContext& context = run.context;
    HeadStream stream(std::make_unique<FileStream>(file, [&context, before](uint64_t position) {
        context.setDone(before + position);
        return !context.stopRequested();
    }));
    auto result = readStream(stream, std::move(place), run);
    run.bytesDone = before + file->size();
    context.setDone(run.bytesDone);
    if (result && context.stopRequested())
        return cancelledError();
    return result;
}

FolderReader::FolderReader(fs::path root, ReadRun& run)
    : m_root(std::move(root))
    , m_run(run)
{
    std::error_code failed;
    m_canonicalRoot = fs::canonical(m_root, failed);
}

Result<void> FolderReader::read()
{
    auto listing = list({});
    if (!listing)
        return listing.error();
    auto result = readFolder({}, {}, 0);
    if (result && m_run.recognised == 0)
        return Error{ErrorCode::NotRecognised, m_root.string(), "holds no mail, log or capture"};
    return result;
}

bool FolderReader::Listing::hasFolder(std::string_view name) const
{
    return std::any_of(folders.begin(), folders.end(), [name](const Entry& entry) { return entry.name == name; });
}

bool FolderReader::leadsOutside(const fs::path& link) const
{
    std::error_code failed;
    const fs::path target = fs::canonical(link, failed);
    if (failed)
        return true;
    const auto [rootEnd, ignored] =
        std::mismatch(m_canonicalRoot.begin(), m_canonicalRoot.end(), target.begin(), target.end());
    return rootEnd != m_canonicalRoot.end();
}

bool FolderReader::isNew(const fs::path& folder)
{
    struct stat status = {};
    if (::stat(folder.c_str(), &status) != 0)
        return true; // listing it will tell why
    return m_entered.insert({status.st_dev, status.st_ino}).second;
}

Result<FolderReader::Listing> FolderReader::list(const std::string& relative)
{
    const fs::path folder = relative.empty() ? m_root : m_root / relative;
    std::error_code failed;
    Listing listing;
    fs::directory_iterator position(folder, failed);
    for (; !failed && position != fs::directory_iterator(); position.increment(failed)) {
        if (m_run.context.stopRequested())
            return cancelledError();
        Entry entry;
        entry.name = position->path().filename().string();
        std::error_code ignored;
        if (position->is_symlink(ignored) && leadsOutside(position->path()))
            continue;
        listing.hasMhSequences = listing.hasMhSequences || entry.name == ".mh_sequences";
        if (position->is_directory(ignored)) {
            listing.folders.push_back(std::move(entry));
        } else if (position->is_regular_file(ignored) && entry.name[0] != '.') {
            entry.size = position->file_size(ignored);
            if (ignored)
                entry.size = 0;
            listing.files.push_back(std::move(entry));
        }
    }
    if (failed)
        return Error::fromErrno(failed.value(), folder.string());
    const auto byName = [](const Entry& a, const Entry& b) { return a.name < b.name; };
    std::sort(listing.files.begin(), listing.files.end(), byName);
    std::sort(listing.folders.begin(), listing.folders.end(), byName);
    return listing;
}

Result<void> FolderReader::readFolder(const std::string& relative, const std::string& folder, unsigned depth)
{
    if (!isNew(relative.empty() ? m_root : m_root / relative))
        return {};
    auto listing = list(relative);
    if (!listing && listing.error().code == ErrorCode::Cancelled)
        return listing.error();
    if (!listing) {
        reportUnreadable(relative, folder, listing.error());
        return {};
    }
    std::vector<Entry>& files = listing->files;
    Place::Kind kind = Place::Kind::Loose;
    if (listing->hasFolder("cur") && listing->hasFolder("new")) {
        ++m_run.recognised;
        if (auto result = readMaildir(relative, folder); !result)
            return result;
    } else {
        const auto isMh = [](const Entry& entry) { return isMhName(entry.name); };
        const auto isOther = [](const Entry& entry) { return !isMhName(entry.name) && !isSkippedByMh(entry.name); };
        const bool numbered = std::any_of(files.begin(), files.end(), isMh);
        if (listing->hasMhSequences || (numbered && std::none_of(files.begin(), files.end(), isOther))) {
            ++m_run.recognised;
            kind = Place::Kind::Mh;
            files.erase(std::remove_if(files.begin(), files.end(), [&](const Entry& entry) { return !isMh(entry); }),
                files.end());
            std::sort(
                files.begin(), files.end(), [](const Entry& a, const Entry& b) { return mhNameLess(a.name, b.name); });
        }
    }
    if (auto result = readFiles(relative, folder, files, kind); !result)
        return result;
    return depth < maxFolderDepth ? readSubfolders(relative, folder, *listing, depth) : Result<void>();
}

Result<void> FolderReader::readMaildir(const std::string& relative, const std::string& folder)
{
    for (const char* part : {"cur", "new"}) {
        const std::string path = joined(relative, part);
        if (!isNew(m_root / path))
            continue;
        auto listing = list(path);
        if (!listing && listing.error().code == ErrorCode::Cancelled)
            return listing.error();
        if (!listing) {
            reportUnreadable(path, folder, listing.error());
            continue;
        }
        if (auto result = readFiles(path, folder, listing->files, Place::Kind::Maildir); !result)
            return result;
    }
    return {};
}

Result<void> FolderReader::readSubfolders(
    const std::string& relative, const std::string& folder, const Listing& listing, unsigned depth)
{
    const bool maildir = listing.hasFolder("cur") && listing.hasFolder("new");
    for (const Entry& entry : listing.folders) {
        const bool maildirPart = entry.name == "cur" || entry.name == "new" || entry.name == "tmp";
        if (maildir ? maildirPart : entry.name[0] == '.')
            continue;
        const bool dotted = maildir && entry.name[0] == '.';
        const std::string name = dotted ? maildirFolderName(entry.name) : entry.name;
        auto result = readFolder(joined(relative, entry.name), joined(folder, name), depth + 1);
        if (!result)
            return result;
    }
    return {};
}

Result<void> FolderReader::readFiles(
    const std::string& relative, const std::string& folder, const std::vector<Entry>& files, Place::Kind kind)
{
    for (const Entry& entry : files)
        m_run.bytesTotal += entry.size;
    m_run.context.setTotal(m_run.bytesTotal);
    for (const Entry& entry : files) {
        if (m_run.context.stopRequested())
            return cancelledError();
        Place place;
        place.container.path = joined(relative, entry.name);
        place.container.folder = folder;
        place.itemName = place.container.path;
        place.fileName = entry.name;
        place.kind = kind;
        if (kind == Place::Kind::Maildir)
            place.flags = maildirFlags(entry.name);
        const fs::path path = m_root / place.container.path;
        auto result = readSourceFile(path, std::move(place), m_run);
        if (!result && result.error().code == ErrorCode::Cancelled)
            return result;
        if (!result)
            reportUnreadable(joined(relative, entry.name), folder, result.error());
    }
    return {};
}

// Something that was listed cannot be opened: a container of its own says so.
void FolderReader::reportUnreadable(const std::string& relative, const std::string& folder, const Error& error)
{
    Container container;
    container.path = relative;
    container.folder = folder;
    container.defects.add(Defect::IoReadError);
    container.message = error.toString();
    ContainerWriter(m_run.sink, std::move(container)).end();
    ++m_run.recognised;
}

} // namespace assay
