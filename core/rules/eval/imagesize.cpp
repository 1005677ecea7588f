// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/eval/imagesize.h"

namespace assay::rules {
namespace {

uint32_t byteAt(std::string_view bytes, size_t at)
{
    return static_cast<unsigned char>(bytes[at]);
}

uint32_t bigEndian16(std::string_view bytes, size_t at)
{
    return byteAt(bytes, at) << 8 | byteAt(bytes, at + 1);
}

uint32_t littleEndian16(std::string_view bytes, size_t at)
{
    return byteAt(bytes, at + 1) << 8 | byteAt(bytes, at);
}

uint32_t bigEndian32(std::string_view bytes, size_t at)
{
    return bigEndian16(bytes, at) << 16 | bigEndian16(bytes, at + 2);
}

std::optional<ImageSize> gifSize(std::string_view bytes)
{
    const bool isGif = bytes.size() >= 10 && (bytes.substr(0, 6) == "GIF87a" || bytes.substr(0, 6) == "GIF89a");
    return isGif ? std::optional(ImageSize{littleEndian16(bytes, 6), littleEndian16(bytes, 8)}) : std::nullopt;
}

std::optional<ImageSize> pngSize(std::string_view bytes)
{
    using namespace std::string_view_literals;
    const bool isPng =
        bytes.size() >= 24 && bytes.substr(0, 8) == "\x89PNG\r\n\x1a\n"sv && bytes.substr(8, 8) == "\0\0\0\x0dIHDR"sv;
    return isPng ? std::optional(ImageSize{bigEndian32(bytes, 16), bigEndian32(bytes, 20)}) : std::nullopt;
}

// Start of frame, of any coding.
bool isFrameMarker(uint32_t marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

std::optional<ImageSize> jpegSize(std::string_view bytes)
{
    if (bytes.size() < 2 || bigEndian16(bytes, 0) != 0xFFD8)
        return std::nullopt;
    constexpr uint32_t startOfScan = 0xDA, endOfImage = 0xD9;
    for (size_t at = 2; at + 4 <= bytes.size();) {
        const uint32_t marker = byteAt(bytes, at + 1), length = bigEndian16(bytes, at + 2);
        if (byteAt(bytes, at) != 0xFF || marker == startOfScan || marker == endOfImage || length < 2)
            break;
        if (isFrameMarker(marker))
            return at + 9 <= bytes.size()
                ? std::optional(ImageSize{bigEndian16(bytes, at + 7), bigEndian16(bytes, at + 5)})
                : std::nullopt;
        at += 2 + length;
    }
    return std::nullopt;
}

} // namespace

std::optional<ImageSize> readImageSize(std::string_view kind, std::string_view bytes)
{
    return kind == "gif" ? gifSize(bytes)
        : kind == "png"  ? pngSize(bytes)
        : kind == "jpeg" ? jpegSize(bytes)
                         : std::nullopt;
}

} // namespace assay::rules
