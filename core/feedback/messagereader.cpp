// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/jsonreader.h"
#include "core/feedback/messages.h"

#include <charconv>
#include <cmath>
#include <unordered_map>

namespace assay::feedback {
namespace {

constexpr size_t longestText = 300; // bytes of ids and names
constexpr size_t longestDescription = 40'000; // bytes: 10,000 characters of four
constexpr size_t longestConfig = size_t{1} << 20;
constexpr size_t mostRecords = 1'000'000;
constexpr size_t mostNames = 10'000; // different features in a message
constexpr size_t mostRejected = 100'000;
constexpr uint32_t mostParts = 100'000;

using Kind = JsonReader::Kind;

// Reads a message of any kind: which one it is shows only at its end, as keys may stand in any order.
class MessageReader
{
public:
    explicit MessageReader(std::string_view text)
        : m_in(text)
    {
    }

    Result<Message> read()
    {
        std::string key;
        for (m_in.enterObject(); m_in.nextMember(key);)
            readMember(key);
        if (!m_in.finish())
            return bad(m_in.why());
        m_retrain.organization = m_reply.organization = m_feedback.organization;
        m_reply.idContext = m_feedback.idContext;
        if (m_feedback.organization.empty())
            return bad("uuid_organization is missing");
        if (m_hasConfig)
            return Message(std::move(m_retrain));
        if (m_feedback.idContext.empty())
            return bad("id_context is missing");
        if (m_hasRecords && m_hasContext)
            return finishFeedback();
        if (m_hasSuccess)
            return Message(std::move(m_reply));
        return bad("neither a batch, nor a reply, nor a request to train");
    }

private:
    static Error bad(std::string why) { return Error{ErrorCode::BadData, "message", std::move(why)}; }

    void readMember(std::string_view key)
    {
        if (key == "id_context")
            m_feedback.idContext = id();
        else if (key == "uuid_organization")
            m_feedback.organization = text(longestText);
        else if (key == "progress_count")
            readCount();
        else if (key == "feedback_context")
            readContext();
        else if (key == "feedback")
            readRecords();
        else if (!readReplyMember(key) && !readRetrainMember(key))
            m_in.skip();
    }

    bool readReplyMember(std::string_view key)
    {
        if (key == "success") {
            m_hasSuccess = true;
            m_reply.success = m_in.truth();
        } else if (key == "reason") {
            m_reply.reason = text(longestDescription);
        } else if (key == "accepted") {
            m_reply.accepted = count();
        } else if (key == "rejected") {
            readRejected();
        } else if (key == "model_version") {
            m_reply.modelVersion = id();
        } else {
            return false;
        }
        return true;
    }

    bool readRetrainMember(std::string_view key)
    {
        if (key == "training_config") {
            m_hasConfig = true;
            m_retrain.trainingConfig = text(longestConfig);
        } else if (key == "timestamp") {
            m_retrain.atMs = messageTime(text(longestText)).value_or(0);
        } else if (key == "uuid" || key == "pw_uuid") {
            m_retrain.uuid = text(longestText);
        } else {
            return false;
        }
        return true;
    }

    // "2/5"
    void readCount()
    {
        const std::string value = text(longestText);
        const char* const end = value.data() + value.size();
        const auto part = std::from_chars(value.data(), end, m_feedback.part);
        const bool hasParts = part.ec == std::errc() && part.ptr != end && *part.ptr == '/';
        const auto parts = hasParts ? std::from_chars(part.ptr + 1, end, m_feedback.parts) : part;
        const bool isRight = hasParts && parts.ec == std::errc() && parts.ptr == end && m_feedback.part >= 1
            && m_feedback.part <= m_feedback.parts && m_feedback.parts <= mostParts;
        if (!isRight)
            m_in.fail("progress_count is no \"k/n\"");
    }

    void readContext()
    {
        m_hasContext = true;
        std::string key;
        for (m_in.enterObject(); m_in.nextMember(key);) {
            if (key == "reason")
                readReason();
            else if (key == "reason_descr")
                m_feedback.reasonText = text(longestDescription);
            else if (key == "notes")
                m_feedback.notes = text(longestDescription);
            else if (key == "start")
                m_feedback.start = time();
            else if (key == "stop")
                m_feedback.stop = time();
            else if (key == "ip_count" && m_in.peek() == Kind::Number)
                m_feedback.addresses = count();
            else if (key == "pending" && m_in.peek() == Kind::Truth)
                m_feedback.isPending = m_in.truth();
            else
                m_in.skip();
        }
    }

    void readReason()
    {
        const auto reason = reasonFromName(text(longestText));
        if (!reason)
            m_in.fail("unknown reason");
        else
            m_feedback.reason = *reason;
    }

    void readRecords()
    {
        if (m_hasRecords)
            m_in.fail("feedback twice");
        m_hasRecords = true;
        // Declared as an object by the published schema, sent as an array.
        if (m_in.peek() == Kind::Object) {
            m_feedback.records.push_back(record());
            return;
        }
        for (m_in.enterArray(); m_in.nextElement();) {
            if (m_feedback.records.size() == mostRecords)
                m_in.fail("too many records");
            m_feedback.records.push_back(record());
        }
    }

