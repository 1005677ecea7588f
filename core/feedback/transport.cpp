// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feedback/transport.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace assay::feedback {

namespace fs = std::filesystem;
namespace {

constexpr uint64_t largestMessage = uint64_t{256} << 20;
constexpr size_t mostArrived = 10'000;

// Names become parts of paths.
std::string safeName(std::string_view text)
{
    std::string safe(text.substr(0, 200));
    std::replace_if(
        safe.begin(), safe.end(),
        [](char c) {
            const bool isPlain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            return !isPlain && c != '-' && c != '_' && c != '.';
        },
        '_');
    if (safe.empty() || safe[0] == '.')
        safe.insert(0, 1, '_');
    return safe;
}

Error failed(const std::error_code& code, const fs::path& path)
{
    Error error = Error::fromErrno(code.value(), path.string());
    if (error.code == ErrorCode::ReadFailed)
        error.code = ErrorCode::WriteFailed;
    return error;
}

Result<void> makeFolder(const fs::path& folder)
{
    std::error_code code;
    fs::create_directories(folder, code);
    if (code)
        return failed(code, folder);
    return {};
}

// So that names that were given survive a power cut.
void syncFolder(const fs::path& folder)
{
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}

// "feedback-3" of "feedback-3-1of2.json"; the whole name without ".json" when it has no such end.
std::string stemOf(const std::string& name)
{
    const std::string stem = name.substr(0, name.size() - 5);
    const size_t dash = stem.rfind('-');
    const size_t of = stem.rfind("of");
    const auto isNumber = [&](size_t from, size_t end) {
        return from < end
            && std::all_of(stem.begin() + static_cast<std::ptrdiff_t>(from),
                stem.begin() + static_cast<std::ptrdiff_t>(end), [](char c) { return c >= '0' && c <= '9'; });
    };
    const bool hasEnd =
        dash != std::string::npos && of != std::string::npos && isNumber(dash + 1, of) && isNumber(of + 2, stem.size());
    return hasEnd ? stem.substr(0, dash) : stem;
}

} // namespace

Transport::~Transport() = default;

std::string MessageName::fileName() const
{
    return safeName(topic) + "-" + safeName(id) + "-" + std::to_string(part) + "of" + std::to_string(parts) + ".json";
}

Result<void> FolderTransport::prepare(const MessageName& name, std::string_view json)
{
    const auto made = makeFolder(staging());
    if (!made)
        return made;
    return writeFileAtomically(staging() / name.fileName(), json);
}

Result<void> FolderTransport::release(const std::vector<MessageName>& names)
{
    for (const MessageName& name : names) {
        std::error_code code;
        fs::rename(staging() / name.fileName(), m_outbox / name.fileName(), code);
        if (code)
            return failed(code, m_outbox / name.fileName());
    }
    syncFolder(m_outbox);
    std::error_code ignored;
    fs::remove(staging(), ignored); // when nothing else is in it
    return {};
}

void FolderTransport::discard()
{
    std::error_code ignored;
    fs::remove_all(staging(), ignored);
}

Result<std::vector<IncomingMessage>> FolderTransport::arrived() const
{
    std::vector<IncomingMessage> messages;
    std::error_code code;
    fs::directory_iterator entry(m_inbox, code);
    if (code == std::errc::no_such_file_or_directory)
        return messages;
    for (; !code && entry != fs::directory_iterator() && messages.size() < mostArrived; entry.increment(code)) {
        const std::string name = entry->path().filename().string();
        // Hidden files are still being carried here.
        if (name.size() < 6 || name[0] == '.' || name.compare(name.size() - 5, 5, ".json") != 0)
            continue;
        const auto file = InputFile::open(entry->path());
        if (!file)
            continue;
        const FileStamp& stamp = file->stamp();
        messages.push_back({name, stemOf(name), stamp.size,
            name + " " + std::to_string(stamp.size) + " " + std::to_string(stamp.modifiedNs) + " "
                + std::to_string(stamp.inode)});
    }
    if (code)
        return Error::fromErrno(code.value(), m_inbox.string());
    std::sort(messages.begin(), messages.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return messages;
}

Result<std::string> FolderTransport::read(const IncomingMessage& message) const
{
    return readFile(m_inbox / message.name, largestMessage);
}

Result<fs::path> FolderTransport::putAway(const IncomingMessage& message, bool isRefused)
{
    const fs::path folder = m_inbox / (isRefused ? "refused" : "done");
    const auto made = makeFolder(folder);
    if (!made)
        return made.error();
    fs::path target = folder / message.name;
    std::error_code code;
    for (unsigned n = 2; fs::exists(fs::symlink_status(target, code)); ++n)
        target = folder / (message.name.substr(0, message.name.size() - 5) + "." + std::to_string(n) + ".json");
    fs::rename(m_inbox / message.name, target, code);
    if (code)
        return failed(code, target);
    return target;
}

} // namespace assay::feedback
