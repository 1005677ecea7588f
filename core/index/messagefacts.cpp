// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/messagefacts.h"

#include "core/base/ascii.h"
#include "core/index/itemvalues.h"

#include <array>

namespace assay {
namespace {

using std::string_view_literals::operator""sv;

constexpr uint64_t largestArchive = uint64_t{64} << 20; // of those that are looked into

uint32_t littleEndian(std::string_view bytes, size_t offset, size_t length)
{
    uint32_t value = 0;
    for (size_t i = length; i-- > 0 && offset + i < bytes.size();)
        value = value << 8 | static_cast<uint8_t>(bytes[offset + i]);
    return value;
}

// Bit 0 of the flags of any entry; entries with sizes behind their data are found by their signature.
bool zipNeedsPassword(std::string_view zip)
{
    constexpr auto centralEntry = "PK\1\2"sv, localEntry = "PK\3\4"sv;
    if (littleEndian(zip, 6, 2) & 1)
        return true;
    for (size_t at = zip.find(centralEntry); at != std::string_view::npos; at = zip.find(centralEntry, at + 4)) {
        if (littleEndian(zip, at + 8, 2) & 1)
            return true;
    }
    return zip.substr(0, 4) == localEntry && zip.find("\x01\x99\x07\x00"sv) < 200; // AES field of the first entry
}

bool rarNeedsPassword(std::string_view rar)
{
    if (rar.substr(0, 8) == "Rar!\x1a\x07\x01\x00"sv) { // version 5: block CRC, size, type; 4 is the encryption header
        return rar.size() > 13 && static_cast<uint8_t>(rar[13]) == 4;
    }
    if (littleEndian(rar, 10, 2) & 0x0080) // headers too
        return true;
    const size_t file = 7 + littleEndian(rar, 12, 2);
    return file + 5 < rar.size() && static_cast<uint8_t>(rar[file + 2]) == 0x74
        && (littleEndian(rar, file + 3, 2) & 0x0004) != 0;
}

bool isOfType(std::string_view type, std::initializer_list<std::string_view> types)
{
    for (const std::string_view one : types) {
        if (type == one)
            return true;
    }
    return false;
}

uint64_t factsOfPart(const Message& message, size_t index)
{
    const MailPart& part = message.parts()[index];
    uint64_t facts = 0;
    if (part.type == "multipart/encrypted")
        facts |= bitOf(ItemMark::Encrypted);
    if (part.type == "multipart/signed"
        || isOfType(
            part.type, {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}))
        facts |= bitOf(ItemMark::Signed);
    if (isOfType(part.type, {"application/pkcs7-mime", "application/x-pkcs7-mime"}))
        facts |= bitOf(endsWithIgnoringCase(part.fileName, ".p7s") ? ItemMark::Signed : ItemMark::Encrypted);
    if (part.isContainer)
        return facts;
    if (part.isAttachment)
        facts |= bitOf(ItemMark::Attachment);
    if (isOfType(part.type, {"text/html", "application/xhtml+xml"}) && !part.isAttachment) {
        facts |= bitOf(ItemMark::Html);
        if (loadsRemoteContent(message.decodedPart(index)))
            facts |= bitOf(ItemMark::RemoteContent);
    }
    const bool isArchive = isOfType(part.contentType,
        {"application/zip", "application/vnd.rar", "application/x-7z-compressed", "application/x-ole-storage"});
    if (isArchive && part.decodedBytes <= largestArchive && needsPassword(message.decodedPart(index)))
        facts |= bitOf(ItemMark::PasswordArchive);
    return facts;
}

} // namespace

bool needsPassword(std::string_view archive)
{
    if (archive.substr(0, 4) == "PK\3\4"sv)
        return zipNeedsPassword(archive);
    if (archive.substr(0, 6) == "Rar!\x1a\x07"sv)
        return rarNeedsPassword(archive);
    if (archive.substr(0, 6) == "7z\xbc\xaf\x27\x1c"sv) // the AES coder; packed headers hide it, then nothing is said
        return archive.find("\x06\xf1\x07\x01"sv) != std::string_view::npos;
    if (archive.substr(0, 8) == "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv) // a compound file that wraps the encrypted one
        return archive.find("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"sv) != std::string_view::npos;
    return false;
}

bool loadsRemoteContent(std::string_view html)
{
    constexpr std::array names = {"src"sv, "background"sv, "url("sv, "srcset"sv, "poster"sv, "@import"sv};
    for (const std::string_view name : names) {
        for (size_t at = findIgnoringCase(html, name); at != std::string_view::npos;
             at = findIgnoringCase(html, name, at)) {
            at += name.size();
            const size_t value = html.find_first_not_of(" \t\r\n=\"'(", at);
            if (value == std::string_view::npos || value - at > 16)
                continue;
            const bool hasGlue = value > at || name == "url("sv;
            const std::string_view target = html.substr(value, 8);
            if (hasGlue
                && (startsWithIgnoringCase(target, "http://") || startsWithIgnoringCase(target, "https://")
                    || startsWithIgnoringCase(target, "ftp://") || target.substr(0, 2) == "//"))
                return true;
        }
    }
    return false;
}

uint64_t factsOf(const Message& message)
{
    uint64_t facts = 0;
    for (size_t i = 0; i < message.parts().size(); ++i)
        facts |= factsOfPart(message, i);
    if (!message.hiddenText().empty())
        facts |= bitOf(ItemMark::HiddenText);
    if (message.text().find("-----BEGIN PGP MESSAGE-----") != std::string::npos)
        facts |= bitOf(ItemMark::Encrypted);
    if (message.text().find("-----BEGIN PGP SIGNED MESSAGE-----") != std::string::npos)
        facts |= bitOf(ItemMark::Signed);
    return facts;
}

} // namespace assay
