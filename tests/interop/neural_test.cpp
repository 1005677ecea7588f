// SPDX-License-Identifier: GPL-3.0-or-later
// Networks of Assay in the installed rspamd, and networks that it trained here.
#include "core/base/zstdframe.h"
#include "core/fuzzy/view/metatokeninput.h"
#include "core/neural/data/symbolvalue.h"
#include "core/neural/data/vectortext.h"
#include "core/neural/kann/forwardpass.h"
#include "core/neural/train/trainer.h"
#include "tests/interop/neuralpeer.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <sstream>

namespace assay::neural {
namespace {

using test::eventually;
using test::NeuralPeer;
using test::RedisPeer;

constexpr const char* list = "rn2_default_1_default";

// Each is another: the vectors of a class are a set.
std::string someMail(const std::string& subject, int number)
{
    std::string text = "From: a@a.example\nTo: b@b.example\nSubject: " + subject + "\n\n";
    for (int i = 0; i < 20 + number * 3; ++i)
        text += (i * number) % 7 == 0 ? "Some 42 " : "words in a row, ";
    return text + "http://www.a" + std::to_string(number) + ".example/\n";
}

std::string lineWith(const std::string& text, const std::string& word)
{
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.find(word) != std::string::npos)
            return line;
    }
    return {};
}

class NeuralInterop : public testing::Test
{
protected:
    void SetUp() override
    {
        m_redis = RedisPeer::start(m_folder.path() / "redis");
        ASSERT_TRUE(m_redis);
        m_profile.version = 1;
        m_profile.key = "rn_default_default_" + m_profile.digest.substr(0, 8) + "_1";
    }

    // What our own reading gives to a network for a message of the peer's test.
    std::vector<double> ownVector(const std::string& message) const
    {
        SymbolScores symbols;
        for (const auto& [name, word, weight] : {std::tuple("T_HAM", "good", -5.0), std::tuple("T_SPAM", "evil", 10.0),
                 std::tuple("T_WORD", "word", 1.0)}) {
            const size_t subject = message.find("Subject: ");
            if (message.substr(subject, message.find('\n', subject) - subject).find(word) != std::string::npos)
                symbols[name] = {weight, weight};
        }
        const auto meta = features::metatokens(fuzzy::metatokenInput(message), features::MetatokenMode::Compatible);
        return makeVector(meta, symbols, m_profile);
    }

    // Scans until the network answers, then compares it with ours on other messages.
    void compareOutputs(const NeuralPeer& peer, const Graph& graph) const
    {
        const auto pass = ForwardPass::make(std::make_shared<const Graph>(graph));
        ASSERT_TRUE(pass) << pass.error().toString();
        auto workspace = pass->makeWorkspace();
        ASSERT_TRUE(eventually([&] { return peer.scan(someMail("is it loaded", 1)).output.has_value(); }))
            << peer.log();
        const char* const subjects[] = {"evil word", "good", "evil good word", "nothing", "word"};
        for (int n = 0; n < 15; ++n) {
            const std::string message = someMail(subjects[n % 5], n);
            const auto answer = peer.scan(message);
            ASSERT_TRUE(answer.output);
            ASSERT_EQ(answer.vector.size(), pass->inputs());
            const std::vector<float> input(answer.vector.begin(), answer.vector.end());
            EXPECT_NEAR(*answer.output, static_cast<double>(pass->run(input, workspace)), 1e-5);
            const std::vector<double> own = ownVector(message);
            // The first counts a header that is added for the answer, the links and words another text.
            for (size_t i = 1; i < own.size(); ++i) {
                if (i != 16 && i != 17) {
                    EXPECT_NEAR(own[i], answer.vector[i], 1e-9) << "number " << i << " of message " << n;
                }
            }
        }
    }

    test::TemporaryDir m_folder;
    std::unique_ptr<RedisPeer> m_redis;
    Profile m_profile = makeProfile({"T_SPAM", "T_HAM", "T_WORD"});
};

class OursInRspamd : public NeuralInterop, public testing::WithParamInterface<Topology>
{
};

TEST_P(OursInRspamd, GivesTheSameScores)
{
    TrainingVectors vectors;
    vectors.length = vectorLength(m_profile);
    for (int n = 0; n < 60; ++n) {
        const auto numbers = ownVector(someMail(n % 2 == 0 ? "evil" : "good word", n));
        vectors.numbers.insert(vectors.numbers.end(), numbers.begin(), numbers.end());
        vectors.targets.push_back(n % 2 == 0 ? 1.0f : -1.0f);
    }
    TrainingSettings settings;
    settings.topology = GetParam();
    settings.iterations = 3; // so that outputs are not at their bounds
    Generator generator;
    const auto trained = trainNetwork(vectors, settings, generator, {});
    ASSERT_TRUE(trained) << trained.error().toString();

    m_redis->setField(m_profile.key, "ann", zstdCompress(writeKann(trained->graph)));
    EXPECT_EQ(m_redis->run({"ZADD", list, "1000", profileToJson(m_profile)}), "1");
    const auto peer = NeuralPeer::start(m_folder.path() / "rspamd", *m_redis, NeuralPeer::Training::Off);
    ASSERT_TRUE(peer);
    compareOutputs(*peer, trained->graph);
}

INSTANTIATE_TEST_SUITE_P(NeuralInterop, OursInRspamd, testing::Values(Topology::Rspamd34, Topology::Seed),
    [](const auto& one) { return std::string(topologyName(one.param)); });

TEST_F(NeuralInterop, ReadsWhatRspamdTrained)
{
    auto trainer = NeuralPeer::start(m_folder.path() / "trainer", *m_redis, NeuralPeer::Training::On);
    ASSERT_TRUE(trainer);
    // Vectors are stored once it has looked for networks.
    int number = 0;
    const auto isTrained = [&] {
        for (int i = 0; i < 4; ++i) {
            trainer->scan(someMail("evil", ++number));
            trainer->scan(someMail("good", ++number));
        }
        return m_redis->run({"EXISTS", m_profile.key}) == "1" && m_redis->run({"HEXISTS", m_profile.key, "ann"}) == "1";
    };
    ASSERT_TRUE(eventually(isTrained)) << trainer->log();
    // It would train again from the messages that follow, so another peer scans them, with the first network alone.
    trainer.reset();
    const auto members = lineWith(m_redis->run({"ZREVRANGE", list, "0", "-1"}), m_profile.key);
    m_redis->run({"DEL", list});
    ASSERT_EQ(m_redis->run({"ZADD", list, "1000", members}), "1");
    const auto peer = NeuralPeer::start(m_folder.path() / "rspamd", *m_redis, NeuralPeer::Training::Off);
    ASSERT_TRUE(peer);

    const auto profile = profileFromJson(members);
    ASSERT_TRUE(profile) << profile.error().toString() << "\n" << members;
    ASSERT_EQ(profile->key, m_profile.key);
    EXPECT_EQ(profile->digest, m_profile.digest);
    EXPECT_EQ(profile->symbols, m_profile.symbols);
    const auto graph = readPlainOrPackedKann(m_redis->run({"HGET", m_profile.key, "ann"}));
    ASSERT_TRUE(graph) << graph.error().toString();
    const size_t inputs = vectorLength(*profile);
    EXPECT_EQ(
        recogniseLayout(*graph), (Layout{Topology::Rspamd34, inputs, hiddenUnits(Topology::Rspamd34, inputs, 1.5)}));
    compareOutputs(*peer, *graph);
}

} // namespace
} // namespace assay::neural