    MessageRecord record()
    {
        MessageRecord record;
        std::string key;
        for (m_in.enterObject(); m_in.nextMember(key);)
            readRecordMember(key, record);
        return record;
    }

    void readRecordMember(std::string_view key, MessageRecord& record)
    {
        const Kind kind = m_in.peek();
        if (key == "features" && kind == Kind::Object)
            readFeatures(record);
        else if (key == "uuid_request_set")
            record.uuid = id();
        else if (key == "feedback" && kind == Kind::Text)
            record.feedback = text(longestText);
        else if (key == "low_rate" && kind == Kind::Truth)
            record.isLowRate = m_in.truth();
        else if (key == "prediction" && kind == Kind::Number)
            readPrediction(record);
        else if (key == "score" && kind == Kind::Number)
            record.score = m_in.number();
        else if (key == "attack_prediction" && kind == Kind::Number)
            record.attackPrediction = m_in.number();
        else if (key == "id" && kind == Kind::Number)
            record.id = count();
        else if (int64_t* at = timeOf(key, record))
            *at = time();
        else
            m_in.skip();
    }

    static int64_t* timeOf(std::string_view key, MessageRecord& record)
    {
        if (key == "start")
            return &record.start;
        if (key == "stop")
            return &record.stop;
        if (key == "submitted_at")
            return &record.submittedAt;
        if (key == "created_at")
            return &record.createdAt;
        return key == "updated_at" ? &record.updatedAt : nullptr;
    }

    void readPrediction(MessageRecord& record)
    {
        const double value = m_in.number();
        record.prediction = value == 0 ? 0 : value == 1 ? 1 : 42;
    }

    void readFeatures(MessageRecord& record)
    {
        std::string name;
        for (m_in.enterObject(); m_in.nextMember(name);) {
            if (m_in.peek() != Kind::Number) {
                m_in.skip();
                continue;
            }
            const double value = m_in.number();
            if (record.features.size() == mostNames || name.size() > longestText)
                m_in.fail("too many features, or a name that is too long");
            else
                record.features.emplace_back(numberOf(name), value);
        }
    }

    uint32_t numberOf(const std::string& name)
    {
        const auto [at, isNew] = m_names.emplace(name, static_cast<uint32_t>(m_feedback.names.size()));
        if (isNew && m_feedback.names.size() == mostNames)
            m_in.fail("too many different features");
        else if (isNew)
            m_feedback.names.push_back(name);
        return at->second;
    }

    void readRejected()
    {
        std::string key;
        for (m_in.enterArray(); m_in.nextElement();) {
            ReplyMessage::Rejected rejected;
            for (m_in.enterObject(); m_in.nextMember(key);) {
                if (key == "uuid")
                    rejected.uuid = id();
                else if (key == "why")
                    rejected.why = text(longestDescription);
                else
                    m_in.skip();
            }
            if (m_reply.rejected.size() == mostRejected)
                m_in.fail("too many records are rejected");
            m_reply.rejected.push_back(std::move(rejected));
        }
    }

    // null is "".
    std::string text(size_t longest)
    {
        if (m_in.peek() == Kind::Null) {
            m_in.skip();
            return {};
        }
        std::string value = m_in.text();
        if (value.size() > longest)
            m_in.fail("a text is too long");
        return value;
    }

    // A text, or a number as text.
    std::string id()
    {
        if (m_in.peek() == Kind::Number)
            return std::to_string(count());
        return text(longestText);
    }

    uint64_t count()
    {
        const double value = m_in.number();
        if (!(value >= 0 && value <= 9007199254740992.0) || std::floor(value) != value) {
            m_in.fail("whole number expected");
            return 0;
        }
        return static_cast<uint64_t>(value);
    }

    // Seconds; 0 for what is no time.
    int64_t time()
    {
        if (m_in.peek() != Kind::Text) {
            m_in.skip();
            return 0;
        }
        const auto milliseconds = messageTime(text(longestText));
        if (!milliseconds)
            return 0;
        return *milliseconds >= 0 ? *milliseconds / 1000 : -((-*milliseconds + 999) / 1000);
    }

    Result<Message> finishFeedback()
    {
        constexpr int64_t day = 86'400;
        if (m_feedback.start != 0 && m_feedback.start == m_feedback.stop && m_feedback.start % day == 0)
            m_feedback.stop += day - 1;
        return Message(std::move(m_feedback));
    }

    JsonReader m_in;
    FeedbackMessage m_feedback;
    ReplyMessage m_reply;
    RetrainMessage m_retrain;
    std::unordered_map<std::string, uint32_t> m_names;
    bool m_hasRecords = false, m_hasContext = false, m_hasSuccess = false, m_hasConfig = false;
};

} // namespace

Result<Message> messageFromJson(std::string_view text)
{
    return MessageReader(text).read();
}

} // namespace assay::feedback
