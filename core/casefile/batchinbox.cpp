// SPDX-License-Identifier: GPL-3.0-or-later
// Case::readInbox: replies to own batches, and batches of others.
#include "core/casefile/arrivedbatch.h"

#include <algorithm>
#include <charconv>
#include <ctime>

namespace assay {

using feedback::FeedbackMessage;
using feedback::IncomingMessage;
using feedback::ReplyMessage;
namespace {

constexpr size_t mostRecords = 1'000'000; // of one batch

Result<bool> isSeen(store::Database& database, std::string_view stamp)
{
    auto row = database.prepare("SELECT 1 FROM inbox_seen WHERE stamp=?1");
    if (!row)
        return row.error();
    return row->bindText(1, stamp).step();
}

Result<void> markSeen(store::Database& database, std::string_view stamp)
{
    auto insert = database.prepare("INSERT OR REPLACE INTO inbox_seen VALUES(?1,?2)");
    if (!insert)
        return insert.error();
    return insert->bindText(1, stamp).bind(2, int64_t{std::time(nullptr)}).run();
}

BatchId batchOf(std::string_view idContext)
{
    BatchId id;
    const char* const end = idContext.data() + idContext.size();
    const auto read = std::from_chars(idContext.data(), end, id.value);
    return read.ec == std::errc() && read.ptr == end ? id : BatchId();
}

std::string replyText(const ReplyMessage& reply)
{
    std::string text = reply.success ? "processed" : "failed";
    if (!reply.reason.empty())
        text += ": " + reply.reason;
    if (reply.accepted > 0)
        text += ", " + std::to_string(reply.accepted) + " records accepted";
    if (!reply.rejected.empty()) {
        text += ", " + std::to_string(reply.rejected.size()) + " rejected (" + reply.rejected.front().uuid + ": "
            + reply.rejected.front().why + (reply.rejected.size() > 1 ? ", ...)" : ")");
    }
    if (!reply.modelVersion.empty())
        text += ", it is in model " + reply.modelVersion;
    return text;
}

// Files with the same stem: the parts of one batch, or a single message.
struct Group
{
    std::vector<IncomingMessage> files;
    std::string stamp() const
    {
        std::string all;
        for (const IncomingMessage& file : files)
            all += file.stamp + "\n";
        return toHex(sha256(all));
    }
};

std::vector<Group> grouped(std::vector<IncomingMessage> files)
{
    std::stable_sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.stem < b.stem; });
    std::vector<Group> groups;
    for (IncomingMessage& file : files) {
        if (groups.empty() || groups.back().files.front().stem != file.stem)
            groups.emplace_back();
        groups.back().files.push_back(std::move(file));
    }
    return groups;
}

// Reads one inbox; the steps are what the case does with a message.
class InboxReader
{
public:
    struct Steps
    {
        std::function<Result<void>(const ReplyMessage&, std::string_view stamp)> takeReply;
        std::function<Result<BatchId>(const ArrivedBatch&, std::string_view stamp)> takeBatch;
    };
    InboxReader(feedback::Transport& transport, std::string organization, Steps steps)
        : m_transport(transport)
        , m_organization(std::move(organization))
        , m_steps(std::move(steps))
    {
    }

