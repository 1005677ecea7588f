// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/modeldir.h"

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/models/modelfile.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace assay::models {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t largestManifest = uint64_t{64} << 20;
constexpr uint64_t largestModel = uint64_t{4} << 30;

Error writeError(const fs::path& path)
{
    Error error = Error::fromErrno(errno, path.string());
    if (error.code == ErrorCode::ReadFailed || error.code == ErrorCode::NotFound)
        error.code = ErrorCode::WriteFailed;
    return error;
}

Result<void> syncDirectory(const fs::path& path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return writeError(path);
    const bool synced = ::fsync(descriptor) == 0;
    ::close(descriptor);
    return synced ? Result<void>() : Error{ErrorCode::WriteFailed, path.string(), "sync failed"};
}

// A new directory beside `path`; removed with all in it unless it was moved away.
class NewDirectory
{
public:
    static Result<fs::path> make(const fs::path& path)
    {
        std::string name = (path.parent_path() / ("." + path.filename().string() + ".XXXXXX")).string();
        return ::mkdtemp(name.data()) ? Result<fs::path>(name) : writeError(path);
    }
    explicit NewDirectory(fs::path path)
        : m_path(std::move(path))
    {
    }
    ~NewDirectory()
    {
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
    }
    NewDirectory(const NewDirectory&) = delete;
    NewDirectory& operator=(const NewDirectory&) = delete;
    const fs::path& path() const { return m_path; }

    // Puts it in the place of `target`; what was there is then here, and goes with this object.
    Result<void> moveTo(const fs::path& target) const
    {
        std::error_code ignored;
        const bool exchange = fs::exists(target / manifestFileName, ignored);
        const unsigned flags = exchange ? RENAME_EXCHANGE : 0;
        if (::renameat2(AT_FDCWD, m_path.c_str(), AT_FDCWD, target.c_str(), flags) != 0)
            return writeError(target);
        return syncDirectory(target.parent_path());
    }

private:
    fs::path m_path;
};

Result<void> checkTarget(const fs::path& path)
{
    std::error_code ignored;
    if (!fs::exists(path, ignored) || fs::exists(path / manifestFileName, ignored))
        return {};
    if (fs::is_directory(path, ignored) && fs::is_empty(path, ignored))
        return {};
    return Error{ErrorCode::BadArgument, path.string(), "it exists and holds no model"};
}

// mkdtemp keeps others out; a model may be read by whom the umask allows.
void widenPermissions(const fs::path& directory)
{
    const mode_t mask = ::umask(0);
    ::umask(mask);
    std::error_code ignored;
    fs::permissions(directory, static_cast<fs::perms>(0777 & ~mask), ignored);
}

Error within(const fs::path& directory, const Error& error)
{
    return Error{error.code, directory.string(),
        error.subject.empty() || error.detail.empty() ? error.subject + error.detail
                                                      : error.subject + ": " + error.detail};
}

Result<std::string> readVerified(const fs::path& directory, const Manifest::File& file)
{
    auto bytes = readFile(directory / file.name, largestModel);
    if (!bytes)
        return bytes.error();
    if (bytes->size() != file.size || toHex(sha256(*bytes)) != file.sha256) {
        return Error{ErrorCode::BadData, directory.string(), file.name + " is not the file that the manifest names"};
    }
    return bytes;
}

} // namespace

Result<Manifest> saveModelDir(
    const fs::path& path, const Model& model, Manifest manifest, std::span<const ExtraFile> extras)
{
    std::error_code ignored;
    const fs::path target = fs::absolute(path.has_filename() ? path : path.parent_path(), ignored);
    if (const auto free = checkTarget(target); !free)
        return free.error();
    const auto bytes = modelToBytes(model);
    if (!bytes)
        return bytes.error();
    manifest.kind = model.kind().id();
    manifest.features = model.features();
    manifest.files = {{std::string(modelFileName), bytes->size(), toHex(sha256(*bytes))}};
    for (const ExtraFile& file : extras)
        manifest.files.push_back({file.name, file.content.size(), toHex(sha256(file.content))});
    const std::string text = manifestToJson(manifest) + "\n";
    if (const auto readable = manifestFromJson(text); !readable)
        return Error{ErrorCode::BadArgument, "manifest", readable.error().detail};
    auto made = NewDirectory::make(target);
    if (!made)
        return made.error();
    const NewDirectory fresh(std::move(*made));
    widenPermissions(fresh.path());
    auto done = writeFileAtomically(fresh.path() / modelFileName, *bytes);
    for (const ExtraFile& file : extras) {
        if (done)
            done = writeFileAtomically(fresh.path() / file.name, file.content);
    }
    if (done)
        done = writeFileAtomically(fresh.path() / manifestFileName, text);
    if (done)
        done = syncDirectory(fresh.path());
    if (done)
        done = fresh.moveTo(target);
    if (!done)
        return done.error();
    return manifest;
}

Result<Manifest> loadManifest(const fs::path& path)
{
    const auto text = readFile(path / manifestFileName, largestManifest);
    if (!text)
        return text.error();
    auto manifest = manifestFromJson(*text);
    if (!manifest)
        return within(path, manifest.error());
    return manifest;
}

Result<std::string> readModelFile(const fs::path& path, const Manifest& manifest, std::string_view name)
{
    const auto found = std::find_if(
        manifest.files.begin(), manifest.files.end(), [&](const Manifest::File& file) { return file.name == name; });
    if (found == manifest.files.end())
        return Error{ErrorCode::NotFound, (path / name).string(), {}};
    return readVerified(path, *found);
}

Result<StoredModel> loadModelDir(const fs::path& path, KindList kinds)
{
    auto manifest = loadManifest(path);
    if (!manifest)
        return manifest.error();
    std::string body;
    for (const Manifest::File& file : manifest->files) {
        auto bytes = readVerified(path, file);
        if (!bytes)
            return bytes.error();
        if (file.name == modelFileName)
            body = std::move(*bytes);
    }
    auto model = modelFromBytes(body, kinds);
    if (!model)
        return within(path, model.error());
    if ((*model)->kind().id() != manifest->kind || (*model)->features() != manifest->features)
        return Error{ErrorCode::BadData, path.string(), "manifest and model file do not belong together"};
    return StoredModel{std::move(*model), std::move(*manifest)};
}

} // namespace assay::models
