// SPDX-License-Identifier: GPL-3.0-or-later
// Our client asks and teaches the installed rspamd.
#include "core/base/file.h"
#include "core/fuzzy/fuzzyhasher.h"
#include "core/fuzzy/wire/remotestorage.h"
#include "tests/interop/rspamdpeer.h"
#include "tests/interop/somemail.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <functional>
#include <thread>

namespace assay::fuzzy {
namespace {

using test::RspamdOptions;
using test::RspamdPeer;

RemoteOptions clientOptions(const RspamdPeer& peer, bool isEncrypted)
{
    RemoteOptions options;
    options.port = peer.fuzzyPort();
    if (isEncrypted)
        options.serverKey = peer.keypair().publicKey;
    return options;
}

HashQuery hashOf(const std::string& message)
{
    const auto parts = FuzzyHasher(HashOptions{}).hash(message);
    EXPECT_EQ(parts.size(), 1u);
    return parts.empty() ? HashQuery{} : HashQuery{parts[0].digest, parts[0].shingles};
}

// The peer puts what it accepted into its file once a second or so.
bool eventually(const std::function<bool()>& holds)
{
    for (int i = 0; i < 100; ++i) {
        if (holds())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return false;
}

class RspamdClient : public testing::TestWithParam<bool>
{
};

TEST_P(RspamdClient, LearnsThereAndThePeerFindsIt)
{
    const test::TemporaryDir folder;
    const auto peer = RspamdPeer::start(folder.path() / "peer");
    ASSERT_TRUE(peer);
    RemoteStorage storage(clientOptions(*peer, GetParam()));
    const std::string message = test::someMail(200);
    const auto file = folder.write("message", message);
    EXPECT_EQ(peer->symbols(file).find("FZ_"), std::string::npos);

    StorageChange change;
    change.hash = hashOf(message);
    ASSERT_TRUE(change.hash.shingles);
    change.flag = 11;
    change.weight = 5;
    const auto refusals = storage.change(std::vector{change});
    ASSERT_TRUE(refusals) << refusals.error().toString();
    EXPECT_EQ(*refusals, std::vector{Refusal::None});

    std::vector queries = {change.hash, change.hash, HashQuery{}};
    queries[1].digest[0] ^= 1; // found by its shingles
    Result<std::vector<StorageReply>> replies = std::vector<StorageReply>();
    ASSERT_TRUE(eventually([&] {
        replies = storage.check(queries);
        return replies && (*replies)[0].isFound();
    }));
    EXPECT_EQ((*replies)[0].weight, 5);
    EXPECT_EQ((*replies)[0].flag, 11u);
    EXPECT_EQ((*replies)[0].probability, 1.0F);
    EXPECT_EQ((*replies)[1].probability, 0.96875F);
    EXPECT_EQ((*replies)[1].digest, change.hash.digest);
    EXPECT_GT((*replies)[1].time, 1'700'000'000u);
    EXPECT_FALSE((*replies)[2].isFound());
    EXPECT_EQ((*replies)[2].refusal, Refusal::None);
    EXPECT_TRUE(eventually([&] { return storage.count().value() == 1; }));
    EXPECT_GT(storage.lastAnswer(), 1'700'000'000);

    const std::string found = peer->symbols(file);
    EXPECT_NE(found.find("Symbol: FZ_DENIED (7.09)[11:"), std::string::npos) << found;

    change.kind = ChangeKind::Delete;
    ASSERT_TRUE(storage.change(std::vector{change}));
    EXPECT_TRUE(eventually([&] { return !storage.check(queries).value()[0].isFound(); }));
    EXPECT_EQ(peer->symbols(file).find("FZ_"), std::string::npos);
}

TEST_P(RspamdClient, FindsWhatThePeerLearned)
{
    const test::TemporaryDir folder;
    RspamdOptions options;
    options.hasRuleKey = GetParam();
    const auto peer = RspamdPeer::start(folder.path() / "peer", options);
    ASSERT_TRUE(peer);
    RemoteStorage storage(clientOptions(*peer, GetParam()));
    const std::string message = test::someMail(120);
    const std::string learned = peer->learn(12, 3, folder.write("message", message));
    const HashQuery query = hashOf(message);
    EXPECT_NE(learned.find(toHex(query.digest)), std::string::npos) << learned;
    ASSERT_TRUE(eventually([&] { return storage.check(std::vector{query}).value()[0].isFound(); }));
    EXPECT_EQ(storage.check(std::vector{query}).value()[0].flag, 12u);
}

INSTANTIATE_TEST_SUITE_P(Wire, RspamdClient, testing::Bool(),
    [](const testing::TestParamInfo<bool>& run) { return run.param ? "Encrypted" : "Plain"; });

TEST(RspamdRefusals, AreTold)
{
    const test::TemporaryDir folder;
    RspamdOptions options;
    options.isEncryptedOnly = true;
    options.allowUpdate = "192.0.2.1";
    const auto peer = RspamdPeer::start(folder.path() / "peer", options);
    ASSERT_TRUE(peer);
    RemoteStorage plain(clientOptions(*peer, false)), encrypted(clientOptions(*peer, true));
    EXPECT_EQ(plain.check(std::vector<HashQuery>(1)).value()[0].refusal, Refusal::Forbidden);
    EXPECT_EQ(plain.count().error().code, ErrorCode::PermissionDenied);
    EXPECT_EQ(encrypted.check(std::vector<HashQuery>(1)).value()[0].refusal, Refusal::None);
    EXPECT_EQ(encrypted.change(std::vector<StorageChange>(1)).value()[0], Refusal::Forbidden);

    RemoteOptions wrongKey = clientOptions(*peer, true);
    wrongKey.serverKey = Keypair::generate().publicKey;
    wrongKey.timeout = std::chrono::milliseconds(50);
    const auto silence = RemoteStorage(wrongKey).check(std::vector<HashQuery>(1));
    EXPECT_EQ(silence.error().code, ErrorCode::ReadFailed);
}

TEST(RspamdLearning, ManyHashesArrive)
{
    const test::TemporaryDir folder;
    const auto peer = RspamdPeer::start(folder.path() / "peer");
    ASSERT_TRUE(peer);
    RemoteStorage storage(clientOptions(*peer, true));
    std::vector<StorageChange> changes(3000);
    std::vector<HashQuery> queries;
    for (size_t i = 0; i < changes.size(); ++i) {
        changes[i].hash.digest = blake2b512("many" + std::to_string(i));
        changes[i].flag = static_cast<uint8_t>(11 + i % 3);
        changes[i].weight = static_cast<int32_t>(i);
        queries.push_back(changes[i].hash);
    }
    EXPECT_EQ(storage.change(changes).value(), std::vector<Refusal>(changes.size(), Refusal::None));
    ASSERT_TRUE(eventually([&] { return storage.count().value() == changes.size(); }));
    const auto replies = storage.check(queries);
    ASSERT_TRUE(replies) << replies.error().toString();
    for (size_t i = 0; i < replies->size(); ++i) {
        EXPECT_TRUE((*replies)[i].isFound()) << i;
        EXPECT_EQ((*replies)[i].weight, changes[i].weight);
        EXPECT_EQ((*replies)[i].flag, changes[i].flag);
    }
}

} // namespace
} // namespace assay::fuzzy
