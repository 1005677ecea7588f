// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neural/kann/forwardpass.h"
#include "core/neural/kann/topology.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

namespace assay::neural {
namespace {

Weights someWeights(const Layout& layout)
{
    Weights weights;
    for (size_t i = 0; i < layout.inputs * layout.hidden; ++i)
        weights.hidden.push_back(0.3f * std::sin(static_cast<float>(i + 1)));
    for (size_t j = 0; j < layout.hidden; ++j) {
        weights.hiddenBias.push_back(0.1f * static_cast<float>(j) - 0.2f);
        weights.output.push_back(std::cos(static_cast<float>(j)));
    }
    weights.outputBias = 0.25f;
    return weights;
}

double expected(const Layout& layout, const std::vector<float>& row)
{
    const Weights w = someWeights(layout);
    double out = w.outputBias;
    for (size_t j = 0; j < layout.hidden; ++j) {
        double sum = w.hiddenBias[j];
        for (size_t k = 0; k < layout.inputs; ++k)
            sum += w.hidden[j * layout.inputs + k] * std::max(row[k], 0.0f);
        out += w.output[j] * (layout.topology == Topology::Seed ? std::tanh(sum) : sum);
    }
    return layout.topology == Topology::Seed ? out : std::tanh(out);
}

Result<ForwardPass> passOf(Graph graph)
{
    return ForwardPass::make(std::make_shared<const Graph>(std::move(graph)));
}

class BothTopologies : public testing::TestWithParam<Topology>
{
protected:
    const Layout m_layout = {GetParam(), 11, 5};
    const Graph m_graph = makeGraph(m_layout, someWeights(m_layout));
};

TEST_P(BothTopologies, AreComputed)
{
    const auto pass = passOf(m_graph);
    ASSERT_TRUE(pass) << pass.error().toString();
    auto workspace = pass->makeWorkspace();
    for (int n = 0; n < 20; ++n) {
        std::vector<float> row;
        for (size_t k = 0; k < m_layout.inputs; ++k)
            row.push_back(std::sin(static_cast<float>(n * 17 + static_cast<int>(k))));
        EXPECT_NEAR(pass->run(row, workspace), expected(m_layout, row), 1e-6);
    }
}

TEST_P(BothTopologies, AreReadBack)
{
    const std::string bytes = writeKann(m_graph);
    EXPECT_EQ(bytes.size(), kannTableSize(m_graph) + 4 * (11 * 5 + 5 + 5 + 1));
    const auto read = readKann(bytes);
    ASSERT_TRUE(read) << read.error().toString();
    EXPECT_EQ(writeKann(*read), bytes);
    EXPECT_EQ(recogniseLayout(*read), m_layout);
}

TEST_P(BothTopologies, AreRefusedWhenCutOrLengthened)
{
    const std::string bytes = writeKann(m_graph);
    for (size_t length = 0; length < bytes.size(); ++length)
        EXPECT_FALSE(readKann(bytes.substr(0, length))) << length;
    EXPECT_EQ(readKann(bytes + "x").error().code, ErrorCode::BadData);
}

// Whatever a byte becomes, reading and planning end with a network that can be computed or with an error.
TEST_P(BothTopologies, SurviveEveryChangedByteOfTheTable)
{
    const std::string bytes = writeKann(m_graph);
    const std::vector<float> row(m_layout.inputs, 0.5f);
    for (size_t at = 0; at < kannTableSize(m_graph); ++at) {
        for (const char value : {'\x00', '\x01', '\x05', '\x7f', '\xff'}) {
            std::string changed = bytes;
            changed[at] = value;
            auto graph = readKann(changed);
            if (!graph)
                continue;
            EXPECT_EQ(writeKann(*graph), changed);
            const auto pass = passOf(std::move(*graph));
            if (!pass || pass->inputs() != row.size())
                continue;
            auto workspace = pass->makeWorkspace();
            static_cast<void>(pass->run(row, workspace));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Kann, BothTopologies, testing::Values(Topology::Rspamd34, Topology::Seed),
    [](const auto& one) { return std::string(topologyName(one.param)); });

std::string withNumber(std::string bytes, size_t at, int32_t number)
{
    std::memcpy(bytes.data() + at, &number, sizeof number);
    return bytes;
}

TEST(KannFile, AsksForNoMoreThanItsBytesHold)
{
    const Layout layout = {Topology::Rspamd34, 3, 2};
    const std::string bytes = writeKann(makeGraph(layout, someWeights(layout)));
    EXPECT_EQ(readKann("PK\x03\x04").error().code, ErrorCode::NotRecognised);
    for (const int32_t number : {-1, 0, 14, 1'000'000, INT32_MAX})
        EXPECT_FALSE(readKann(withNumber(bytes, 4, number))) << "nodes " << number;
    for (const int32_t number : {-5, 0, 100'000, INT32_MAX}) {
        EXPECT_FALSE(readKann(withNumber(bytes, 57 + 14, number))) << "rows " << number;
        EXPECT_FALSE(readKann(withNumber(bytes, 30 + 9, number))) << "children " << number;
    }
    EXPECT_FALSE(readKann(withNumber(bytes, 30 + 15, 1))) << "a node that uses itself";
    EXPECT_FALSE(readKann(withNumber(bytes, 30 + 23, INT32_MAX))) << "parameters";
    float nothing = NAN;
    std::string spoiled = bytes;
    std::memcpy(spoiled.data() + bytes.size() - 4, &nothing, 4);
    EXPECT_EQ(readKann(spoiled).error().code, ErrorCode::BadData);
}

TEST(KannFile, SaysWhyANetworkCannotBeComputed)
{
    const Layout layout = {Topology::Rspamd34, 3, 2};
    const Graph sound = makeGraph(layout, someWeights(layout));
    Graph two = sound;
    two.nodes[9].externalFlag = GraphNode::output;
    EXPECT_EQ(passOf(two).error().code, ErrorCode::BadData);
    Graph wide = sound;
    wide.nodes[0].shape = {1, 4};
    EXPECT_EQ(passOf(wide).error().code, ErrorCode::BadData);
    Graph odd = sound;
    odd.nodes[5].operation = 99;
    EXPECT_EQ(passOf(odd).error().code, ErrorCode::Unsupported);
    Graph recurrent = sound;
    recurrent.nodes[5].recurrent = 0;
    EXPECT_EQ(passOf(recurrent).error().code, ErrorCode::Unsupported);
    Graph oddCost = sound; // what comes behind the output is kept and not computed
    oddCost.nodes[12].operation = 99;
    EXPECT_TRUE(passOf(oddCost));
    Graph huge = sound;
    huge.nodes[0].shape = {1, 2'000'000'000};
    EXPECT_EQ(passOf(huge).error().code, ErrorCode::LimitExceeded);
}

// input - operators - sum over all, so that each operator counts.
double resultOf(Operator operation, std::vector<uint32_t> extraChildren, std::vector<float> row)
{
    Graph graph = makeGraph({Topology::Rspamd34, row.size(), 1}, {std::vector<float>(row.size(), 1.0f), {0}, {1}, 0});
    graph.nodes[1].operation = static_cast<uint16_t>(operation);
    for (const uint32_t child : extraChildren)
        graph.nodes[1].children.push_back(child);
    graph.nodes[10].operation = static_cast<uint16_t>(Operator::Dropout); // neither bounds the output
    graph.nodes[10].children = {9, 8};
    const auto pass = passOf(std::move(graph));
    EXPECT_TRUE(pass) << pass.error().toString();
    if (!pass)
        return NAN;
    auto workspace = pass->makeWorkspace();
    return pass->run(row, workspace);
}

TEST(KannOperators, FollowTheirDefinitions)
{
    EXPECT_NEAR(resultOf(Operator::Square, {}, {2, -3}), 13, 1e-5);
    EXPECT_NEAR(resultOf(Operator::Sigmoid, {}, {0, 2}), 0.5 + 1 / (1 + std::exp(-2.0)), 1e-6);
    EXPECT_NEAR(resultOf(Operator::Tanh, {}, {-30, 0.5}), -1 + std::tanh(0.5), 1e-6);
    EXPECT_NEAR(resultOf(Operator::Relu, {}, {-3, 4}), 4, 1e-6);
    EXPECT_NEAR(resultOf(Operator::OneMinus, {}, {0.25, 3}), 0.75 - 2, 1e-6);
    EXPECT_NEAR(resultOf(Operator::Log, {}, {1, 2}), std::log(2.0), 1e-6);
    EXPECT_NEAR(resultOf(Operator::Exp, {}, {0, 1}), 1 + std::exp(1.0), 1e-5);
    EXPECT_NEAR(resultOf(Operator::Sin, {}, {1, 2}), std::sin(1.0) + std::sin(2.0), 1e-6);
    EXPECT_NEAR(resultOf(Operator::Softmax, {}, {3, 5, -2}), 1, 1e-6);
    EXPECT_NEAR(resultOf(Operator::Standardise, {}, {3, 5, -2}), 0, 1e-6);
    EXPECT_NEAR(resultOf(Operator::Add, {0}, {3, 5}), 16, 1e-6);
    EXPECT_NEAR(resultOf(Operator::Subtract, {0}, {3, 5}), 0, 1e-6);
    EXPECT_NEAR(resultOf(Operator::Multiply, {0}, {3, 5}), 34, 1e-5);
    EXPECT_NEAR(resultOf(Operator::Average, {0}, {3, 5}), 8, 1e-6);
}

} // namespace
} // namespace assay::neural
