// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/stream/codec.h"

#include <algorithm>
#include <bzlib.h>
#include <cstdint>
#include <lzma.h>
#include <string>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

namespace assay {
namespace {

constexpr int maxZstdWindowLog = 27;
constexpr uint64_t maxXzMemory = uint64_t{256} << 20;

unsigned clamped(size_t length)
{
    return static_cast<unsigned>(std::min<size_t>(length, 1U << 30));
}

void advance(CodecBuffers& buffers, size_t read, size_t written)
{
    buffers.input += read;
    buffers.inputLength -= read;
    buffers.output += written;
    buffers.outputLength -= written;
}

class GzipCodec : public Codec
{
public:
    GzipCodec() { m_usable = inflateInit2(&m_stream, windowBits) == Z_OK; }
    ~GzipCodec() override
    {
        if (m_usable)
            inflateEnd(&m_stream);
    }
    bool isUsable() const { return m_usable; }
    bool restart() override { return inflateReset(&m_stream) == Z_OK; }

    CodecState step(CodecBuffers& buffers, DefectSet& defects) override
    {
        if (m_sizeBytesLeft > 0)
            return skipSize(buffers);
        m_stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(buffers.input));
        m_stream.avail_in = clamped(buffers.inputLength);
        m_stream.next_out = reinterpret_cast<Bytef*>(buffers.output);
        m_stream.avail_out = clamped(buffers.outputLength);
        const unsigned inputBefore = m_stream.avail_in;
        const unsigned outputBefore = m_stream.avail_out;
        const int status = inflate(&m_stream, Z_NO_FLUSH);
        advance(buffers, inputBefore - m_stream.avail_in, outputBefore - m_stream.avail_out);
        if (status == Z_STREAM_END)
            return CodecState::MemberEnded;
        if (status == Z_OK || status == Z_BUF_ERROR)
            return CodecState::Working;
        const std::string_view reason = m_stream.msg ? m_stream.msg : "";
        if (reason == "incorrect length check") {
            defects.add(Defect::ArchiveChecksum);
            return CodecState::MemberEnded;
        }
        if (reason == "incorrect data check") {
            defects.add(Defect::ArchiveChecksum);
            m_sizeBytesLeft = 4;
            return skipSize(buffers);
        }
        defects.add(Defect::ArchiveCorrupt);
        return CodecState::Failed;
    }

private:
    static constexpr int windowBits = 15 + 16; // gzip header and trailer

    // Behind a wrong checksum stands the size of the member; the next one may be fine.
    CodecState skipSize(CodecBuffers& buffers)
    {
        const size_t count = std::min(m_sizeBytesLeft, buffers.inputLength);
        advance(buffers, count, 0);
        m_sizeBytesLeft -= count;
        return m_sizeBytesLeft > 0 ? CodecState::Working : CodecState::MemberEnded;
    }

    z_stream m_stream = {};
    bool m_usable = false;
    size_t m_sizeBytesLeft = 0;
};

class Bzip2Codec : public Codec
{
public:
    Bzip2Codec() { begin(); }
    ~Bzip2Codec() override
    {
        if (m_usable)
            BZ2_bzDecompressEnd(&m_stream);
    }
    bool isUsable() const { return m_usable; }
    bool restart() override
    {
        BZ2_bzDecompressEnd(&m_stream);
        begin();
        return m_usable;
    }

    CodecState step(CodecBuffers& buffers, DefectSet& defects) override
    {
        m_stream.next_in = const_cast<char*>(buffers.input);
        m_stream.avail_in = clamped(buffers.inputLength);
        m_stream.next_out = buffers.output;
        m_stream.avail_out = clamped(buffers.outputLength);
        const unsigned inputBefore = m_stream.avail_in;
        const unsigned outputBefore = m_stream.avail_out;
        const int status = BZ2_bzDecompress(&m_stream);
        advance(buffers, inputBefore - m_stream.avail_in, outputBefore - m_stream.avail_out);
        if (status == BZ_STREAM_END)
            return CodecState::MemberEnded;
        if (status == BZ_OK)
            return CodecState::Working;
        // The library does not tell a wrong checksum from other damage.
        if (status == BZ_DATA_ERROR)
            defects.add(Defect::ArchiveChecksum);
        defects.add(Defect::ArchiveCorrupt);
        return CodecState::Failed;
    }

private:
    void begin()
    {
        m_stream = {};
        m_usable = BZ2_bzDecompressInit(&m_stream, 0, 0) == BZ_OK;
    }

    bz_stream m_stream = {};
    bool m_usable = false;
};

class XzCodec : public Codec
{
public:
    XzCodec() { m_usable = restart(); }
    ~XzCodec() override { lzma_end(&m_stream); }
    bool isUsable() const { return m_usable; }
    bool restart() override { return lzma_stream_decoder(&m_stream, maxXzMemory, 0) == LZMA_OK; }

