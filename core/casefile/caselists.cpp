// SPDX-License-Identifier: GPL-3.0-or-later
// The named lists of a case, "@name" in queries.
#include "core/casefile/casedata.h"
#include "core/casefile/listtext.h"

#include "core/base/json.h"

#include <algorithm>
#include <ctime>

namespace assay {
namespace {

constexpr size_t longestName = 100;
constexpr size_t largestText = size_t{256} << 20;

// Letters and digits of any script, and - _ . behind the first: what stands behind "@" without quotes.
bool isListName(std::string_view name)
{
    const auto isFit = [](char c) {
        const auto byte = static_cast<uint8_t>(c);
        return byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    return !name.empty() && name.size() <= longestName && isValidUtf8(name) && isFit(name.front())
        && std::all_of(name.begin(), name.end(), [&](char c) { return isFit(c) || c == '-' || c == '.'; });
}

std::string countText(uint64_t entries, std::string_view digest)
{
    return std::to_string(entries) + (entries == 1 ? " entry" : " entries") + ", SHA-256 " + std::string(digest);
}

// What the audit log says of the list as it is now; "" when there is none.
Result<std::string> describeStored(store::Database& database, std::string_view name)
{
    auto row = database.prepare("SELECT entries,sha256 FROM named_list WHERE name=?1");
    if (!row)
        return row.error();
    const auto there = row->bindText(1, name).step();
    if (!there)
        return there.error();
    return *there ? countText(static_cast<uint64_t>(row->number(0)), row->text(1)) : std::string();
}

} // namespace

Result<std::vector<Case::ListInfo>> Case::lists() const
{
    std::vector<ListInfo> lists;
    if (!m_data->hasLabels())
        return lists;
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    auto rows =
        (*database)->prepare("SELECT name,entries,is_addresses,changed_at,sha256 FROM named_list ORDER BY name");
    if (!rows)
        return rows.error();
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        ListInfo& list = lists.emplace_back();
        list.name = rows->text(0);
        list.entries = static_cast<uint64_t>(rows->number(1));
        list.isAddresses = rows->number(2) != 0;
        list.changedAt = rows->number(3);
        list.sha256 = rows->text(4);
    }
    return lists;
}

Result<std::shared_ptr<const query::NamedList>> Case::list(std::string_view name) const
{
    const Error missing{ErrorCode::NotFound, "@" + std::string(name), {}};
    if (!m_data->hasLabels())
        return missing;
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    auto row = (*database)->prepare("SELECT sha256,is_addresses,data FROM named_list WHERE name=?1");
    if (!row)
        return row.error();
    const auto there = row->bindText(1, name).step();
    if (!there)
        return there.error();
    if (!*there)
        return missing;
    // A query is parsed at each key: a list is read again only when it changed.
    const std::string key = std::string(row->text(0)) + std::string(name);
    const std::lock_guard lock(m_data->listMutex);
    auto& known = m_data->lists[std::string(name)];
    if (known.list && known.key == key)
        return known.list;
    auto read = listFromText(name, row->text(2), row->number(1) != 0);
    if (!read)
        return read.error();
    known = {key, std::make_shared<const query::NamedList>(std::move(*read))};
    return known.list;
}

Result<void> Case::setList(const query::NamedList& list)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed;
    if (!isListName(list.name))
        return Error{ErrorCode::BadArgument, "@" + list.name, "a name has letters, digits, - _ . only"};
    if (!list.addresses.isEmpty() && !list.words.empty())
        return Error{ErrorCode::BadArgument, "@" + list.name, "a list holds addresses or words, not both"};
    const auto isBroken = [](const std::string& word) {
        return word.empty() || word.find('\n') != std::string::npos || !isValidUtf8(word);
    };
    if (std::any_of(list.words.begin(), list.words.end(), isBroken))
        return Error{ErrorCode::BadArgument, "@" + list.name, "a word is empty, has a line break or is not UTF-8"};
    const std::string text = listText(list);
    if (text.size() > largestText)
        return Error{ErrorCode::LimitExceeded, "@" + list.name, "a list holds at most 256 MiB"};
    const auto entries = static_cast<uint64_t>(std::count(text.begin(), text.end(), '\n'));
    const std::string digest = toHex(sha256(text));
    return m_data->change([&](store::Database& database) -> Result<void> {
        auto before = describeStored(database, list.name);
        if (!before)
            return before.error();
        auto insert = database.prepare("INSERT OR REPLACE INTO named_list(name,is_addresses,entries,changed_at,sha256,"
                                       "data) VALUES(?1,?2,?3,?4,?5,?6)");
        if (!insert)
            return insert.error();
        insert->bindText(1, list.name).bind(2, int64_t{list.words.empty()}).bind(3, static_cast<int64_t>(entries));
        const auto inserted = insert->bind(4, int64_t{std::time(nullptr)}).bindText(5, digest).bindText(6, text).run();
        if (!inserted)
            return inserted;
        store::AuditEntry entry;
        entry.action = "set list";
        entry.object = "@" + list.name;
        entry.count = entries;
        entry.before = std::move(*before);
        entry.after = countText(entries, digest);
        return m_data->audit(database, std::move(entry));
    });
}

Result<void> Case::removeList(std::string_view name)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed;
    return m_data->change([&](store::Database& database) -> Result<void> {
        auto before = describeStored(database, name);
        if (!before)
            return before.error();
        if (before->empty())
            return Error{ErrorCode::NotFound, "@" + std::string(name), {}};
        auto remove = database.prepare("DELETE FROM named_list WHERE name=?1");
        if (!remove)
            return remove.error();
        const auto removed = remove->bindText(1, name).run();
        if (!removed)
            return removed;
        store::AuditEntry entry;
        entry.action = "remove list";
        entry.object = "@" + std::string(name);
        entry.before = std::move(*before);
        return m_data->audit(database, std::move(entry));
    });
}

} // namespace assay
