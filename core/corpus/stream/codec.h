// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/defect.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

namespace assay {

enum class Compression { Gzip, Bzip2, Xz, Zstd };

// By the first bytes; six are enough. Skippable zstd frames count as zstd.
std::optional<Compression> compressionOf(std::string_view head);

// Unread input and free output of one step of a codec.
struct CodecBuffers
{
    const char* input = nullptr;
    size_t inputLength = 0;
    char* output = nullptr;
    size_t outputLength = 0;
};

enum class CodecState {
    Working, // wants more input or more room
    MemberEnded, // a member, stream or frame is complete
    Failed // the rest cannot be decoded
};

// Decodes one member (gzip), stream (bzip2, xz) or frame (zstd) after the other.
class Codec
{
public:
    virtual ~Codec() = default;
    // Decodes as much as both buffers allow and moves them forward. `defects` gets what is odd.
    virtual CodecState step(CodecBuffers& buffers, DefectSet& defects) = 0;
    // Makes ready for the next member; false when that fails.
    virtual bool restart() = 0;
};

// Null when memory is short. Windows up to 128 MiB (zstd), 256 MiB of memory (xz).
std::unique_ptr<Codec> makeCodec(Compression compression);

} // namespace assay
