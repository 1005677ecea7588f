// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/outlook/compoundfile.h"

#include <map>
#include <optional>
#include <string>

namespace assay {

// Numbers of the MAPI properties that are read ([MS-OXPROPS]).
namespace mapi {
constexpr uint16_t subject = 0x0037, clientSubmitTime = 0x0039, representingName = 0x0042, representingAddress = 0x0065,
                   transportHeaders = 0x007d, recipientType = 0x0c15, senderName = 0x0c1a, senderAddress = 0x0c1f,
                   displayCc = 0x0e03, displayTo = 0x0e04, deliveryTime = 0x0e06, body = 0x1000, rtf = 0x1009,
                   html = 0x1013, messageId = 0x1035, references = 0x1039, inReplyTo = 0x1042, displayName = 0x3001,
                   address = 0x3003, attachData = 0x3701, attachName = 0x3704, attachLongName = 0x3707,
                   attachType = 0x370e, attachContentId = 0x3712, smtpAddress = 0x39fe, internetCodepage = 0x3fde,
                   messageCodepage = 0x3ffd, senderSmtp = 0x5d01, representingSmtp = 0x5d02;
}

// Text as it is stored, with the charset that it is in.
struct StoredText
{
    std::string bytes;
    std::string charset; // "utf-8", "windows-1252" ...
    bool empty() const { return bytes.empty(); }
};

// The properties of one storage of an Outlook message ([MS-OXMSG] 2.4).
class MapiProperties
{
public:
    // `headerLength` of the property stream: 32 at the top, 24 in an embedded message, 8 elsewhere.
    MapiProperties(const CompoundFile& file, uint32_t storage, size_t headerLength, const std::string& charset = {});

    StoredText text(uint16_t property) const; // Unicode if there is, else the 8-bit form
    StoredText firstText(std::initializer_list<uint16_t> properties) const; // the first that is not empty
    std::string binary(uint16_t property) const;
    std::optional<uint32_t> number(uint16_t property) const;
    std::optional<int64_t> time(uint16_t property) const; // seconds since 1970
    std::optional<uint32_t> storage(uint16_t property) const; // an embedded object
    const std::string& charset() const { return m_charset; } // of 8-bit text

private:
    std::optional<uint32_t> find(uint16_t property, uint16_t type) const;

    const CompoundFile& m_file;
    std::map<uint32_t, uint32_t> m_streams; // tag -> entry
    std::map<uint32_t, uint64_t> m_values; // tag -> fixed value
    std::string m_charset;
};

// Name of a Windows code page for MIME; windows-1252 when unknown.
std::string charsetOfCodepage(uint32_t codepage);

} // namespace assay
