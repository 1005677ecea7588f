// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/scaninputs.h"

#include "core/corpus/traffic/spool.h"

#include <map>

namespace assay::ctl {
namespace {

constexpr uint64_t largestMessage = uint64_t{256} << 20;

// Turns what a reader finds into events.
class EventSink : public SourceSink
{
public:
    EventSink(std::shared_ptr<const std::string> source, std::deque<ScanEvent>& events)
        : m_source(std::move(source))
        , m_events(events)
    {
    }

    uint32_t beginContainer(const Container& container) override
    {
        m_open.emplace(m_containers, std::make_shared<Container>(container));
        return m_containers++;
    }

    void items(std::span<const ItemRecord> items) override
    {
        for (const ItemRecord& record : items) {
            ScanEvent& event = m_events.emplace_back();
            event.source = m_source;
            event.container = m_open.at(record.container);
            event.record = record;
        }
        m_items += items.size();
    }

    void endContainer(uint32_t number, const Container& container) override
    {
        // The same object that the items have: its final state holds for them too.
        const auto open = m_open.extract(number);
        *open.mapped() = container;
        ScanEvent& event = m_events.emplace_back();
        event.kind = ScanEvent::Kind::ContainerEnd;
        event.source = m_source;
        event.container = open.mapped();
    }

    uint64_t itemCount() const { return m_items; }

private:
    std::shared_ptr<const std::string> m_source;
    std::deque<ScanEvent>& m_events;
    std::map<uint32_t, std::shared_ptr<Container>> m_open;
    uint32_t m_containers = 0;
    uint64_t m_items = 0;
};

} // namespace

void ScanInputs::publish(ScanEvent event)
{
    const std::lock_guard lock(m_mutex);
    m_loaded.push_back(std::move(event));
}

void ScanInputs::openNextOperand()
{
    const auto title = std::make_shared<const std::string>(m_operands[m_nextOperand++]);
    const auto fail = [&](const Error& error) {
        ScanEvent event;
        event.kind = ScanEvent::Kind::SourceFailed;
        event.source = title;
        event.error = std::make_shared<const Error>(error);
        m_ahead.push_back(std::move(event));
        ++m_failedSources;
    };
    auto input = InputOperand::open(*title);
    if (!input)
        return fail(input.error());
    m_input.emplace(std::move(*input));
    EventSink sink(title, m_ahead);
    // Its progress would count bytes; here items are counted.
    const RunContext reading(m_context.stopToken(), nullptr, m_context.workers());
    ReadOptions options;
    options.traffic = m_traffic;
    options.spools = std::make_shared<SpoolStore>();
    const auto read = readSource(m_input->path(), options, sink, reading);
    m_itemsKnown += sink.itemCount();
    if (m_nextOperand == m_operands.size())
        m_context.setTotal(m_itemsKnown);
    m_loader.emplace(m_input->path(), options);
    if (!read && read.error().code != ErrorCode::Cancelled)
        fail(read.error());
}

bool ScanInputs::next(LoadedItem& item)
{
    while (!m_context.stopRequested()) {
        if (m_ahead.empty()) {
            if (m_nextOperand == m_operands.size())
                return false;
            openNextOperand();
            continue;
        }
        ScanEvent event = std::move(m_ahead.front());
        m_ahead.pop_front();
        const bool isItem = event.kind == ScanEvent::Kind::Item;
        if (isItem) {
            item.kind = event.record.kind;
            auto bytes = m_loader->load(*event.container, event.record, largestMessage);
            if (bytes)
                item.bytes = std::move(*bytes);
            else
                item.error = bytes.error();
        }
        publish(std::move(event));
        if (isItem)
            return true;
    }
    return false;
}

void ScanInputs::visitThroughNextItem(const std::function<void(const ScanEvent&)>& visitor)
{
    while (true) {
        ScanEvent event;
        {
            const std::lock_guard lock(m_mutex);
            if (m_loaded.empty())
                return;
            event = std::move(m_loaded.front());
            m_loaded.pop_front();
        }
        visitor(event);
        if (event.kind == ScanEvent::Kind::Item)
            return;
    }
}

void ScanInputs::visitRest(const std::function<void(const ScanEvent&)>& visitor)
{
    const std::lock_guard lock(m_mutex);
    for (const ScanEvent& event : m_loaded) {
        if (event.kind != ScanEvent::Kind::Item)
            visitor(event);
    }
    m_loaded.clear();
}

} // namespace assay::ctl
