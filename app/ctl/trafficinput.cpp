// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/trafficinput.h"

#include "core/corpus/stream/decompressor.h"

namespace assay::ctl {

Result<TrafficInput> TrafficInput::open(const std::string& operand, size_t length)
{
    auto input = InputOperand::open(operand);
    if (!input)
        return input.error();
    auto file = InputFile::open(input->path());
    if (!file)
        return Error{file.error().code, operand, file.error().detail};
    auto bytes =
        std::make_unique<HeadStream>(std::make_unique<FileStream>(std::make_shared<const InputFile>(std::move(*file))));
    const auto compression = compressionOf(bytes->peek(6));
    if (!compression)
        return TrafficInput(std::move(*input), std::move(bytes), length);
    auto decompressed =
        std::make_unique<HeadStream>(std::make_unique<Decompressor>(std::move(bytes), *compression, ReadOptions()));
    return TrafficInput(std::move(*input), std::move(decompressed), length);
}

traffic::ByteSource TrafficInput::source()
{
    return [stream = m_stream.get()](char* buffer, size_t length) { return stream->read(buffer, length); };
}

} // namespace assay::ctl
