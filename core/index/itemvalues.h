// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/index/itemwords.h"
#include "core/mail/message.h"
#include "core/traffic/requestset.h"

#include <array>
#include <string>
#include <vector>

namespace assay {

// Columns of texts. Their numbers are stored: new ones go to the end, and layoutVersion of the file moves on.
enum class TextColumn : uint8_t {
    Subject,
    From, // addresses as "Name <address>", and alone
    To,
    Cc,
    ReplyTo,
    EnvelopeFrom,
    EnvelopeTo,
    Helo,
    MessageId, // without angle brackets, like Thread
    Thread, // the first message of the thread, as References tells
    List,
    Language,
    Charset,
    Domain, // of the senders: From, Sender, Reply-To, envelope
    Url,
    Host, // of URLs, or asked for
    Attachment, // file names
    MimeType,
    PartPath,
    Digest, // SHA-256 of the message and of attachments
    Received, // one text a hop: "from ... (...) by ... with ..."
    Authentication, // "spf=pass"
    Path, // of the file
    UserAgent, // of request sets, as all below
    UrlPath,
    UrlQuery, // from the '?' on
    Method,
    Status, // decimal
    Ja4,
    ServerName, // of TLS
    Target,
    Country,
    Count
};
constexpr size_t textColumns = static_cast<size_t>(TextColumn::Count);

// Columns of words. Stored like the above.
enum class WordColumnId : uint8_t { Subject, Addresses, Body, Attachments, Hosts, Count };
constexpr size_t wordColumns = static_cast<size_t>(WordColumnId::Count);

// Yes-or-no facts of an item; bits of ItemValues::marks. Stored.
enum class ItemMark : uint8_t {
    Attachment,
    Html,
    RemoteContent,
    HiddenText,
    PasswordArchive,
    Encrypted,
    Signed,
    Bulk,
    Truncated,
    Broken, // a defect of severity Error
    Unreadable, // its bytes could not be read: only what the list shows is here
    Incomplete // has more texts or words than are kept here: must be read for a sure answer
};
constexpr uint64_t bitOf(ItemMark mark)
{
    return uint64_t{1} << static_cast<unsigned>(mark);
}

// Everything that the index holds of one item.
struct ItemValues
{
    std::array<std::vector<std::string>, textColumns> texts;
    std::array<std::vector<ItemWords::Entry>, wordColumns> words;
    std::vector<IpAddress> addresses; // source, and those of every Received
    uint64_t marks = 0;
    uint64_t defects = 0; // bits of a DefectSet
    uint64_t copyKey = 0; // equal for copies of one message
};

// Bounds of what is kept of one item; beyond them it is marked Incomplete.
struct ItemValueLimits
{
    size_t texts = 20'000; // in one column
    size_t textBytes = size_t{1} << 20; // of all
    size_t words = 65'536; // in one column
};

// The values of an item; `known` is what the case knows of the item: defects of splitting, its path in the source.
struct KnownItem
{
    std::string path;
    std::string digest; // hexadecimal, may be empty
    DefectSet defects;
};
ItemValues valuesOf(const Message& message, const KnownItem& known, const ItemValueLimits& limits = {});
ItemValues valuesOf(const traffic::RequestSet& set, const KnownItem& known, const ItemValueLimits& limits = {});
// Of an item that cannot be read.
ItemValues valuesOf(const MessageSummary& summary, const KnownItem& known);

} // namespace assay
