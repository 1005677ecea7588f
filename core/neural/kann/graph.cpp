// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neural/kann/graph.h"

#include "core/base/zstdframe.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace assay::neural {
namespace {

constexpr std::string_view magic("KAN\x01", 4);
constexpr size_t smallestNode = 14; // bytes of a leaf without dimensions
constexpr size_t mostDimensions = 4;
constexpr size_t mostNodes = 100'000;

Error badFile(std::string detail)
{
    return Error{ErrorCode::BadData, "KANN file", std::move(detail)};
}

class Reader
{
public:
    explicit Reader(std::string_view bytes)
        : m_rest(bytes)
    {
    }

    template <typename T>
    T number()
    {
        T value = {};
        const std::string_view bytes = raw(sizeof(T));
        if (!m_failed)
            std::memcpy(&value, bytes.data(), sizeof(T)); // every machine that Assay runs on is little-endian
        return value;
    }
    std::string_view raw(size_t size)
    {
        m_failed = m_failed || size > m_rest.size();
        if (m_failed)
            return {};
        const std::string_view bytes = m_rest.substr(0, size);
        m_rest.remove_prefix(size);
        return bytes;
    }
    // A count of things of `size` bytes each that must follow.
    size_t count(size_t size)
    {
        const auto value = number<int32_t>();
        if (value < 0 || static_cast<size_t>(value) > m_rest.size() / size)
            m_failed = true;
        return m_failed ? 0 : static_cast<size_t>(value);
    }
    size_t left() const { return m_rest.size(); }
    bool failed() const { return m_failed; }

private:
    std::string_view m_rest;
    bool m_failed = false;
};

Result<void> readOperation(Reader& in, size_t children, size_t index, GraphNode& node)
{
    node.operation = in.number<uint16_t>();
    for (size_t c = 0; c < children; ++c) {
        const auto child = in.number<int32_t>();
        if (in.failed())
            return badFile("ends inside its table of nodes");
        if (child < 0 || static_cast<size_t>(child) >= index)
            return badFile("node " + std::to_string(index) + " uses a node that does not stand before it");
        node.children.push_back(static_cast<uint32_t>(child));
    }
    node.recurrent = in.number<int32_t>();
    node.parameters = in.raw(in.count(1));
    return {};
}

Result<void> readShape(Reader& in, size_t index, GraphNode& node)
{
    const size_t dimensions = in.number<uint8_t>();
    if (dimensions > mostDimensions)
        return badFile("node " + std::to_string(index) + " has more than 4 dimensions");
    for (size_t d = 0; d < dimensions; ++d) {
        const auto length = in.number<int32_t>();
        if (!in.failed() && length < 1)
            return badFile("node " + std::to_string(index) + " has a dimension of " + std::to_string(length));
        node.shape.push_back(static_cast<uint32_t>(length));
    }
    return {};
}

Result<GraphNode> readNode(Reader& in, size_t index)
{
    GraphNode node;
    node.externalLabel = in.number<int32_t>();
    node.externalFlag = in.number<uint32_t>();
    node.flag = in.number<uint8_t>();
    const size_t children = in.count(sizeof(int32_t));
    if (in.failed())
        return badFile("ends inside its table of nodes");
    const auto read = children > 0 ? readOperation(in, children, index, node) : readShape(in, index, node);
    if (!read)
        return read.error();
    if (in.failed())
        return badFile("ends inside its table of nodes");
    return node;
}

// Product of the dimensions, or nothing more than `most`.
bool countValues(const GraphNode& node, size_t most, size_t& count)
{
    count = 1;
    for (const uint32_t length : node.shape) {
        if (length > most / count)
            return false;
        count *= length;
    }
    return count <= most;
}

Result<void> readValues(Reader& in, size_t index, GraphNode& node)
{
    size_t count = 0;
    if (!countValues(node, in.left() / sizeof(float), count))
        return badFile("ends inside the weights of node " + std::to_string(index));
    node.values.resize(count);
    const std::string_view bytes = in.raw(count * sizeof(float));
    std::memcpy(node.values.data(), bytes.data(), bytes.size());
    if (!std::all_of(node.values.begin(), node.values.end(), [](float value) { return std::isfinite(value); }))
        return badFile("a weight of node " + std::to_string(index) + " is no number");
    return {};
}

class Writer
{
public:
    template <typename T>
    void number(T value)
    {
        m_bytes.append(reinterpret_cast<const char*>(&value), sizeof(T));
    }
    void text(std::string_view bytes) { m_bytes += bytes; }
    std::string take() { return std::move(m_bytes); }

private:
    std::string m_bytes;
};

void writeNode(const GraphNode& node, Writer& out)
{
    out.number(node.externalLabel);
    out.number(node.externalFlag);
    out.number(node.flag);
    out.number(static_cast<int32_t>(node.children.size()));
    if (node.isLeaf()) {
        out.number(static_cast<uint8_t>(node.shape.size()));
        for (const uint32_t length : node.shape)
            out.number(static_cast<int32_t>(length));
        return;
    }
    out.number(node.operation);
    for (const uint32_t child : node.children)
        out.number(static_cast<int32_t>(child));
    out.number(node.recurrent);
    out.number(static_cast<int32_t>(node.parameters.size()));
    out.text(node.parameters);
}

std::string tableOf(const Graph& graph)
{
    Writer out;
    out.text(magic);
    out.number(static_cast<int32_t>(graph.nodes.size()));
    for (const GraphNode& node : graph.nodes)
        writeNode(node, out);
    return out.take();
}

} // namespace

Result<Graph> readKann(std::string_view bytes)
{
    if (bytes.substr(0, magic.size()) != magic)
        return Error{ErrorCode::NotRecognised, "KANN file", "it does not begin like one"};
    Reader in(bytes.substr(magic.size()));
    const size_t count = in.count(smallestNode);
    if (in.failed() || count == 0 || count > mostNodes)
        return badFile("has an impossible number of nodes");
    Graph graph;
    graph.nodes.reserve(count);
    for (size_t i = 0; i < count; ++i) {
        auto node = readNode(in, i);
        if (!node)
            return node.error();
        graph.nodes.push_back(std::move(*node));
    }
    for (const bool isVariable : {true, false}) {
        for (size_t i = 0; i < count; ++i) {
            GraphNode& node = graph.nodes[i];
            if (isVariable ? !node.isVariable() : !node.isConstant())
                continue;
            if (const auto read = readValues(in, i, node); !read)
                return read.error();
        }
    }
    if (in.left() > 0)
        return badFile(std::to_string(in.left()) + " bytes stand behind its weights");
    return graph;
}

std::string writeKann(const Graph& graph)
{
    std::string bytes = tableOf(graph);
    for (const bool isVariable : {true, false}) {
        for (const GraphNode& node : graph.nodes) {
            if (isVariable ? node.isVariable() : node.isConstant())
                bytes.append(reinterpret_cast<const char*>(node.values.data()), node.values.size() * sizeof(float));
        }
    }
    return bytes;
}

size_t kannTableSize(const Graph& graph)
{
    return tableOf(graph).size();
}

Result<Graph> readPlainOrPackedKann(std::string_view bytes)
{
    if (!isZstd(bytes))
        return readKann(bytes);
    const auto plain = zstdDecompress(bytes, largestKannFile);
    if (!plain)
        return plain.error();
    return readKann(*plain);
}

} // namespace assay::neural
