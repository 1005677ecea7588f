// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feedback/messages.h"

#include "core/base/file.h"
#include "core/feedback/batchjson.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <random>

namespace assay::feedback {
namespace {

constexpr int64_t noon = 1'614'427'200; // 2021-02-27 12:00 UTC

FeedbackMessage sample()
{
    FeedbackMessage message;
    message.idContext = "5";
    message.organization = "0b7c5a52-90b2-4c0e-a4cb-0d3e5bb0a6c9";
    message.part = 2;
    message.parts = 3;
    message.reason = Reason::FalseNegative;
    message.reasonText = "let through";
    message.notes = "quote \" and \xC3\xA9";
    message.start = noon;
    message.stop = noon + 60;
    message.addresses = 7;
    message.names = {"text.words", "symbol.X"};
    MessageRecord record;
    record.id = 12;
    record.uuid = "u-1";
    record.prediction = 0;
    record.score = 3.25;
    record.features = {{0, 17}, {1, 0.1}};
    record.feedback = "bot";
    record.isLowRate = false;
    record.start = record.stop = noon + 1;
    record.submittedAt = noon + 9;
    record.createdAt = record.updatedAt = noon + 5;
    message.records = {record};
    return message;
}

std::string faultOf(std::string_view json)
{
    const auto message = messageFromJson(json);
    return message ? "none" : message.error().detail;
}

const FeedbackMessage& batchOf(const Result<Message>& message)
{
    static const FeedbackMessage none;
    EXPECT_TRUE(message.ok()) << message.error().toString();
    return message && std::holds_alternative<FeedbackMessage>(*message) ? std::get<FeedbackMessage>(*message) : none;
}

TEST(Messages, ABatchHasTheKeysOfTheSchema)
{
    const auto json = nlohmann::json::parse(toJson(sample()));
    EXPECT_EQ(json["progress_count"], "2/3");
    EXPECT_EQ(json["id_context"], "5");
    EXPECT_EQ(json["feedback_context"]["id"], 5);
    EXPECT_EQ(json["feedback_context"]["reason"], "false negative");
    EXPECT_EQ(json["feedback_context"]["start"], "2021-02-27 12:00:00+00:00");
    EXPECT_EQ(json.size(), 5u);
    const auto& record = json["feedback"][0];
    std::vector<std::string> keys;
    for (const auto& member : record.items())
        keys.push_back(member.key());
    EXPECT_EQ(keys,
        (std::vector<std::string>{"attack_prediction", "created_at", "features", "feedback", "id", "id_context",
            "low_rate", "prediction", "score", "start", "stop", "submitted_at", "updated_at", "uuid_organization",
            "uuid_request_set"}));
    EXPECT_EQ(record["features"]["symbol.X"], 0.1);
    EXPECT_EQ(record["attack_prediction"], 42.0);
}

TEST(Messages, ABatchComesBackAsItWas)
{
    const FeedbackMessage sent = sample();
    const std::string json = toJson(sent);
    const auto read = messageFromJson(json);
    EXPECT_EQ(toJson(batchOf(read)), json);
    EXPECT_EQ(batchOf(read).records.at(0).features, sent.records[0].features);
}

TEST(Messages, RepliesAndRequestsComeBackAsTheyWere)
{
    const ReplyMessage reply{"org", "5", true, "fine", 29, {{"u-7", "no features"}}, "v12"};
    EXPECT_EQ(toJson(reply),
        "{\"uuid_organization\":\"org\",\"id_context\":\"5\",\"success\":true,\"reason\":\"fine\",\"accepted\":29,"
        "\"rejected\":[{\"uuid\":\"u-7\",\"why\":\"no features\"}],\"model_version\":\"v12\"}");
    const auto read = messageFromJson(toJson(reply));
    ASSERT_TRUE(read.ok() && std::holds_alternative<ReplyMessage>(*read));
    EXPECT_EQ(std::get<ReplyMessage>(*read), reply);

    const RetrainMessage retrain{noon * 1000 + 7, "u", "org", "training:\n  model: x\n"};
    EXPECT_EQ(toJson(retrain),
        "{\"timestamp\":\"2021-02-27T12:00:00.007Z\",\"uuid\":\"u\",\"uuid_organization\":\"org\","
        "\"training_config\":\"training:\\n  model: x\\n\"}");
    const auto asked = messageFromJson(toJson(retrain));
    ASSERT_TRUE(asked.ok() && std::holds_alternative<RetrainMessage>(*asked));
    EXPECT_EQ(std::get<RetrainMessage>(*asked), retrain);
    // Older senders say it under another name.
    const auto older = messageFromJson(R"({"pw_uuid":"p","uuid_organization":"o","training_config":""})");
    ASSERT_TRUE(older.ok() && std::holds_alternative<RetrainMessage>(*older));
    EXPECT_EQ(std::get<RetrainMessage>(*older).uuid, "p");
}

TEST(Messages, ReadsAPublishedBatch)
{
    ASSAY_REQUIRE_SHARED(shared);
    const auto text = readFile(shared / "golden/baskerville/sent_feedback_sample.json");
    ASSERT_TRUE(text.ok());
    const auto read = messageFromJson(*text);
    const FeedbackMessage& batch = batchOf(read);
    EXPECT_EQ(batch.idContext, "5");
    EXPECT_EQ(batch.organization, "test");
    EXPECT_EQ(batch.reason, Reason::Attack);
    EXPECT_EQ(batch.stop - batch.start, 86'399); // one day, kept as one moment
    ASSERT_EQ(batch.records.size(), 16u);
    unsigned withoutRate = 0, bots = 0;
    for (const MessageRecord& record : batch.records) {
        bots += record.feedback == "bot" ? 1 : 0;
        EXPECT_EQ(record.features.size(), 27u);
        EXPECT_EQ(record.stop, 0);
        withoutRate += record.isLowRate ? 0 : 1;
    }
    EXPECT_GT(withoutRate, 0u);
    EXPECT_EQ(bots, 13u); // the other three are not
    EXPECT_EQ(labelOfRecord(batch.records[0]).value(), 9); // low rate
    EXPECT_EQ(labelOfRecord(batch.records[1]).value(), 6);
    EXPECT_EQ(batch.records[0].createdAt, 1'614'965'231);
}

TEST(Messages, PassesOverWhatItDoesNotKnow)
{
    const auto read = messageFromJson(
        R"({"extra":{"a":[1]},"feedback":[{"uuid_request_set":7,"features":{"a":1,"b":null,"c":"x","d":[2]},"ip":"1.2.3.4",
        "prediction":9,"score":null,"stop":null,"start":"soon","low_rate":null,"feedback":"notbot","zz":{"y":1}}],
        "uuid_organization":"o","feedback_context":{"reason":"true_negative","notes":null,"x":1},"id_context":5})");
    const FeedbackMessage& batch = batchOf(read);
    EXPECT_EQ(batch.idContext, "5");
    EXPECT_EQ(batch.reason, Reason::TrueNegative);
    ASSERT_EQ(batch.records.size(), 1u);
    EXPECT_EQ(batch.records[0].uuid, "7");
    EXPECT_EQ(batch.records[0].features.size(), 1u);
    EXPECT_EQ(batch.records[0].prediction, 42);
    EXPECT_EQ(batch.records[0].score, 42);
    EXPECT_EQ(batch.records[0].start, 0);
}

TEST(Messages, SaysWhatIsWrong)
{
    const std::string begin = R"({"uuid_organization":"o","id_context":"5",)";
    EXPECT_EQ(faultOf("[]"), "object expected at byte 0");
    EXPECT_EQ(faultOf("{}"), "uuid_organization is missing");
    EXPECT_EQ(faultOf(R"({"uuid_organization":"o"})"), "id_context is missing");
    EXPECT_EQ(faultOf(begin + "\"x\":1}"), "neither a batch, nor a reply, nor a request to train");
    EXPECT_NE(faultOf(begin + R"("progress_count":"3/2","success":true})").find("k/n"), std::string::npos);
    EXPECT_NE(faultOf(begin + R"("progress_count":"1/999999999","success":true})").find("k/n"), std::string::npos);
    EXPECT_NE(
        faultOf(begin + R"("feedback_context":{"reason":"boredom"},"feedback":[]})").find("reason"), std::string::npos);
    EXPECT_NE(faultOf(begin + R"("success":true,"accepted":-1})").find("whole number"), std::string::npos);
    EXPECT_NE(faultOf(begin + "\"reason\":\"" + std::string(50'000, 'x') + "\",\"success\":true}").find("too long"),
        std::string::npos);
    EXPECT_NE(faultOf(begin + std::string(100'000, '[')).find("text expected"), std::string::npos);
    EXPECT_NE(faultOf(begin + "\"x\":" + std::string(100'000, '[')).find("deeply"), std::string::npos);
    const std::string json = toJson(sample());
    for (size_t length = 0; length < json.size(); ++length)
        EXPECT_NE(faultOf(std::string_view(json).substr(0, length)), "none") << length;
}

TEST(Messages, SurvivesDamage)
{
    const std::string json = toJson(sample());
    std::minstd_rand random(7);
    for (int i = 0; i < 5000; ++i) {
        std::string damaged = json;
        for (unsigned n = 1 + random() % 3; n > 0; --n)
            damaged[random() % damaged.size()] = static_cast<char>(random());
        const auto read = messageFromJson(damaged);
        if (read && std::holds_alternative<FeedbackMessage>(*read)) {
            EXPECT_FALSE(toJson(std::get<FeedbackMessage>(*read)).empty());
        }
    }
}

TEST(Messages, LabelsOfRecords)
{
    MessageRecord record;
    const auto label = [&](const char* feedback, int prediction) {
        record.feedback = feedback;
        record.prediction = prediction;
        const auto read = labelOfRecord(record);
        return read ? static_cast<int>(*read) : -1;
    };
    EXPECT_EQ(label("bot", 42), 6);
    EXPECT_EQ(label("notbot", 42), 7);
    EXPECT_EQ(label("correct", 1), 6);
    EXPECT_EQ(label("correct", 0), 7);
    EXPECT_EQ(label("incorrect", 1), 7);
    EXPECT_EQ(label("incorrect", 42), -1);
    EXPECT_EQ(label("maybe", 1), -1);
    EXPECT_EQ(label("", 1), 0);
    EXPECT_EQ(feedbackOfLabel(3), "bot"); // phish
    EXPECT_EQ(feedbackOfLabel(2), "notbot");
    EXPECT_EQ(feedbackOfLabel(4), ""); // bulk
}

TEST(Messages, ReadsTimesInTheirSpellings)
{
    EXPECT_EQ(messageTime("2021-02-27 12:00:00+00:00"), noon * 1000);
    EXPECT_EQ(messageTime("2021-02-27T14:00:00.5+0200"), noon * 1000 + 500);
    EXPECT_EQ(messageTime("2021-02-27T12:00:00Z"), noon * 1000);
    EXPECT_EQ(messageTime("2021-02-27 12:00:00"), noon * 1000);
    EXPECT_EQ(messageTime("2021-02-27"), (noon - 43'200) * 1000);
    for (const char* text : {"", "2021", "2021-13-01", "2021-02-27 12:00", "2021-02-27 25:00:00",
             "2021-02-27 12:00:00.", "2021-02-27 12:00:00+99:00", "2021-02-27 12:00:00 x", "20a1-02-27"})
        EXPECT_EQ(messageTime(text), std::nullopt) << text;
}

TEST(BatchJson, ContextsAndScopesComeBackAsTheyWere)
{
    BatchContext context;
    context.name = "n";
    context.reason = Reason::TruePositive;
    context.reasonText = "why";
    context.start = -5;
    context.stop = noon;
    context.zone = "Europe/Kyiv";
    context.notes = "two\nlines";
    context.confidence = 70;
    EXPECT_EQ(contextFromJson(toJson(context)).value(), context);
    BatchScope scope;
    scope.query = "subject:\"a b\"";
    scope.list = "bad";
    scope.isFrozen = true;
    scope.items = {ItemId{0}, ItemId{1}, ItemId{2}, ItemId{9}};
    scope.removed = {ItemId{4}};
    EXPECT_EQ(scopeFromJson(toJson(scope)).value(), scope);
    EXPECT_EQ(itemsText(scope.items), "0-2,9");
    for (const char* text : {"x", "1-", "3-1", "1,", "1,1", "2,1", "0-4294967295", "1--2", "4294967295"})
        EXPECT_FALSE(itemsFromText(text).ok()) << text;
}

} // namespace
} // namespace assay::feedback
