// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::feedback {

// What a message is found under: "feedback-3-1of2.json".
struct MessageName
{
    std::string topic; // "feedback", or "UUID.feedback" for replies
    std::string id;
    uint32_t part = 1, parts = 1;
    std::string fileName() const;
};

// A message that has arrived. Who gave it its name is not known: only the content says what it is.
struct IncomingMessage
{
    std::string name; // of a file
    std::string stem; // the name without "-1of2.json"; parts of one message have the same
    uint64_t size = 0;
    std::string stamp; // changes with the content; the same message read again has the same
};

// The way to others and back. What is published is prepared first, so that the case can store that it is sent before
// anybody sees it. One thread at a time.
class Transport
{
public:
    virtual ~Transport();
    // Stores a message, not seen by others yet.
    virtual Result<void> prepare(const MessageName& name, std::string_view json) = 0;
    // Makes what was prepared seen, in the order of the names. One of the same name is replaced.
    virtual Result<void> release(const std::vector<MessageName>& names) = 0;
    // Forgets everything that was prepared and not released.
    virtual void discard() = 0;
    // What has arrived, by name; at most 10,000.
    virtual Result<std::vector<IncomingMessage>> arrived() const = 0;
    virtual Result<std::string> read(const IncomingMessage& message) const = 0;
    // Takes a message out of what has arrived: it was applied, or it was refused. Where it is kept then.
    virtual Result<std::filesystem::path> putAway(const IncomingMessage& message, bool isRefused) = 0;
};

// Folders that something else carries to other places: outbox/, and inbox/ with done/ and refused/ in it. They are made
// when they are needed. Files appear whole, by rename.
class FolderTransport final : public Transport
{
public:
    explicit FolderTransport(const std::filesystem::path& folder)
        : m_outbox(folder / "outbox")
        , m_inbox(folder / "inbox")
    {
    }
    const std::filesystem::path& outbox() const { return m_outbox; }
    const std::filesystem::path& inbox() const { return m_inbox; }

    Result<void> prepare(const MessageName& name, std::string_view json) override;
    Result<void> release(const std::vector<MessageName>& names) override;
    void discard() override;
    Result<std::vector<IncomingMessage>> arrived() const override;
    Result<std::string> read(const IncomingMessage& message) const override;
    Result<std::filesystem::path> putAway(const IncomingMessage& message, bool isRefused) override;

private:
    std::filesystem::path staging() const { return m_outbox / ".prepared"; }
    std::filesystem::path m_outbox, m_inbox;
};

} // namespace assay::feedback
