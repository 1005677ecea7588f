// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/traffic/conversion.h"

namespace assay {

// Puts what is made of a log or capture into the spool, one item after the other, and says where each lies.
class SpoolWriter
{
public:
    SpoolWriter(Spool* spool, const TrafficItems& items)
        : m_spool(spool)
        , m_items(items)
    {
    }
    // False: the spool cannot take it; failed() says why.
    bool add(ItemKind kind, std::string_view document, DefectSet defects);
    const std::optional<Error>& failed() const { return m_failed; }

private:
    Spool* m_spool;
    const TrafficItems& m_items;
    uint64_t m_offset = 0, m_count = 0;
    std::optional<Error> m_failed;
};

void addDefects(const traffic::SetSummary& summary, Container& container);

// The two kinds of conversion; see convertTraffic().
Result<void> convertLog(ByteStream& stream, Container& container, const TrafficOptions& options, SpoolWriter& writer,
    const RunContext& context);
Result<void> convertCapture(ByteStream& stream, Container& container, const TrafficOptions& options,
    SpoolWriter& writer, const RunContext& context);

} // namespace assay
