// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes through every reader, as a chosen file: compression, archives, mailboxes, messages.
#include "core/corpus/readers.h"

#include <cstdint>
#include <cstdlib>

namespace {

class CheckingSink : public assay::SourceSink
{
public:
    uint32_t beginContainer(const assay::Container&) override { return m_containers++; }
    void items(std::span<const assay::ItemRecord> batch) override
    {
        for (const assay::ItemRecord& item : batch) {
            if (item.container >= m_containers || item.messageOffset < item.offset)
                std::abort();
        }
    }
    void endContainer(uint32_t, const assay::Container&) override { ++m_ended; }
    bool isBalanced() const { return m_containers == m_ended; }

private:
    uint32_t m_containers = 0;
    uint32_t m_ended = 0;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    assay::ReadOptions options;
    options.maxArchiveEntries = 100;
    options.ratioWindow = 1 << 20;
    options.maxOutput = 8 << 20;
    CheckingSink sink;
    const assay::RunContext context;
    assay::ReadRun run{options, sink, context};
    assay::HeadStream stream(
        std::make_unique<assay::MemoryStream>(std::string(reinterpret_cast<const char*>(data), size)));
    assay::Place place;
    place.chosen = true;
    (void)assay::readStream(stream, std::move(place), run).ok();
    if (!sink.isBalanced())
        std::abort();
    return 0;
}
