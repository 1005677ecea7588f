// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/log/logreader.h"

#include "core/base/parallelfor.h"
#include "core/traffic/log/logblock.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace assay::traffic {
namespace {

constexpr std::string_view formatNames[logFormats] = {
    "unknown", "common", "combined", "vhost_combined", "custom", "json", "ecs", "w3c"};

// Blocks on their way: read and handed out in order by one thread, parsed in between by whichever is free.
class BlockQueue
{
public:
    // For the reading thread.
    void put(std::unique_ptr<LogBlock> block)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_entries.push_back({std::move(block), State::Waiting});
        }
        m_changed.notify_one();
    }
    size_t size()
    {
        const std::lock_guard lock(m_mutex);
        return m_entries.size();
    }
    // The oldest block, parsed; not empty. Parses itself what no other thread has begun.
    std::unique_ptr<LogBlock> takeOldest(LineParser& parser)
    {
        while (true) {
            std::unique_lock lock(m_mutex);
            if (m_entries.front().state == State::Parsed) {
                std::unique_ptr<LogBlock> block = std::move(m_entries.front().block);
                m_entries.pop_front();
                return block;
            }
            Entry* entry = firstWaiting();
            if (!entry) {
                m_parsed.wait(lock, [&] { return m_entries.front().state == State::Parsed; });
                continue;
            }
            entry->state = State::Taken;
            lock.unlock();
            finish(*entry, parser);
        }
    }
    void end()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_hasEnded = true;
        }
        m_changed.notify_all();
    }
    // For the other threads: parses blocks until end().
    void help(LineParser& parser)
    {
        while (true) {
            std::unique_lock lock(m_mutex);
            Entry* entry = nullptr;
            m_changed.wait(lock, [&] { return m_hasEnded || (entry = firstWaiting()); });
            if (m_hasEnded)
                return;
            entry->state = State::Taken;
            lock.unlock();
            finish(*entry, parser);
        }
    }

private:
    enum class State { Waiting, Taken, Parsed };
    struct Entry
    {
        std::unique_ptr<LogBlock> block;
        State state = State::Waiting;
    };
    Entry* firstWaiting()
    {
        const auto entry = std::find_if(
            m_entries.begin(), m_entries.end(), [](const Entry& one) { return one.state == State::Waiting; });
        return entry == m_entries.end() ? nullptr : &*entry;
    }
    // An entry that is Taken stays where it is: a deque does not move what is in its middle.
    void finish(Entry& entry, LineParser& parser)
    {
        entry.block->parse(parser);
        {
            const std::lock_guard lock(m_mutex);
            entry.state = State::Parsed;
        }
        m_parsed.notify_one();
    }

    std::mutex m_mutex;
    std::condition_variable m_changed, m_parsed;
    std::deque<Entry> m_entries;
    bool m_hasEnded = false;
};

// Hands out what is in blocks, in order of lines, and counts.
class Deliverer
{
public:
    explicit Deliverer(const LogSink& sink)
        : m_sink(sink)
    {
    }
    // False: the sink has enough.
    bool deliver(LogBlock& block)
    {
        auto reject = block.rejects.begin();
        auto challenge = block.challenges.begin();
        const uint64_t base = m_summary.lines + 1;
        const auto deliverUntil = [&](uint64_t line) {
            for (; reject != block.rejects.end() && reject->line < line; ++reject)
                deliverReject(*reject, base);
            for (; challenge != block.challenges.end() && challenge->line < line; ++challenge)
                deliverChallenge(challenge->event);
        };
        for (Request& request : block.requests) {
            deliverUntil(request.place);
            request.place += base;
            ++m_summary.requests;
            if (!m_sink.onRequest(request))
                return false;
        }
        deliverUntil(block.lines);
        m_summary.lines += block.lines;
        for (size_t i = 0; i < logFormats; ++i)
            m_counts[i] += block.counts[i];
        return true;
    }
    LogSummary summary()
    {
        const auto most = std::max_element(m_counts.begin(), m_counts.end());
        m_summary.format = *most > 0 ? static_cast<LogFormat>(most - m_counts.begin()) : LogFormat::Unknown;
        m_summary.hasOtherFormats =
            std::count_if(m_counts.begin(), m_counts.end(), [](uint64_t count) { return count > 0; }) > 1;
        return m_summary;
    }
    void noteBytes(uint64_t bytes) { m_summary.bytes = bytes; }

private:
    void deliverReject(LogReject& reject, uint64_t base)
    {
        ++m_summary.rejects;
        reject.line += base;
        if (m_sink.onReject)
            m_sink.onReject(reject);
    }
    void deliverChallenge(const ChallengeEvent& event)
    {
        ++m_summary.challenges;
        if (m_sink.onChallenge)
            m_sink.onChallenge(event);
    }
    const LogSink& m_sink;
    LogSummary m_summary;
    std::array<uint64_t, logFormats> m_counts = {};
};

