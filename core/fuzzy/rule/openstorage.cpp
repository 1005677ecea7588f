// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/rule/fuzzyrule.h"

#include <map>
#include <mutex>

namespace assay::fuzzy {
namespace {

// The files that are open in this program, for as long as somebody uses them.
class OpenFiles
{
public:
    Result<std::shared_ptr<FuzzyStorage>> open(const FuzzyRule& rule, const RunContext& context)
    {
        std::error_code failure;
        const auto canonical = std::filesystem::weakly_canonical(rule.file, failure);
        const std::string path = failure ? rule.file : canonical.string();
        const std::lock_guard lock(m_mutex); // two openings of one file at once would meet its lock
        std::erase_if(m_files, [](const auto& file) { return file.second.expired(); });
        if (auto writable = find(path, false))
            return writable;
        if (auto readable = rule.readOnly ? find(path, true) : nullptr)
            return readable;
        LocalStorageOptions options;
        options.readOnly = rule.readOnly;
        options.expiry = rule.expiry;
        auto storage = LocalStorage::open(path, options, context);
        if (!storage && !options.readOnly && canOnlyBeRead(storage.error().code)) {
            if (auto readable = find(path, true))
                return readable;
            options.readOnly = true; // checks still work, and changes say why they do not
            storage = LocalStorage::open(path, options, context);
        }
        if (!storage)
            return storage.error();
        m_files[{path, options.readOnly}] = *storage;
        return std::shared_ptr<FuzzyStorage>(*storage);
    }

private:
    static bool canOnlyBeRead(ErrorCode code)
    {
        return code == ErrorCode::Locked || code == ErrorCode::ReadOnly || code == ErrorCode::PermissionDenied;
    }
    std::shared_ptr<FuzzyStorage> find(const std::string& path, bool isReadOnly) const
    {
        const auto file = m_files.find({path, isReadOnly});
        return file == m_files.end() ? nullptr : file->second.lock();
    }

    std::mutex m_mutex;
    std::map<std::pair<std::string, bool>, std::weak_ptr<FuzzyStorage>> m_files; // by path and "is read-only"
};

Result<std::shared_ptr<FuzzyStorage>> openServer(const FuzzyRule& rule)
{
    auto options = parseServer(rule.server);
    if (!options)
        return options.error();
    if (!rule.serverKey.empty()) {
        options->serverKey = parsePublicKey(rule.serverKey);
        if (!options->serverKey)
            return Error{ErrorCode::BadArgument, rule.name, "the key of the server is no public key"};
    }
    options->timeout = rule.timeout;
    options->retransmits = rule.retransmits;
    return std::shared_ptr<FuzzyStorage>(std::make_shared<RemoteStorage>(*options));
}

} // namespace

Result<std::shared_ptr<FuzzyStorage>> openStorage(const FuzzyRule& rule, const RunContext& context)
{
    static OpenFiles files;
    if (rule.isLocal())
        return files.open(rule, context);
    if (rule.server.empty())
        return Error{ErrorCode::BadArgument, rule.name, "neither a file nor a server is named"};
    return openServer(rule);
}

} // namespace assay::fuzzy
