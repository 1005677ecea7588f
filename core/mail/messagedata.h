// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/deadline.h"
#include "core/mail/headerblock.h"
#include "core/mail/message.h"
#include "core/mail/mimestructure.h"
#include "core/text/transfer.h"

namespace assay {

// Where the bytes of a part are: a node of the structure, or a block inside the decoded text of one.
struct PartSource
{
    size_t node = 0;
    bool isBlock = false;
    EncodedBlock block; // offsets count in the decoded bytes of the node
};

struct Message::Data
{
    std::string bytes; // as given
    std::string repaired; // when not empty, what is read instead (UTF-16 as UTF-8, CR line ends as LF)
    bool converted = false; // offsets in `repaired` are not those of `bytes`
    MailOptions options;
    MessageSummary summary;
    std::vector<MailHeader> headers;
    std::vector<MailAddress> from, to, cc;
    std::vector<ReceivedHop> received;
    std::vector<AuthResult> authentication;
    MimeStructure structure;
    std::vector<MailPart> parts;
    std::vector<PartSource> sources; // one a part
    std::string text, hiddenText, language;
    std::vector<MailUrl> urls;
    DefectSet defects;

    std::string_view readable() const
    {
        return repaired.empty() ? std::string_view(bytes) : std::string_view(repaired);
    }
};

// The text of one leaf as it is shown.
struct LeafText
{
    std::string visible;
    std::string hidden;
    std::vector<MailUrl> urls;
    DefectSet defects;
};

// Fills headers, addresses, received and authentication from the scanned block.
void fillHeaders(Message::Data& data, const HeaderBlock& block);
// Fills parts and sources, and text, hidden text, URLs and language from the leaves.
void fillParts(Message::Data& data, const Deadline& deadline);

bool isTextType(std::string_view type); // shown as text: text/*, and message/* reports
bool isHtmlType(std::string_view type);
// A leaf's decoded bytes as text, flowed paragraphs joined, encoded blocks removed (UTF-8, LF). HTML stays HTML.
std::string leafText(const MimeNode& node, std::string_view decoded, DefectSet& defects);
// What a reader sees of a text leaf, with its URLs.
LeafText readLeaf(const MimeNode& node, std::string_view decoded, const MailOptions& options);

} // namespace assay
