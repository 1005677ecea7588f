// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/zstdframe.h"

#include <algorithm>
#include <memory>
#include <zstd.h>

namespace assay {
namespace {

constexpr int level = 1; // random weights hardly get smaller at any
constexpr int maxWindowLog = 27;
constexpr size_t piece = size_t{128} << 10;

} // namespace

std::string zstdCompress(std::string_view bytes)
{
    std::string out(ZSTD_compressBound(bytes.size()), '\0');
    const size_t size = ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), level);
    out.resize(ZSTD_isError(size) ? 0 : size); // fails for want of memory only
    return out;
}

Result<std::string> zstdDecompress(std::string_view frames, size_t limit)
{
    const std::unique_ptr<ZSTD_DStream, size_t (*)(ZSTD_DStream*)> stream(ZSTD_createDStream(), &ZSTD_freeDStream);
    ZSTD_DCtx_setParameter(stream.get(), ZSTD_d_windowLogMax, maxWindowLog);
    std::string out;
    ZSTD_inBuffer input = {frames.data(), frames.size(), 0};
    size_t status = 1; // 0: a frame has ended
    bool isFull = false; // there may be more than fitted
    while (input.pos < input.size || isFull) {
        const size_t held = out.size();
        out.resize(std::min(held + piece, limit + 1));
        ZSTD_outBuffer output = {out.data(), out.size(), held};
        status = ZSTD_decompressStream(stream.get(), &output, &input);
        isFull = output.pos == output.size;
        out.resize(output.pos);
        if (ZSTD_isError(status))
            return Error{ErrorCode::BadData, "zstd", ZSTD_getErrorName(status)};
        if (out.size() > limit)
            return Error{ErrorCode::LimitExceeded, "zstd", "holds more than " + std::to_string(limit) + " bytes"};
        isFull = isFull && status != 0;
    }
    if (status != 0)
        return Error{ErrorCode::BadData, "zstd", "ends early"};
    return out;
}

bool isZstd(std::string_view bytes)
{
    return bytes.substr(0, 4) == "\x28\xB5\x2F\xFD";
}

} // namespace assay
