// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/itemfinder.h"

#include <algorithm>
#include <charconv>

namespace assay {
namespace {

constexpr ptrdiff_t mostCandidates = 1000;

constexpr const char* selectHashes = "SELECT id,sha256 FROM item WHERE sha256 IS NOT NULL AND id>=0";
constexpr const char* selectMessageIds = "SELECT id,message_id FROM item WHERE message_id<>'' AND id>=0";
// Files of one message; the second column is the file's path.
constexpr const char* selectFiles =
    "SELECT i.id,CASE c.path WHEN x'' THEN s.path WHEN '' THEN s.path ELSE c.path END FROM item i "
    "JOIN container c ON c.id=i.container JOIN source s ON s.id=c.source WHERE c.format NOT LIKE 'mbox%'";
constexpr const char* selectMailboxes =
    "SELECT c.id,CASE c.path WHEN x'' THEN s.path WHEN '' THEN s.path ELSE c.path END FROM container c "
    "JOIN source s ON s.id=c.source WHERE c.format LIKE 'mbox%'";

uint64_t frontOf(std::string_view hash)
{
    uint64_t front = 0;
    for (size_t i = 0; i < 8 && i < hash.size(); ++i)
        front = front << 8 | static_cast<uint8_t>(hash[i]);
    return front;
}

uint64_t frontOf(const Sha256& hash)
{
    return frontOf(std::string_view(reinterpret_cast<const char*>(hash.data()), hash.size()));
}

std::string bareMessageId(std::string_view text)
{
    const size_t begin = text.find_first_not_of("< \t");
    if (begin == std::string_view::npos)
        return {};
    return std::string(text.substr(begin, text.find_last_not_of("> \t") - begin + 1));
}

// Entries of archives are written behind "!".
std::string plainPath(std::string_view path)
{
    std::string plain(path);
    std::replace(plain.begin(), plain.end(), '\\', '/');
    std::replace(plain.begin(), plain.end(), '!', '/');
    return plain;
}

std::string lastName(std::string_view path)
{
    const std::string plain = plainPath(path);
    return plain.substr(plain.rfind('/') + 1); // npos + 1 is 0
}

std::string fullPath(const std::filesystem::path& source, const Container& container)
{
    return plainPath(container.path.empty() ? source.string() : source.string() + "/" + container.path);
}

// Whether `path`, as somebody wrote it, means the file: all of it, or its last names.
bool meansFile(std::string path, const std::string& full)
{
    path = plainPath(path);
    std::string_view rest = path;
    while (rest.starts_with("./") || rest.starts_with("../"))
        rest.remove_prefix(rest.find('/') + 1);
    if (rest.empty() || rest.front() == '/')
        return rest == full;
    return full == rest || (full.ends_with(rest) && full[full.size() - rest.size() - 1] == '/');
}

Error unknown(const char* why)
{
    return Error{ErrorCode::NotFound, {}, why};
}

Error ambiguous(const char* why)
{
    return Error{ErrorCode::BadArgument, {}, why};
}

std::string sameText(std::string_view text)
{
    return std::string(text);
}

std::optional<uint32_t> wholeNumber(std::string_view text)
{
    uint32_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

} // namespace

Result<ItemFinder> ItemFinder::create(store::Database& database, const RunContext& context)
{
    auto reader = ItemReader::create(database);
    if (!reader)
        return reader.error();
    return ItemFinder(database, context, std::move(*reader));
}

Result<void> ItemFinder::makeKeys(Keys& keys, const char* sql, std::string (*name)(std::string_view))
{
    if (keys)
        return {};
    auto rows = m_database->prepare(sql);
    if (!rows)
        return rows.error();
    std::vector<Key> made;
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        if (m_context->stopRequested())
            return Error{ErrorCode::Cancelled, m_database->path().string(), {}};
        const auto id = static_cast<uint32_t>(rows->number(0));
        const std::string text = name(rows->blob(1));
        if (!text.empty())
            made.push_back({name == &sameText ? frontOf(text) : frontOf(sha256(text)), id});
    }
    std::sort(made.begin(), made.end());
    keys = std::move(made);
    return {};
}

Result<std::span<const ItemFinder::Key>> ItemFinder::candidates(const Keys& keys, uint64_t hash) const
{
    const auto [first, last] = std::equal_range(keys->begin(), keys->end(), Key{hash, 0});
    if (last - first > mostCandidates)
        return ambiguous("more than 1,000 items have this name");
    return std::span<const Key>(first, last);
}

Result<std::vector<ItemId>> ItemFinder::confirmed(
    const Keys& keys, uint64_t hash, const std::function<bool(const ItemDetail&)>& isMeant)
{
    const auto found = candidates(keys, hash);
    if (!found)
        return found.error();
    std::vector<ItemId> items;
    for (const Key& key : *found) {
        const auto detail = m_reader.read(ItemId{key.id});
        if (!detail)
            return detail.error();
        if (isMeant(**detail))
            items.push_back(ItemId{key.id});
    }
    return items;
}

Result<std::vector<ItemId>> ItemFinder::find(const feedback::LabelLine& line)
{
    if (line.sha256)
        return byHash(*line.sha256);
    if (!line.path.empty()) {
        auto file = byFile(line.path);
        if (file || file.error().code != ErrorCode::NotFound)
            return file;
        return inMailbox(line.path, line.item);
    }
    return line.messageId.empty() ? byNumber(line.item) : byMessageId(line.messageId);
}

Result<std::vector<ItemId>> ItemFinder::byHash(const Sha256& hash)
{
    const auto made = makeKeys(m_hashes, selectHashes, &sameText);
    if (!made)
        return made.error();
    auto items = confirmed(m_hashes, frontOf(hash), [&](const ItemDetail& detail) { return detail.sha256 == hash; });
    if (!items)
        return items.error();
    if (items->empty())
        return unknown("no item has this SHA-256");
    return items;
}

Result<std::vector<ItemId>> ItemFinder::byMessageId(const std::string& messageId)
{
    const auto made = makeKeys(m_messageIds, selectMessageIds, &bareMessageId);
    if (!made)
        return made.error();
    const std::string bare = bareMessageId(messageId);
    auto items = confirmed(m_messageIds, frontOf(sha256(bare)),
        [&](const ItemDetail& detail) { return bareMessageId(detail.summary.messageId) == bare; });
    if (!items)
        return items.error();
    if (items->empty())
        return unknown("no item has this Message-ID");
    return oneMessage(std::move(*items));
}

Result<std::vector<ItemId>> ItemFinder::byFile(const std::string& path)
{
    const auto made = makeKeys(m_files, selectFiles, &lastName);
    if (!made)
        return made.error();
    auto items = confirmed(m_files, frontOf(sha256(lastName(path))),
        [&](const ItemDetail& detail) { return meansFile(path, fullPath(detail.source, detail.container)); });
    if (!items)
        return items.error();
    if (items->empty())
        return unknown("no item has this path");
    return oneMessage(std::move(*items));
}

Result<std::vector<ItemId>> ItemFinder::inMailbox(const std::string& path, const std::string& item)
{
    const auto made = makeKeys(m_mailboxes, selectMailboxes, &lastName);
    if (!made)
        return made.error();
    const auto found = candidates(m_mailboxes, frontOf(sha256(lastName(path))));
    if (!found)
        return found.error();
    auto row = m_database->prepare(std::string(selectContainers) + "WHERE c.id=?1");
    if (!row)
        return row.error();
    auto items = m_database->prepare("SELECT id FROM item WHERE container=?1 AND (name=?2 OR name IS NULL) AND id=?3");
    if (!items)
        return items.error();
    const auto number = wholeNumber(item);
    std::vector<ItemId> all;
    bool isMailbox = false;
    for (const Key& key : *found) {
        const auto there = row->bind(1, int64_t{key.id}).step();
        if (!there)
            return there.error();
        Container container;
        std::filesystem::path source;
        readContainerRow(*row, container, source);
        const int64_t firstItem = row->number(7);
        row->reset();
        if (!meansFile(path, fullPath(source, container)))
            continue;
        isMailbox = true;
        if (!number)
            continue;
        items->bind(1, int64_t{key.id}).bindText(2, item).bind(3, firstItem + *number);
        const auto one = items->step();
        if (!one)
            return one.error();
        if (*one)
            all.push_back(ItemId{static_cast<uint32_t>(items->number(0))});
        items->reset();
    }
    if (isMailbox && !number)
        return ambiguous("the path is a mailbox; its message is not named by an item number");
    if (all.empty())
        return unknown(isMailbox ? "the mailbox has no item of this number" : "no item has this path");
    return oneMessage(std::move(all));
}

Result<std::vector<ItemId>> ItemFinder::byNumber(const std::string& number)
{
    const auto id = wholeNumber(number);
    if (!id)
        return unknown("the item is not a number, and no path stands with it");
    const auto detail = m_reader.read(ItemId{*id});
    if (!detail && detail.error().code == ErrorCode::NotFound)
        return unknown("the case has no item of this number");
    if (!detail)
        return detail.error();
    return std::vector{ItemId{*id}};
}

Result<std::vector<ItemId>> ItemFinder::oneMessage(std::vector<ItemId> items)
{
    std::optional<Sha256> first;
    for (const ItemId item : items) {
        if (items.size() == 1)
            break;
        const auto detail = m_reader.read(item);
        if (!detail)
            return detail.error();
        const auto& hash = (*detail)->sha256;
        if (!hash || (first && *first != *hash))
            return ambiguous("several different messages have this name");
        first = hash;
    }
    return items;
}

} // namespace assay
