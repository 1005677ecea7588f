// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/reader.h"
#include "core/corpus/traffic/spoolwriter.h"
#include "core/traffic/capture/capturereader.h"

#include <deque>
#include <unordered_map>

namespace assay {
namespace {

// What is remembered of the TLS connections of a capture, for the requests that come out of them.
class Hellos
{
public:
    void add(const traffic::HelloRecord& record)
    {
        constexpr size_t most = 100'000;
        if (record.protocol != traffic::Protocol::Tcp)
            return;
        const auto [entry, isNew] = m_byStream.try_emplace(record.stream);
        if (!isNew)
            return; // the first hello is that of the connection
        entry->second = {record.fingerprints.ja4, record.fingerprints.ja3, record.hello.serverName.value_or("")};
        m_order.push_back(record.stream);
        if (m_order.size() > most) {
            m_byStream.erase(m_order.front());
            m_order.pop_front();
        }
    }
    void complete(traffic::Request& request) const
    {
        const auto known = m_byStream.find(request.stream);
        if (known == m_byStream.end())
            return;
        const Seen& seen = known->second;
        if (request.ja4.empty())
            request.ja4 = seen.ja4;
        if (request.ja3.empty())
            request.ja3 = seen.ja3;
        if (request.serverName.empty())
            request.serverName = seen.serverName;
    }

private:
    struct Seen
    {
        std::string ja4, ja3, serverName;
    };
    std::unordered_map<uint32_t, Seen> m_byStream;
    std::deque<uint32_t> m_order;
};

} // namespace

Result<void> convertCapture(ByteStream& stream, Container& container, const TrafficOptions& options,
    SpoolWriter& writer, const RunContext& context)
{
    traffic::SetBuilder builder(setOptions(options), [&](const traffic::FinishedSet& set) {
        return !context.stopRequested() && writer.add(ItemKind::RequestSet, set.document, {});
    });
    Hellos hellos;
    traffic::CaptureSink sink;
    sink.onHttp = [&](const traffic::HttpTransaction& transaction) {
        traffic::Request request = transaction.request;
        hellos.complete(request);
        return builder.add(request);
    };
    sink.onHello = [&](const traffic::HelloRecord& record) {
        hellos.add(record);
        return true;
    };
    // The bytes of the message and nothing before them: what is found in it is what a mailbox would give.
    sink.onMail = [&](traffic::MailTransaction&& mail) {
        DefectSet defects;
        if (!mail.isComplete)
            defects.add(Defect::Truncated);
        return writer.add(ItemKind::Message, mail.message, defects);
    };
    const auto read = traffic::readCapture(
        [&](char* buffer, size_t length) { return stream.read(buffer, length); }, {}, sink, context);
    // A run that was stopped leaves the beginning of what a whole one gives.
    if (context.stopRequested())
        return cancelledError();
    addDefects(builder.finish(), container);
    if (context.stopRequested())
        return cancelledError();
    container.defects.add(stream.defects());
    if (read) {
        container.defects.add(read->defects);
        container.message = read->message;
    } else {
        container.defects.add(Defect::IoReadError);
        container.message = read.error().toString();
    }
    return {};
}

} // namespace assay
