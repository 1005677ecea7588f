// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/mime/filetype.h"

#include "core/base/ascii.h"
#include "core/fuzzy/mime/packedfile.h"
#include "core/fuzzy/mime/textsniff.h"

#include <algorithm>

namespace assay::fuzzy {
namespace {

using namespace std::string_view_literals;

struct Kind
{
    std::string_view extension;
    std::string_view mimeType;
    FileClass kind;
};

constexpr Kind kinds[] = {{"exe", "application/x-ms-application", FileClass::Other},
    {"elf", "application/x-elf-executable", FileClass::Other},
    {"lnk", "application/x-ms-application", FileClass::Other}, {"class", "application/x-java-applet", FileClass::Other},
    {"bat", "application/x-bat", FileClass::Other}, {"rtf", "application/rtf", FileClass::Other},
    {"pdf", "application/pdf", FileClass::Other}, {"ps", "application/postscript", FileClass::Other},
    {"chm", "application/x-chm", FileClass::Other}, {"djvu", "application/x-djvu", FileClass::Other},
    {"ole", "application/octet-stream", FileClass::Other}, {"pgp", "application/encrypted", FileClass::Other},
    {"uue", "application/x-uuencoded", FileClass::Other}, {"jar", "application/java-archive", FileClass::Archive},
    {"apk", "application/vnd.android.package-archive", FileClass::Archive},
    {"arj", "application/x-arj", FileClass::Archive}, {"cab", "application/x-cab", FileClass::Archive},
    {"ace", "application/x-ace", FileClass::Archive}, {"tar", "application/x-tar", FileClass::Archive},
    {"bz2", "application/x-bzip", FileClass::Archive}, {"xz", "application/x-xz", FileClass::Archive},
    {"lz4", "application/x-lz4", FileClass::Archive}, {"zst", "application/x-zstandard", FileClass::Archive},
    {"iso", "application/x-iso", FileClass::Archive}, {"zoo", "application/x-zoo", FileClass::Archive},
    {"egg", "application/x-egg", FileClass::Archive}, {"xar", "application/x-xar", FileClass::Archive},
    {"szdd", "application/x-compressed", FileClass::Archive}, {"zip", "application/zip", FileClass::Archive},
    {"rar", "application/x-rar", FileClass::Archive}, {"7z", "x-7z-compressed/", FileClass::Archive},
    {"gz", "application/gzip", FileClass::Archive},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", FileClass::Other},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", FileClass::Other},
    {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", FileClass::Other},
    {"psd", "image/psd", FileClass::Image}, {"pcx", "image/pcx", FileClass::Image},
    {"pic", "image/pic", FileClass::Image}, {"tiff", "image/tiff", FileClass::Image},
    {"ico", "image/ico", FileClass::Image}, {"swf", "application/x-shockwave-flash", FileClass::Image},
    {"png", "image/png", FileClass::Image}, {"gif", "image/gif", FileClass::Image},
    {"jpg", "image/jpeg", FileClass::Image}, {"bmp", "image/bmp", FileClass::Image},
    {"dwg", "image/vnd.dwg", FileClass::Image}, {"txt", "text/plain", FileClass::Text},
    {"html", "text/html", FileClass::Text}, {"xml", "application/xml", FileClass::Text},
    {"csv", "text/csv", FileClass::Text}, {"ics", "text/calendar", FileClass::Text},
    {"vcf", "text/vcard", FileClass::Text}};

// Bytes at a fixed place. The first that fits decides, so the surer ones come first.
struct Signature
{
    std::string_view extension;
    size_t offset;
    std::string_view bytes;
};

constexpr Signature signatures[] = {{"ps", 0, "%!PS-Adobe"}, {"rtf", 0, "{\\rt"}, {"chm", 0, "ITSF"},
    {"djvu", 0, "AT&TFORM"}, {"djvu", 12, "DJVM"}, {"ole", 0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv},
    {"elf", 0,
        "\x7F"
        "ELF"sv},
    {"lnk", 0, "\x4C\x00\x00\x00\x01\x14\x02\x00\x00\x00\x00\x00\xC0\x00\x00\x00\x00\x00\x00\x46"sv},
    {"class", 0, "\xCA\xFE\xBA\xBE"sv}, {"ics", 0, "BEGIN:VCALENDAR"}, {"vcf", 0, "BEGIN:VCARD"},
    {"arj", 0, "\x60\xEA"sv}, {"ace", 7, "**ACE**"}, {"tar", 257, "ustar"}, {"lz4", 0, "\x04\x22\x4D\x18"sv},
    {"lz4", 0, "\x03\x21\x4C\x18"sv}, {"lz4", 0, "\x02\x21\x4C\x18"sv}, {"lz4", 0, "mozLz40\0"sv}, {"bz2", 0, "BZh"},
    {"bz2", 0, "BZ0"}, {"zoo", 20, "\xDC\xA7\xC4\xFD"sv}, {"xar", 0, "xar!"}, {"egg", 0, "EGGA"}, {"szdd", 0, "SZDD"},
    {"xz", 0,
        "\xFD"
        "7zXZ\0"sv},
    {"psd", 0, "8BPS"}, {"ico", 0, "\0\0\1\0"sv}, {"pcx", 0, "\x0A\x05\x01\x08"sv},
    {"pic", 0, "\xFF\x80\xC9\xC7\x1A\x00"sv}, {"swf", 0, "ZWS"}, {"swf", 0, "CWS"}, {"swf", 0, "FWS"},
    {"tiff", 0, "II*\0"sv}, {"tiff", 0, "MM"}, {"pgp", 0, "\xA8\x03PGP"sv}, {"pgp", 0, "-BEGIN PGP MESSAGE-"},
    {"uue", 0, "begin "}, {"jpg", 0, "\x00\x00\x00\x0C\x6A\x50\x20\x20\x0D\x0A\x87\x0A"sv},
    {"jpg", 0, "\xFF\xD8\xFF"sv}, {"png", 0, "\x89PNG\r\n\x1A\n"sv}, {"exe", 0, "MZ"}};

bool isDigit(std::string_view data, size_t at)
{
    return at < data.size() && isAsciiDigit(data[at]);
}

bool isPdf(std::string_view data)
{
    constexpr size_t latest = 1024 - 8;
    for (const std::string_view mark : {"%PDF-"sv, "%FDF-"sv}) {
        for (size_t at = data.find(mark); at != std::string_view::npos && at <= latest; at = data.find(mark, at + 1)) {
            const size_t version = at + mark.size();
            if (version + 2 < data.size() && (data[version] == '1' || data[version] == '2') && data[version + 1] == '.'
                && isDigit(data, version + 2))
                return true;
        }
    }
    return false;
}

bool isZstandard(std::string_view data)
{
    return data.size() >= 4 && data[0] >= 0x22 && data[0] <= 0x40 && data.substr(1, 3) == "\xB5\x2F\xFD"sv;
}

bool isBitmap(std::string_view data)
{
    return data.size() >= 9 && data.substr(0, 2) == "BM" && data.substr(5, 4) == "\0\0\0\0"sv;
}

bool isDrawing(std::string_view data)
{
    return data.size() >= 6 && data.substr(0, 4) == "AC10" && (data[4] == '1' || data[4] == '2') && data[5] >= '2'
        && data[5] <= '9';
}

// "@echo off" anywhere.
bool isBatch(std::string_view data)
{
    for (size_t at = data.find('@'); at != std::string_view::npos; at = data.find('@', at + 1)) {
        const size_t echo = data.find_first_not_of(" \t\r\n\v\f", at + 1);
        if (echo == std::string_view::npos || !startsWithIgnoringCase(data.substr(echo), "echo"))
            continue;
        const size_t off = data.find_first_not_of(" \t\r\n\v\f", echo + 4);
        if (off != std::string_view::npos && off > echo + 4 && startsWithIgnoringCase(data.substr(off), "off"))
            return true;
    }
    return false;
}

std::string_view bySignature(std::string_view data)
{
    if (isPdf(data))
        return "pdf";
    if (data.size() >= 5 && data.substr(0, 4) == "GIF8" && isDigit(data, 4))
        return "gif";
    if (isZstandard(data))
        return "zst";
    if (isBitmap(data))
        return "bmp";
    if (isDrawing(data))
        return "dwg";
    for (const Signature& signature : signatures) {
        if (data.size() >= signature.offset + signature.bytes.size()
            && data.substr(signature.offset, signature.bytes.size()) == signature.bytes)
            return signature.extension;
    }
    if (data.find("MSCF\0\0\0\0"sv) != std::string_view::npos)
        return "cab";
    if (data.size() > 0x8007 && data.find("\1CD001\1"sv, 0x8000) != std::string_view::npos)
        return "iso";
    return isBatch(data) ? "bat"sv : ""sv;
}

FileType typeOf(std::string_view extension)
{
    const auto found = std::find_if(
        std::begin(kinds), std::end(kinds), [extension](const Kind& kind) { return kind.extension == extension; });
    FileType type;
    if (found != std::end(kinds))
        type = {found->extension, found->mimeType, found->kind, false, false};
    type.isData = extension == "xml" || extension == "csv" || extension == "ics" || extension == "vcf";
    return type;
}

} // namespace

FileType detectFileType(const MimePart& part)
{
    const std::string_view name = part.disposition ? std::string_view(part.disposition->fileName) : std::string_view();
    const std::string_view packed = packedFileKind(part.decoded, !name.empty());
    if (!packed.empty()) {
        FileType type = typeOf(packed);
        type.isPackedFile = true;
        return type;
    }
    const std::string_view known = bySignature(part.decoded);
    return typeOf(known.empty() ? sniffText(part) : known);
}

} // namespace assay::fuzzy