    CodecState step(CodecBuffers& buffers, DefectSet& defects) override
    {
        m_stream.next_in = reinterpret_cast<const uint8_t*>(buffers.input);
        m_stream.avail_in = buffers.inputLength;
        m_stream.next_out = reinterpret_cast<uint8_t*>(buffers.output);
        m_stream.avail_out = buffers.outputLength;
        const lzma_ret status = lzma_code(&m_stream, LZMA_RUN);
        advance(buffers, buffers.inputLength - m_stream.avail_in, buffers.outputLength - m_stream.avail_out);
        switch (status) {
        case LZMA_STREAM_END:
            return CodecState::MemberEnded;
        case LZMA_OK:
        case LZMA_BUF_ERROR:
            return CodecState::Working;
        case LZMA_MEMLIMIT_ERROR:
            defects.add(Defect::ArchiveWindowTooLarge);
            break;
        case LZMA_OPTIONS_ERROR:
            defects.add(Defect::ArchiveUnsupported);
            break;
        case LZMA_DATA_ERROR: // the library does not tell a wrong checksum from other damage
            defects.add(Defect::ArchiveChecksum);
            defects.add(Defect::ArchiveCorrupt);
            break;
        default:
            defects.add(Defect::ArchiveCorrupt);
            break;
        }
        return CodecState::Failed;
    }

private:
    lzma_stream m_stream = LZMA_STREAM_INIT;
    bool m_usable = false;
};

class ZstdCodec : public Codec
{
public:
    ZstdCodec()
        : m_stream(ZSTD_createDStream(), &ZSTD_freeDStream)
    {
        if (m_stream)
            ZSTD_DCtx_setParameter(m_stream.get(), ZSTD_d_windowLogMax, maxZstdWindowLog);
    }
    bool isUsable() const { return m_stream != nullptr; }
    bool restart() override { return !ZSTD_isError(ZSTD_DCtx_reset(m_stream.get(), ZSTD_reset_session_only)); }

    CodecState step(CodecBuffers& buffers, DefectSet& defects) override
    {
        ZSTD_inBuffer input = {buffers.input, buffers.inputLength, 0};
        ZSTD_outBuffer output = {buffers.output, buffers.outputLength, 0};
        const size_t status = ZSTD_decompressStream(m_stream.get(), &output, &input);
        advance(buffers, input.pos, output.pos);
        if (!ZSTD_isError(status))
            return status == 0 ? CodecState::MemberEnded : CodecState::Working;
        switch (ZSTD_getErrorCode(status)) {
        case ZSTD_error_frameParameter_windowTooLarge:
        case ZSTD_error_memory_allocation:
            defects.add(Defect::ArchiveWindowTooLarge);
            break;
        case ZSTD_error_checksum_wrong:
            defects.add(Defect::ArchiveChecksum);
            break;
        case ZSTD_error_frameParameter_unsupported:
        case ZSTD_error_version_unsupported:
        case ZSTD_error_dictionary_wrong:
            defects.add(Defect::ArchiveUnsupported);
            break;
        default:
            defects.add(Defect::ArchiveCorrupt);
            break;
        }
        return CodecState::Failed;
    }

private:
    std::unique_ptr<ZSTD_DStream, size_t (*)(ZSTD_DStream*)> m_stream;
};

template <typename T>
std::unique_ptr<Codec> usable()
{
    auto codec = std::make_unique<T>();
    if (!codec->isUsable())
        return nullptr;
    return codec;
}

bool isZstdMagic(std::string_view head)
{
    using namespace std::string_view_literals;
    const bool skippable = head.size() >= 4 && (static_cast<unsigned char>(head[0]) & 0xf0) == 0x50
        && head.substr(1, 3) == "\x2a\x4d\x18"sv;
    return head.substr(0, 4) == "\x28\xb5\x2f\xfd"sv || skippable;
}

} // namespace

std::optional<Compression> compressionOf(std::string_view head)
{
    using namespace std::string_view_literals;
    if (head.substr(0, 3) == "\x1f\x8b\x08"sv)
        return Compression::Gzip;
    if (head.substr(0, 3) == "BZh"sv && head.size() > 3 && head[3] >= '1' && head[3] <= '9')
        return Compression::Bzip2;
    if (head.substr(0, 6) == "\xfd\x37zXZ\0"sv)
        return Compression::Xz;
    if (isZstdMagic(head))
        return Compression::Zstd;
    return std::nullopt;
}

std::unique_ptr<Codec> makeCodec(Compression compression)
{
    switch (compression) {
    case Compression::Gzip:
        return usable<GzipCodec>();
    case Compression::Bzip2:
        return usable<Bzip2Codec>();
    case Compression::Xz:
        return usable<XzCodec>();
    case Compression::Zstd:
        return usable<ZstdCodec>();
    }
    return nullptr;
}

} // namespace assay
