// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/attachmentname.h"

#include "core/base/ascii.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace assay {
namespace {

constexpr size_t maxName = 120;
constexpr size_t maxExtension = 16;

constexpr std::string_view programs[] = {"exe", "scr", "com", "pif", "bat", "cmd", "msi", "msp", "jar", "js", "jse",
    "vbs", "vbe", "wsf", "wsh", "ps1", "psm1", "hta", "cpl", "dll", "lnk", "reg", "inf", "scf", "sct", "gadget", "chm",
    "appx", "msix", "apk", "iso", "img", "vhd", "vhdx", "sh", "url", "xll", "one"};
constexpr std::string_view documents[] = {"pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "rtf", "odt", "ods",
    "txt", "csv", "htm", "html", "jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp", "mp3", "mp4", "avi", "mov",
    "wav", "zip", "rar", "7z", "eml", "msg", "xml", "json"};

template <size_t N>
bool isOneOf(std::string_view word, const std::string_view (&list)[N])
{
    return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

bool isDeviceName(std::string_view name)
{
    constexpr std::string_view devices[] = {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"};
    const std::string stem = toAsciiLower(trimmed(name.substr(0, name.find('.'))));
    const bool numbered =
        stem.size() == 4 && (stem.substr(0, 3) == "com" || stem.substr(0, 3) == "lpt") && isAsciiDigit(stem[3]);
    return numbered || isOneOf(stem, devices);
}

bool isPlainBlank(char32_t c)
{
    return c == ' ' || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x3000;
}

bool isDroppedFromNames(char32_t c)
{
    return isControl(c) || isBidiControl(c) || isInvisibleFormat(c) || c == replacementCharacter;
}

std::string withoutOddCharacters(std::string_view name)
{
    constexpr std::string_view forbidden = "<>:\"|?*";
    std::string clean;
    for (size_t i = 0; i < name.size();) {
        const char32_t c = nextCodePoint(name, i);
        if (c < 0x80 && forbidden.find(static_cast<char>(c)) != std::string_view::npos)
            clean += '_';
        else if (isPlainBlank(c))
            clean += ' ';
        else if (!isDroppedFromNames(c))
            appendUtf8(clean, c);
    }
    return clean;
}

std::string shortened(const std::string& name)
{
    if (name.size() <= maxName)
        return name;
    const size_t dot = name.rfind('.');
    const bool keeps = dot != std::string::npos && name.size() - dot <= maxExtension;
    const std::string extension = keeps ? name.substr(dot) : std::string();
    return std::string(utf8Prefix(name, maxName - extension.size())) + extension;
}

struct Magic
{
    size_t offset;
    std::string_view bytes;
    std::string_view type;
};
constexpr Magic magics[] = {
    {0, "MZ", "application/x-dosexec"},
    {0,
        "\x7F"
        "ELF",
        "application/x-executable"},
    {0, "%PDF-", "application/pdf"},
    {0, "PK\x03\x04", "application/zip"},
    {0, "PK\x05\x06", "application/zip"},
    {0, "\x89PNG\r\n\x1A\n", "image/png"},
    {0, "\xFF\xD8\xFF", "image/jpeg"},
    {0, "GIF87a", "image/gif"},
    {0, "GIF89a", "image/gif"},
    {8, "WEBP", "image/webp"},
    {0, "BM", "image/bmp"},
    {0, std::string_view("II*\0", 4), "image/tiff"},
    {0, std::string_view("MM\0*", 4), "image/tiff"},
    {0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "application/x-ole-storage"},
    {0, "{\\rtf", "text/rtf"},
    {0, "Rar!\x1A\x07", "application/vnd.rar"},
    {0, "7z\xBC\xAF\x27\x1C", "application/x-7z-compressed"},
    {0, "\x1F\x8B", "application/gzip"},
    {0, "BZh", "application/x-bzip2"},
    {0,
        "\xFD"
        "7zXZ",
        "application/x-xz"},
    {0, "\x28\xB5\x2F\xFD", "application/zstd"},
    {0, "\x78\x9F\x3E\x22", "application/vnd.ms-tnef"},
    {0, "!BDN", "application/vnd.ms-outlook-pst"},
    {0, "MSCF", "application/vnd.ms-cab-compressed"},
    {0, std::string_view("L\0\0\0\x01\x14\x02\0", 8), "application/x-ms-shortcut"},
    {0, "\xCA\xFE\xBA\xBE", "application/java-vm"},
    {0, "ITSF", "application/vnd.ms-htmlhelp"},
    {0, "\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D", "application/onenote"},
    {4, "ftyp", "video/mp4"},
    {0, "ID3", "audio/mpeg"},
    {0, "OggS", "application/ogg"},
    {0, "RIFF", "application/x-riff"},
    {257, "ustar", "application/x-tar"},
    {32769, "CD001", "application/x-iso9660-image"},
};

bool isProgramType(std::string_view type)
{
    return type == "application/x-dosexec" || type == "application/x-executable" || type == "application/x-ms-shortcut"
        || type == "application/java-vm" || type == "application/vnd.ms-htmlhelp";
}

// Images, text, PDF and office files: what people open without a second thought.
bool isHarmlessType(std::string_view type)
{
    return type.substr(0, 6) == "image/" || type.substr(0, 5) == "text/" || type.substr(0, 6) == "audio/"
        || type.substr(0, 6) == "video/" || type == "application/pdf" || type == "application/msword"
        || type.substr(0, 27) == "application/vnd.openxmlform";
}

bool holdsBidiControl(std::string_view name)
{
    for (size_t i = 0; i < name.size();) {
        if (isBidiControl(nextCodePoint(name, i)))
            return true;
    }
    return false;
}

// A program's extension behind a document's, or behind a run of blanks.
bool hidesExtension(std::string_view name, const std::string& extension)
{
    if (!isOneOf(extension, programs))
        return false;
    const size_t dot = name.rfind('.');
    const std::string_view stem = name.substr(0, dot);
    size_t blanks = 0;
    std::string clean = withoutOddCharacters(stem);
    while (!clean.empty() && clean.back() == ' ') {
        clean.pop_back();
        ++blanks;
    }
    return blanks >= 3 || isOneOf(extensionOf(clean), documents);
}

} // namespace

std::string extensionOf(std::string_view name)
{
    std::string clean = withoutOddCharacters(name.substr(name.find_last_of("/\\") + 1));
    while (!clean.empty() && (clean.back() == ' ' || clean.back() == '.'))
        clean.pop_back();
    const size_t dot = clean.rfind('.');
    if (dot == std::string::npos || dot == 0 || clean.size() - dot > maxExtension + 1)
        return {};
    return toAsciiLower(trimmed(std::string_view(clean).substr(dot + 1)));
}

std::string safeFileName(std::string_view name, std::string_view fallback)
{
    std::string clean = withoutOddCharacters(name.substr(name.find_last_of("/\\") + 1));
    while (!clean.empty() && (clean.back() == ' ' || clean.back() == '.'))
        clean.pop_back();
    const size_t first = clean.find_first_not_of(" .");
    clean = first == std::string::npos ? std::string() : clean.substr(first);
    if (clean.empty())
        return shortened(std::string(fallback));
    if (isDeviceName(clean))
        clean.insert(clean.begin(), '_');
    return shortened(clean);
}

std::string typeByContent(std::string_view bytes)
{
    for (const Magic& magic : magics) {
        if (bytes.size() > magic.offset && bytes.substr(magic.offset, magic.bytes.size()) == magic.bytes)
            return std::string(magic.type);
    }
    return {};
}

bool isDeceptiveName(const NameEvidence& evidence)
{
    const std::string_view shown = evidence.fileName.empty() ? evidence.typeName : evidence.fileName;
    if (shown.empty())
        return isProgramType(evidence.contentType) && isHarmlessType(evidence.declaredType);
    const std::string extension = extensionOf(shown);
    if (holdsBidiControl(evidence.fileName) || holdsBidiControl(evidence.typeName) || hidesExtension(shown, extension))
        return true;
    if (!evidence.fileName.empty() && !evidence.typeName.empty() && extensionOf(evidence.typeName) != extension)
        return true;
    if (isOneOf(extension, programs) && isHarmlessType(evidence.declaredType)
        && evidence.declaredType.substr(0, 5) != "text/")
        return true;
    return isProgramType(evidence.contentType)
        && (isOneOf(extension, documents) || isHarmlessType(evidence.declaredType));
}

} // namespace assay