    Result<InboxReport> read(const RunContext& context)
    {
        auto files = m_transport.arrived();
        if (!files)
            return files.error();
        context.setTotal(files->size());
        for (const Group& group : grouped(std::move(*files))) {
            if (context.stopRequested())
                break;
            const auto done = readGroup(group);
            if (!done)
                return done.error();
            context.advance(group.files.size());
        }
        return std::move(m_report);
    }

private:
    // Errors are those of the case; what is wrong with a message is a refusal.
    Result<void> readGroup(const Group& group)
    {
        std::vector<FeedbackMessage> parts;
        std::vector<IncomingMessage> files; // beside parts
        size_t records = 0;
        for (const IncomingMessage& file : group.files) {
            const auto text = m_transport.read(file);
            auto message = text ? feedback::messageFromJson(*text) : Result<feedback::Message>(text.error());
            if (!message) {
                const auto refused = refuse(file, message.error().toString());
                if (!refused)
                    return refused;
                continue;
            }
            if (auto* part = std::get_if<FeedbackMessage>(&*message)) {
                if (parts.empty() && group.files.size() < part->parts) {
                    m_report.waiting += group.files.size() - (&file - group.files.data());
                    return {};
                }
                records += part->records.size();
                parts.push_back(std::move(*part));
                files.push_back(file);
                if (records > mostRecords)
                    return refuseAll(files, "more than 1,000,000 records");
                continue;
            }
            const auto* reply = std::get_if<ReplyMessage>(&*message);
            const auto done = reply ? takeReply(*reply, file)
                                    : refuse(file, "it asks for a training; trainings are started by people here");
            if (!done)
                return done;
        }
        return parts.empty() ? Result<void>() : takeParts(std::move(parts), files);
    }

    Result<void> takeReply(const ReplyMessage& reply, const IncomingMessage& file)
    {
        if (reply.organization != m_organization)
            return refuse(file, "it is for organisation " + reply.organization);
        return conclude(m_steps.takeReply(reply, Group{{file}}.stamp()), {file}, m_report.replies);
    }

    Result<void> takeParts(std::vector<FeedbackMessage> parts, const std::vector<IncomingMessage>& files)
    {
        const FeedbackMessage& first = parts.front();
        std::vector<bool> isThere(first.parts);
        for (const FeedbackMessage& part : parts) {
            if (part.organization != first.organization || part.idContext != first.idContext
                || part.parts != first.parts)
                return refuseAll(files, "the parts are not of one batch");
            if (isThere[part.part - 1])
                return refuseAll(files, "part " + std::to_string(part.part) + " is there twice");
            isThere[part.part - 1] = true;
        }
        if (parts.size() < first.parts) {
            m_report.waiting += files.size();
            return {};
        }
        std::sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.part < b.part; });
        return takeBatch(std::move(parts), files);
    }

    Result<void> takeBatch(std::vector<FeedbackMessage> parts, const std::vector<IncomingMessage>& files)
    {
        ReplyMessage reply;
        const ArrivedBatch arrived = arrivedFromMessages(std::move(parts), reply);
        const std::string stamp = Group{files}.stamp();
        // Who sends and receives in one case needs no copy: the records are here.
        if (arrived.organization == m_organization)
            return conclude(m_steps.takeReply(reply, stamp), files, m_report.replies);
        if (reply.success) {
            const auto taken = m_steps.takeBatch(arrived, stamp);
            if (!taken)
                return taken.error();
            ++m_report.batches;
        }
        const auto answered = answer(reply);
        if (!answered)
            return answered;
        return reply.success ? putAway(files) : refuseAll(files, reply.reason);
    }

    Result<void> answer(const ReplyMessage& reply)
    {
        const feedback::MessageName name{reply.organization + ".feedback", reply.idContext, 1, 1};
        const auto prepared = m_transport.prepare(name, toJson(reply));
        return prepared ? m_transport.release({name}) : prepared;
    }

    // BadArgument: the message was refused by the case.
    Result<void> conclude(const Result<void>& taken, const std::vector<IncomingMessage>& files, uint64_t& counter)
    {
        if (!taken && taken.error().code == ErrorCode::BadArgument)
            return refuseAll(files, taken.error().detail);
        if (!taken)
            return taken;
        ++counter;
        return putAway(files);
    }

    Result<void> putAway(const std::vector<IncomingMessage>& files)
    {
        for (const IncomingMessage& file : files) {
            const auto moved = m_transport.putAway(file, false);
            if (!moved)
                return moved.error();
        }
        return {};
    }

    Result<void> refuse(const IncomingMessage& file, std::string why)
    {
        auto moved = m_transport.putAway(file, true);
        if (!moved)
            return moved.error();
        m_report.refused.push_back({std::move(*moved), std::move(why)});
        return {};
    }

    Result<void> refuseAll(const std::vector<IncomingMessage>& files, const std::string& why)
    {
        for (const IncomingMessage& file : files) {
            const auto refused = refuse(file, why);
            if (!refused)
                return refused;
        }
        return {};
    }

    feedback::Transport& m_transport;
    const std::string m_organization;
    const Steps m_steps;
    InboxReport m_report;
};

} // namespace

