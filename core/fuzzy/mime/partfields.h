// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/mime/parttree.h"

#include <optional>

namespace assay::fuzzy {

// What the headers of a part say about it.

// Of several fields the first that can be read, or a multipart behind it.
std::optional<ContentType> chooseType(const HeaderFields& headers);
ContentType plainTextType();

// The declared coding, the parent's, or a guess from the bytes. `mayGuess`: the part holds bytes of its own.
void chooseCoding(MimePart& part, bool mayGuess);
// A name in Content-Type makes an attachment of what has no other.
void chooseDisposition(MimePart& part);
void decodeContent(MimePart& part);

} // namespace assay::fuzzy
