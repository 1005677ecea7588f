// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"
#include "core/mail/summary.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

struct MailHeader
{
    std::string name; // as written
    std::string raw; // value as written, folds kept, without the final line end
    std::string decoded; // UTF-8, unfolded, one line
    uint64_t offset = 0; // of the first byte of the name, in the message
    uint64_t length = 0; // whole field with its line end
};

struct MailAddress
{
    std::string name; // display name, decoded
    std::string address; // as written, without angle brackets
    std::string domainUnicode; // IDN shown in Unicode
    bool nameHoldsAddress = false; // the display name shows another address (spoof)
    bool mixedScripts = false;
};

// One Received field, newest first.
struct ReceivedHop
{
    std::string from; // name of the sending host
    std::string helo;
    std::string reverseName;
    std::optional<IpAddress> ip; // connection address written by the receiving host
    std::string by, with, tls, id, forAddress;
    std::optional<Timestamp> date;
    bool trusted = false;
};

struct MailPart
{
    std::string path; // "1.2"; the root of a multipart message is "1"
    std::string type; // "text/html", lower-case
    std::string charset; // as declared, lower-case; empty when none
    std::string encoding; // transfer encoding, lower-case; "7bit" when none
    std::string fileName; // decoded, as the sender wrote it
    std::string savedName; // safe to use as a file name
    std::string disposition; // "inline", "attachment" or empty
    std::string contentId; // without angle brackets
    std::string contentType; // by the first bytes of the content ("application/pdf"); empty when they show none
    uint64_t headerOffset = 0; // where the part's header block begins in the message (root: 0)
    uint64_t bodyOffset = 0; // encoded body in the message; for parts inside an encoded message, in the decoded parent
    uint64_t bodyBytes = 0; // encoded
    uint64_t decodedBytes = 0;
    Sha256 sha256 = {}; // of the decoded bytes; leaves only
    int parent = -1; // index of the enclosing part
    bool isAttachment = false;
    bool isContainer = false; // multipart or message: its children follow
    bool insideEncodedMessage = false; // bodyOffset does not count in the message's own bytes
    bool isEncodedBlock = false; // a uuencode or yEnc block inside the text of `parent`
    bool deceptiveName = false; // the name hides what the file is
};

enum class AuthMethod { Spf, Dkim, Dmarc, Arc, Bimi, Other };
// A result as stated by a header; nothing is decided again.
struct AuthResult
{
    AuthMethod method = AuthMethod::Other;
    std::string methodName, result, reason, properties, server; // server = authserv-id
    bool byOwnServer = false; // else: claimed
};

struct MailUrl
{
    std::string url; // as written
    std::string host; // lower-case, Unicode
    std::string text; // link text of HTML, empty for plain text
    std::string source; // path of the part
    bool deceptive = false; // the text shows another host than the target
};

// What was kept out of the safe HTML.
struct BlockedContent
{
    unsigned remoteImages = 0, scripts = 0, forms = 0, frames = 0, objects = 0, eventHandlers = 0, styles = 0,
             hidden = 0;
    std::vector<std::string> hosts; // of remote content, sorted, once each
};

// Display reading of one message (core/rules and core/fuzzy have their own readings of the same bytes).
// Parsed once, then const; any thread. Holds its bytes; throw it away after use.
class Message
{
public:
    // Never fails: what cannot be parsed becomes a defect. `bytes` are those of the item, without an mbox From line.
    static Message parse(std::string bytes, const MailOptions& options = {});
    Message(Message&&) noexcept;
    Message& operator=(Message&&) noexcept;
    ~Message();

    const std::string& bytes() const;
    const MessageSummary& summary() const;
    const std::vector<MailHeader>& headers() const; // in order, duplicates kept
    const std::vector<MailAddress>& from() const;
    const std::vector<MailAddress>& to() const;
    const std::vector<MailAddress>& cc() const;
    const std::vector<ReceivedHop>& received() const;
    const std::vector<AuthResult>& authentication() const;
    const std::vector<MailPart>& parts() const; // depth first, containers too

    // Decoded bytes of a leaf; empty for containers and for parts over the limit.
    std::string decodedPart(size_t part) const;
    // Text of a text part as UTF-8 (flowed joined); empty when the part is no text.
    std::string partText(size_t part) const;
    // Index of the part that the Text and HTML views show, or -1.
    int bestTextPart() const;
    int htmlPart() const;
    // The visible text of the message: text parts in order, HTML as text.
    const std::string& text() const;
    // Text of the HTML part that is not visible (display:none, size 0, background colour).
    const std::string& hiddenText() const;
    // Allow-listed HTML for display: no script, no network, images only cid: and data:. Made at each call.
    std::string safeHtml(BlockedContent* blocked = nullptr) const;
    const std::vector<MailUrl>& urls() const;
    const std::string& language() const; // ISO 639-1, empty when unknown
    DefectSet defects() const;

    struct Data; // of the implementation

private:
    explicit Message(std::unique_ptr<Data> data);
    std::unique_ptr<Data> m_data;
};

} // namespace assay
