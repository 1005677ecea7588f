// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/inputfile.h"
#include "core/corpus/source.h"
#include "core/scan/scanner.h"

#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace assay::ctl {

// What a scan of files prints, in input order.
struct ScanEvent
{
    enum class Kind { Item, ContainerEnd, SourceFailed };
    Kind kind = Kind::Item;
    std::shared_ptr<const std::string> source; // the operand
    std::shared_ptr<const Container> container;
    ItemRecord record; // of an item
    std::shared_ptr<const Error> error; // of a source that failed
};

// The items of several operands one after another, for Scanner::run. Each operand is indexed when its turn comes; one
// that cannot be read becomes an event and the next follows.
class ScanInputs
{
public:
    ScanInputs(std::vector<std::string> operands, TrafficOptions traffic, RunContext context)
        : m_operands(std::move(operands))
        , m_traffic(std::move(traffic))
        , m_context(std::move(context))
    {
    }
    // For the scanner: one worker at a time.
    bool next(LoadedItem& item);
    // The events that belong before the next item and that item's own, in order. Called while results are delivered.
    void visitThroughNextItem(const std::function<void(const ScanEvent&)>& visitor);
    // What is left at the end.
    void visitRest(const std::function<void(const ScanEvent&)>& visitor);
    uint64_t failedSources() const { return m_failedSources; }

private:
    void openNextOperand();
    void publish(ScanEvent event);

    std::vector<std::string> m_operands;
    TrafficOptions m_traffic;
    RunContext m_context;
    size_t m_nextOperand = 0;
    std::optional<InputOperand> m_input;
    std::optional<ItemLoader> m_loader;
    std::deque<ScanEvent> m_ahead; // of the operand that is open
    uint64_t m_itemsKnown = 0;
    uint64_t m_failedSources = 0;
    std::mutex m_mutex; // guards m_loaded
    std::deque<ScanEvent> m_loaded; // given to the scanner, not yet printed
};

} // namespace assay::ctl
