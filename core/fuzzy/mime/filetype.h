// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/mime/parttree.h"

#include <string_view>

namespace assay::fuzzy {

enum class FileClass { Unknown, Text, Image, Archive, Other };

// What the bytes of a part are, by signatures and by the words of markup.
struct FileType
{
    std::string_view extension; // empty: not known
    std::string_view mimeType;
    FileClass kind = FileClass::Unknown;
    bool isData = false; // csv, xml, calendars and cards: never read as text
    bool isPackedFile = false; // an archive whose contents the peer lists
};

FileType detectFileType(const MimePart& part);

struct ImageSize
{
    uint32_t width = 0;
    uint32_t height = 0;
};
// Of PNG, GIF, BMP and JPEG, as the peer reads it (its JPEG sizes are a little too small); nothing for other data.
std::optional<ImageSize> readImageSize(std::string_view data);

} // namespace assay::fuzzy