Result<void> Case::Data::takeReply(const ReplyMessage& reply, std::string_view stamp) const
{
    return change([&](store::Database& database) -> Result<void> {
        const auto seen = isSeen(database, stamp);
        if (!seen || *seen)
            return seen ? Result<void>() : seen.error();
        const BatchId id = batchOf(reply.idContext);
        auto row = readBatchRow(database, id);
        if (!row && row.error().code != ErrorCode::NotFound)
            return row.error();
        if (!row || !row->batch.info.origin.empty() || row->submission == 0)
            return Error{ErrorCode::BadArgument, "reply", "no batch " + reply.idContext + " was submitted here"};
        row->isPending = false;
        row->hasFailed = !reply.success;
        row->batch.info.processedAt = std::time(nullptr);
        const std::string text = replyText(reply);
        row->batch.info.reply = text;
        const auto updated = updateBatch(database, *row);
        if (!updated)
            return updated;
        const auto severity = reply.success ? CaseMessage::Severity::Info : CaseMessage::Severity::Error;
        const auto told = addMessage(
            database, severity, "Batch " + std::to_string(id.value) + " was answered: " + text + ".", batchName(id));
        return told ? markSeen(database, stamp) : told;
    });
}

Result<BatchId> Case::Data::importArrived(
    const ArrivedBatch& arrived, std::string_view action, std::string_view stamp) const
{
    BatchId id;
    const auto imported = change([&](store::Database& database) -> Result<void> {
        if (!stamp.empty()) {
            const auto seen = isSeen(database, stamp);
            if (!seen || *seen)
                return seen ? Result<void>() : seen.error();
        }
        const auto taken = takeIn(database, arrived);
        if (!taken)
            return taken.error();
        id = *taken;
        store::AuditEntry entry;
        entry.action = action;
        entry.object = batchName(id);
        entry.count = arrived.records.size();
        entry.after = arrived.origin();
        const auto audited = audit(database, std::move(entry));
        if (!audited)
            return audited;
        const auto told = addMessage(database, CaseMessage::Severity::Info,
            "Batch " + std::to_string(id.value) + " has " + std::to_string(arrived.records.size()) + " records of "
                + arrived.origin() + ".",
            batchName(id));
        if (!told || stamp.empty())
            return told;
        return markSeen(database, stamp);
    });
    if (!imported)
        return imported.error();
    return id;
}

Result<InboxReport> Case::readInbox(const RunContext& context)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed.error();
    const std::lock_guard turn(m_data->submitting);
    std::string own;
    const auto made = m_data->change([&](store::Database& database) -> Result<void> {
        auto uuid = ensureOrganization(database);
        if (!uuid)
            return uuid.error();
        own = std::move(*uuid);
        return {};
    });
    if (!made)
        return made.error();
    feedback::FolderTransport transport(folder());
    const auto takeReply = [&](const ReplyMessage& reply, std::string_view stamp) {
        return m_data->takeReply(reply, stamp);
    };
    const auto takeBatch = [&](const ArrivedBatch& arrived, std::string_view stamp) {
        return m_data->importArrived(arrived, "take in batch", stamp);
    };
    return InboxReader(transport, std::move(own), {takeReply, takeBatch}).read(context);
}

} // namespace assay
