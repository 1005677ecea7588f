// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/itemreader.h"
#include "core/feedback/labelfile.h"

#include <functional>

namespace assay {

// Finds the items that lines of a file name, by SHA-256, path, Message-ID or number. For each kind of name that occurs
// the items are gone through once; then 12 bytes an item are held. One thread; lives no longer than the database.
class ItemFinder
{
public:
    static Result<ItemFinder> create(store::Database& database, const RunContext& context);
    // The items meant: one, or several copies of one message. NotFound and BadArgument (ambiguous) have the reason as
    // their detail; other errors are those of the case.
    Result<std::vector<ItemId>> find(const feedback::LabelLine& line);

private:
    // Beginning of the SHA-256 of a name, so that nobody can make names meet; sorted.
    struct Key
    {
        uint64_t hash = 0;
        uint32_t id = 0; // of an item; of a container for mailboxes
        bool operator<(const Key& other) const { return hash < other.hash; }
    };
    using Keys = std::optional<std::vector<Key>>; // nullopt: not yet made
    // `name` takes the text of a row's second column to the name; "" is left out.
    Result<void> makeKeys(Keys& keys, const char* sql, std::string (*name)(std::string_view));
    Result<std::span<const Key>> candidates(const Keys& keys, uint64_t hash) const;
    // Those of the candidates that are meant, by what the case says of them.
    Result<std::vector<ItemId>> confirmed(
        const Keys& keys, uint64_t hash, const std::function<bool(const ItemDetail&)>& isMeant);

    ItemFinder(store::Database& database, const RunContext& context, ItemReader reader)
        : m_database(&database)
        , m_context(&context)
        , m_reader(std::move(reader))
    {
    }
    Result<std::vector<ItemId>> byHash(const Sha256& sha256);
    Result<std::vector<ItemId>> byMessageId(const std::string& messageId);
    Result<std::vector<ItemId>> byFile(const std::string& path);
    Result<std::vector<ItemId>> inMailbox(const std::string& path, const std::string& item);
    Result<std::vector<ItemId>> byNumber(const std::string& number);
    Result<std::vector<ItemId>> oneMessage(std::vector<ItemId> items);

    store::Database* m_database;
    const RunContext* m_context;
    ItemReader m_reader;
    Keys m_hashes, m_messageIds, m_files, m_mailboxes;
};

} // namespace assay
