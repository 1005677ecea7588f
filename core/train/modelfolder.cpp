// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/modelfolder.h"

#include "core/base/ascii.h"
#include "core/train/registryfiles.h"
#include "core/train/registrynames.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <sys/stat.h>

namespace assay::train {
namespace fs = std::filesystem;
namespace {

constexpr size_t longestLine = 200, longestMove = 64u << 10;
constexpr size_t mostAliases = 100;
constexpr time_t leftoverAge = 3600; // seconds
constexpr std::string_view noVersion = "-";

// A line of a file with one; "" when it holds anything else.
std::string idIn(const fs::path& file)
{
    const auto text = readSmallText(file, longestLine);
    const std::string id(text ? trimmed(*text) : std::string_view());
    return isVersionId(id) ? id : std::string();
}

bool hasWord(std::string_view text, std::string_view word)
{
    while (!text.empty()) {
        const size_t end = std::min(text.find_first_of(" \n"), text.size());
        if (text.substr(0, end) == word)
            return true;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return false;
}

// What stands before the mark; it and the mark go. All of it where there is no mark.
std::string_view takeUntil(std::string_view& rest, char mark)
{
    const auto end = std::find(rest.begin(), rest.end(), mark);
    const std::string_view taken = rest.substr(0, static_cast<size_t>(end - rest.begin()));
    rest.remove_prefix(std::min(taken.size() + 1, rest.size()));
    return taken;
}

} // namespace

ModelFolder::ModelFolder(const fs::path& registry, std::string model)
    : m_model(std::move(model))
    , m_path(registry / m_model)
{
}

bool ModelFolder::has(std::string_view id) const
{
    return isVersionId(id) && isRealDirectory(m_path) && isRealDirectory(version(id));
}

std::vector<std::string> ModelFolder::ids() const
{
    std::vector<std::string> ids;
    for (std::string& name : namesIn(versions())) {
        if (has(name))
            ids.push_back(std::move(name));
    }
    return ids;
}

ModelFolder::Aliases ModelFolder::pendingMove() const
{
    Aliases move;
    const auto text = readSmallText(m_path / ".move", longestMove);
    std::string_view rest = text ? std::string_view(*text) : std::string_view();
    while (!rest.empty()) {
        std::string_view id = takeUntil(rest, '\n');
        const std::string_view name = takeUntil(id, ' ');
        if (!isAliasName(name) || (id != noVersion && !isVersionId(id)))
            return {};
        move.emplace(name, id == noVersion ? std::string_view() : id);
    }
    return move;
}

ModelFolder::Aliases ModelFolder::aliases() const
{
    Aliases found = pendingMove();
    for (const std::string& name : namesIn(m_path)) {
        if (found.size() >= mostAliases)
            break;
        if (isAliasName(name) && !found.contains(name))
            found.emplace(name, idIn(m_path / name));
    }
    std::erase_if(found, [](const auto& alias) { return alias.second.empty(); });
    return found;
}

std::string ModelFolder::alias(std::string_view name) const
{
    if (!isAliasName(name))
        return {};
    const Aliases move = pendingMove();
    const auto moved = move.find(name);
    return moved == move.end() ? idIn(m_path / name) : moved->second;
}

Result<void> ModelFolder::finishMove() const
{
    const Aliases move = pendingMove();
    for (const auto& [name, id] : move) {
        const auto done = id.empty() ? removeText(m_path / name) : replaceText(m_path / name, id + "\n");
        if (!done)
            return done;
    }
    return removeText(m_path / ".move");
}

Result<void> ModelFolder::setAliases(const Aliases& changes) const
{
    if (const auto ready = finishMove(); !ready)
        return ready;
    if (changes.size() == 1) {
        const auto& [name, id] = *changes.begin();
        return id.empty() ? removeText(m_path / name) : replaceText(m_path / name, id + "\n");
    }
    std::string text;
    for (const auto& [name, id] : changes)
        text += name + " " + (id.empty() ? std::string(noVersion) : id) + "\n";
    if (const auto decided = replaceText(m_path / ".move", text); !decided)
        return decided;
    // Decided: what cannot follow now does so with the next change.
    if (!finishMove()) { }
    return {};
}

VersionMarks ModelFolder::marks(std::string_view id) const
{
    const std::string text = readSmallText(m_path / "marks" / id, longestLine).value_or("");
    return {hasWord(text, "accepted"), hasWord(text, "pinned"), hasWord(text, "quarantined")};
}

Result<void> ModelFolder::setMarks(std::string_view id, const VersionMarks& marks) const
{
    std::string text;
    text += marks.isAccepted ? "accepted " : "";
    text += marks.isPinned ? "pinned " : "";
    text += marks.isQuarantined ? "quarantined " : "";
    if (text.empty())
        return removeText(m_path / "marks" / id);
    text.back() = '\n';
    const auto made = makeDirectories(m_path / "marks");
    return made ? replaceText(m_path / "marks" / id, text) : made;
}

uint64_t ModelFolder::count() const
{
    const auto text = readSmallText(m_path / ".count", longestLine);
    return text ? asVersionNumber(trimmed(*text)).value_or(0) : 0;
}

Result<void> ModelFolder::setCount(uint64_t count) const
{
    return replaceText(m_path / ".count", std::to_string(count) + "\n");
}

Result<void> ModelFolder::remove(std::string_view id) const
{
    const fs::path gone = versions() / (".tmp-gone-" + std::string(id));
    if (::rename(version(id).c_str(), gone.c_str()) != 0)
        return changeError(version(id));
    if (const auto synced = syncDirectory(versions()); !synced)
        return synced;
    std::error_code ignored; // what stays is a leftover
    fs::remove_all(gone, ignored);
    fs::remove(m_path / "marks" / id, ignored);
    return {};
}

std::vector<fs::path> ModelFolder::leftovers() const
{
    std::vector<fs::path> found;
    for (const std::string& name : namesIn(versions())) {
        struct stat status = {};
        if (!name.starts_with(".tmp-") || ::lstat((versions() / name).c_str(), &status) != 0)
            continue;
        // A time to come is that of a clock that was set back since.
        if (std::abs(std::time(nullptr) - status.st_mtim.tv_sec) >= leftoverAge)
            found.push_back(versions() / name);
    }
    return found;
}

bool ModelFolder::hasLeftovers() const
{
    return !leftovers().empty();
}

void ModelFolder::removeLeftovers() const
{
    for (const fs::path& path : leftovers()) {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
}

} // namespace assay::train