// The reading thread: keeps the others busy and hands out what is ready.
class Reading
{
public:
    Reading(const ByteSource& source, const LogDialect& dialect, const LogSink& sink, const RunContext& context)
        : m_reader(source, dialect.options().maxLine)
        , m_parser(dialect)
        , m_deliverer(sink)
        , m_context(context)
        , m_depth(context.workers() > 1 ? context.workers() * 2 : 1)
    {
    }
    Result<void> run()
    {
        while (!m_hasEnough) {
            if (m_context.stopRequested())
                return Error{ErrorCode::Cancelled, {}, {}};
            auto block = m_free ? std::move(m_free) : std::make_unique<LogBlock>();
            const auto any = m_reader.next(*block);
            if (!any) {
                deliverAll();
                return any.error();
            }
            if (!*any)
                break;
            m_deliverer.noteBytes(block->offset + block->length);
            m_queue.put(std::move(block));
            if (m_queue.size() >= m_depth)
                deliverOldest();
        }
        deliverAll();
        return {};
    }
    BlockQueue& queue() { return m_queue; }
    LogSummary summary() { return m_deliverer.summary(); }

private:
    void deliverOldest()
    {
        m_free = m_queue.takeOldest(m_parser);
        m_hasEnough = m_hasEnough || !m_deliverer.deliver(*m_free);
    }
    void deliverAll()
    {
        while (m_queue.size() > 0)
            deliverOldest();
    }

    BlockReader m_reader;
    LineParser m_parser;
    Deliverer m_deliverer;
    const RunContext& m_context;
    size_t m_depth;
    BlockQueue m_queue;
    std::unique_ptr<LogBlock> m_free;
    bool m_hasEnough = false;
};

} // namespace

std::string_view logFormatName(LogFormat format)
{
    return formatNames[static_cast<size_t>(format)];
}

std::optional<LogFormat> logFormatFromName(std::string_view name)
{
    const auto* found = std::find(std::begin(formatNames) + 1, std::end(formatNames), name);
    if (found == std::end(formatNames))
        return std::nullopt;
    return static_cast<LogFormat>(found - std::begin(formatNames));
}

Result<LogSummary> readLog(
    const ByteSource& source, const LogOptions& options, const LogSink& sink, const RunContext& context)
{
    const auto dialect = LogDialect::make(options);
    if (!dialect)
        return dialect.error();
    Reading reading(source, *dialect, sink, context);
    Result<void> done;
    bool hasRun = false;
    // The caller's thread reads and delivers, the others parse; whatever index a thread gets.
    parallelFor(context.workers(), RunContext({}, nullptr, context.workers()), [&](size_t, unsigned worker) {
        if (worker > 0) {
            LineParser parser(*dialect);
            reading.queue().help(parser);
        } else if (!hasRun) {
            hasRun = true;
            done = reading.run();
            reading.queue().end();
        }
    });
    if (!done)
        return done.error();
    return reading.summary();
}

} // namespace assay::traffic
