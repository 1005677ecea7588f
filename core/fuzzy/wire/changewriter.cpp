// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/wire/changewriter.h"

#include <cerrno>

namespace assay::fuzzy {
namespace {

constexpr size_t maxWaiting = 16'384;
constexpr size_t maxTogether = 1024; // of one call of the storage
constexpr size_t maxSent = 64; // of one system call

Reply replyTo(const Request& request, Refusal refusal)
{
    Reply reply;
    reply.tag = request.tag;
    reply.flag = request.flag;
    reply.digest = request.hash.digest;
    reply.value = static_cast<int32_t>(refusal);
    reply.probability = refusal == Refusal::None ? 1.0F : 0.0F;
    return reply;
}

} // namespace

void Outgoing::fill(const Reply& reply, uint8_t version, const CryptoKey* shared)
{
    std::array<uint8_t, replyBytes> plain;
    length = encodeReply(reply, version, plain);
    if (shared)
        length = sealReply(ConstBytes(plain).first(length), *shared, datagram);
    else
        std::copy_n(plain.begin(), length, datagram.begin());
}

void sendAll(std::span<const Outgoing> replies)
{
    std::array<mmsghdr, maxSent> messages;
    std::array<iovec, maxSent> parts;
    while (!replies.empty()) {
        const size_t count = std::min(replies.size(), maxSent);
        for (size_t i = 0; i < count; ++i) {
            const Outgoing& reply = replies[i];
            parts[i] = {const_cast<uint8_t*>(reply.datagram.data()), reply.length};
            messages[i] = {};
            messages[i].msg_hdr.msg_name = const_cast<sockaddr*>(reply.to.raw());
            messages[i].msg_hdr.msg_namelen = reply.to.length;
            messages[i].msg_hdr.msg_iov = &parts[i];
            messages[i].msg_hdr.msg_iovlen = 1;
        }
        const int sent = sendmmsg(replies[0].descriptor, messages.data(), static_cast<unsigned>(count), MSG_DONTWAIT);
        if (sent < 0 && errno == EINTR)
            continue;
        // One that cannot be sent (to port 0, say) does not keep the others back.
        replies = replies.subspan(sent > 0 ? static_cast<size_t>(sent) : 1);
    }
}

ChangeWriter::ChangeWriter(std::shared_ptr<LocalStorage> storage)
    : m_storage(std::move(storage))
    , m_thread([this] { run(); })
{
}

ChangeWriter::~ChangeWriter()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_changed.notify_one();
    m_thread.join();
}

bool ChangeWriter::add(WaitingChange change)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_waiting.size() >= maxWaiting)
            return false;
        m_waiting.push_back(std::move(change));
    }
    m_changed.notify_one();
    return true;
}

std::string ChangeWriter::lastFault() const
{
    const std::lock_guard lock(m_mutex);
    return m_lastFault;
}

void ChangeWriter::run()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return m_isStopping || !m_waiting.empty(); });
        if (m_waiting.empty())
            return;
        const std::vector<WaitingChange> taken = std::exchange(m_waiting, {});
        lock.unlock();
        for (size_t first = 0; first < taken.size(); first += maxTogether)
            write(std::span(taken).subspan(first, std::min(maxTogether, taken.size() - first)));
        lock.lock();
    }
}

void ChangeWriter::write(std::span<const WaitingChange> waiting)
{
    std::vector<StorageChange> changes(waiting.size());
    for (size_t i = 0; i < waiting.size(); ++i) {
        const Request& request = waiting[i].request;
        changes[i].kind = request.is(Command::Delete) ? ChangeKind::Delete : ChangeKind::Write;
        changes[i].hash = request.hash;
        changes[i].flag = request.flag;
        changes[i].weight = request.value;
    }
    const auto refusals = m_storage->change(changes);
    if (!refusals) {
        const std::lock_guard lock(m_mutex);
        m_lastFault = refusals.error().toString();
    }
    answer(waiting, refusals);
}

void ChangeWriter::answer(std::span<const WaitingChange> waiting, const Result<std::vector<Refusal>>& refusals)
{
    std::vector<Outgoing> replies(waiting.size());
    for (size_t i = 0; i < waiting.size(); ++i) {
        const WaitingChange& change = waiting[i];
        const Reply reply = replyTo(change.request, refusals ? (*refusals)[i] : Refusal::Failed);
        replies[i].to = change.from;
        replies[i].descriptor = change.descriptor;
        replies[i].fill(reply, change.request.version, change.shared ? &*change.shared : nullptr);
        const std::lock_guard lock(change.counters->mutex());
        change.counters->count(change.request, reply, change.from.address(), change.key);
    }
    // Runs of one socket together.
    for (size_t first = 0, end; first < replies.size(); first = end) {
        for (end = first + 1; end < replies.size() && replies[end].descriptor == replies[first].descriptor;)
            ++end;
        sendAll(std::span(replies).subspan(first, end - first));
    }
}

} // namespace assay::fuzzy
