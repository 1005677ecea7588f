// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/mimetree.h"

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace assay::rules {

// Builds the nodes below the root: splits multiparts, unpacks nested messages, breadth first so that limits count as in
// the peer, then puts the nodes in document order.
class MimeBuilder
{
public:
    MimeBuilder(std::deque<MimeSource>& sources, std::vector<MimeNode>& nodes, MimeFlags& flags)
        : m_sources(sources)
        , m_nodes(nodes)
        , m_flags(flags)
    {
    }
    // `nodes` holds the root with its headers; its body begins at `bodyStart` of source 0.
    void build(uint64_t bodyStart, bool crLf);

private:
    struct Job
    {
        size_t node;
        std::optional<std::string> boundary;
        std::vector<BodyLine> lines;
        int depthLeft;
    };
    friend class MultipartSplitter;

    void queueMessage(size_t node, uint64_t bodyStart, bool crLf, int depthLeft);
    void process(Job job);
    void finishLeaf(Job& job);
    void unpackMessage(size_t node, int depthLeft);
    void putInDocumentOrder();

    std::deque<MimeSource>& m_sources;
    std::vector<MimeNode>& m_nodes;
    MimeFlags& m_flags;
    std::deque<Job> m_jobs;
};

} // namespace assay::rules
