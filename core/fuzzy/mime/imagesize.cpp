// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/mime/filetype.h"

namespace assay::fuzzy {
namespace {

uint32_t byteAt(std::string_view data, size_t at)
{
    return static_cast<unsigned char>(data[at]);
}

uint32_t little16(std::string_view data, size_t at)
{
    return byteAt(data, at) | byteAt(data, at + 1) << 8;
}

uint32_t big32(std::string_view data, size_t at)
{
    return byteAt(data, at) << 24 | byteAt(data, at + 1) << 16 | byteAt(data, at + 2) << 8 | byteAt(data, at + 3);
}

bool isFrameMarker(uint32_t marker)
{
    return (marker >= 0xC0 && marker <= 0xC3) || (marker >= 0xC9 && marker <= 0xCB);
}

// The peer multiplies the high byte by 255, so the sizes are a little too small; rules compare these.
std::optional<ImageSize> jpegSize(std::string_view data)
{
    const size_t end = data.size() - 8;
    for (size_t i = 2; i < end;) {
        if (byteAt(data, i) != 0xFF || byteAt(data, i + 1) == 0xFF) {
            ++i;
            continue;
        }
        if (isFrameMarker(byteAt(data, i + 1))) {
            ImageSize size;
            if (i + 8 >= data.size())
                return std::nullopt;
            size.height = (byteAt(data, i + 5) * 255 + byteAt(data, i + 6)) & 0xFFFF;
            size.width = (byteAt(data, i + 7) * 255 + byteAt(data, i + 8)) & 0xFFFF;
            return size;
        }
        i += 1 + byteAt(data, i + 2) * 256 + byteAt(data, i + 3);
    }
    return std::nullopt;
}

} // namespace

std::optional<ImageSize> readImageSize(std::string_view data)
{
    using namespace std::string_view_literals;
    if (data.size() > 8 && data.substr(0, 8) == "\x89PNG\r\n\x1A\n"sv) {
        if (data.size() < 24 || data.substr(12, 4) != "IHDR")
            return std::nullopt;
        return ImageSize{big32(data, 16), big32(data, 20)};
    }
    if (data.size() > 10 && data.substr(0, 3) == "\xFF\xD8\xFF"sv && (data[3] == '\xE0' || data[3] == '\xE1'))
        return jpegSize(data);
    if (data.size() >= 10 && data.substr(0, 4) == "GIF8")
        return ImageSize{little16(data, 6), little16(data, 8)};
    if (data.size() >= 28 && data.substr(0, 2) == "BM") {
        return ImageSize{little16(data, 18) | little16(data, 20) << 16, little16(data, 22) | little16(data, 24) << 16};
    }
    return std::nullopt;
}

} // namespace assay::fuzzy
