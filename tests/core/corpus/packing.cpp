// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/corpus/packing.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

namespace assay::test {
namespace {

std::string archived(const std::vector<PackedFile>& files, int (*setFormat)(::archive*))
{
    std::vector<char> buffer(4 << 20);
    size_t used = 0;
    ::archive* writer = archive_write_new();
    setFormat(writer);
    archive_write_set_bytes_in_last_block(writer, 1);
    archive_write_open_memory(writer, buffer.data(), buffer.size(), &used);
    for (const PackedFile& file : files) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, file.name.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(file.content.size()));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_write_header(writer, entry);
        archive_write_data(writer, file.content.data(), file.content.size());
        archive_entry_free(entry);
    }
    archive_write_close(writer);
    archive_write_free(writer);
    return {buffer.data(), used};
}

} // namespace

std::string gzipped(const std::string& bytes)
{
    z_stream stream = {};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string packed(deflateBound(&stream, bytes.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<unsigned>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<unsigned>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

std::string bzipped(const std::string& bytes)
{
    auto length = static_cast<unsigned>(bytes.size() + bytes.size() / 100 + 700);
    std::string packed(length, '\0');
    BZ2_bzBuffToBuffCompress(
        packed.data(), &length, const_cast<char*>(bytes.data()), static_cast<unsigned>(bytes.size()), 9, 0, 0);
    packed.resize(length);
    return packed;
}

std::string xzipped(const std::string& bytes)
{
    std::string packed(lzma_stream_buffer_bound(bytes.size()), '\0');
    size_t length = 0;
    lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(),
        reinterpret_cast<uint8_t*>(packed.data()), &length, packed.size());
    packed.resize(length);
    return packed;
}

std::string zstandard(const std::string& bytes, int windowLog)
{
    ZSTD_CCtx* context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    if (windowLog > 0) {
        ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
        ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, windowLog);
    }
    std::string packed(ZSTD_compressBound(bytes.size()), '\0');
    // As a stream, so that the size stays unknown and the window is the one asked for.
    ZSTD_outBuffer output = {packed.data(), packed.size(), 0};
    ZSTD_inBuffer input = {bytes.data(), bytes.size(), 0};
    ZSTD_compressStream2(context, &output, &input, ZSTD_e_continue);
    ZSTD_compressStream2(context, &output, &input, ZSTD_e_end);
    packed.resize(output.pos);
    ZSTD_freeCCtx(context);
    return packed;
}

std::string zipOf(const std::vector<PackedFile>& files)
{
    return archived(files, archive_write_set_format_zip);
}

std::string tarOf(const std::vector<PackedFile>& files)
{
    return archived(files, archive_write_set_format_ustar);
}

} // namespace assay::test
