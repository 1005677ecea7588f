// SPDX-License-Identifier: GPL-3.0-or-later
// Files of labels: whatever comes, each line is either good or named with a reason, whatever the reads bring at a time.
#include "core/base/json.h"
#include "core/feedback/folderlabel.h"
#include "core/feedback/labelfile.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace {

using namespace assay;
using namespace assay::feedback;

class Checked : public LabelFileSink
{
public:
    void line(LabelLine line) override
    {
        const bool names = line.sha256 || !line.path.empty() || !line.item.empty() || !line.messageId.empty();
        if (!names || line.label.empty() || line.confidence > 100 || line.at < 0 || !isValidUtf8(line.author)
            || !isValidUtf8(line.note) || line.note.size() > 10'000 || line.author.size() > 256)
            std::abort();
        takeNumber(line.line);
        m_seen += line.label + line.path + line.messageId + line.note + '\n';
    }
    void reject(uint64_t line, std::string text, std::string why) override
    {
        if (text.size() > 800 || why.empty() || !isValidUtf8(text))
            std::abort();
        takeNumber(line);
        m_seen += why + '\n';
    }
    const std::string& seen() const { return m_seen; }

private:
    void takeNumber(uint64_t line)
    {
        if (line <= m_line)
            std::abort();
        m_line = line;
    }
    uint64_t m_line = 0;
    std::string m_seen;
};

std::string readIn(const uint8_t* data, size_t size, size_t piece)
{
    Checked sink;
    size_t at = 0;
    const ReadBytes read = [&](char* buffer, size_t length) -> Result<size_t> {
        const size_t count = std::min({piece, length, size - at});
        std::memcpy(buffer, data + at, count);
        at += count;
        return count;
    };
    const auto done = readLabelFile(read, sink, {});
    return sink.seen() + (done ? "" : done.error().detail);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string whole = readIn(data, size, size + 1);
    if (size < 4096 && readIn(data, size, 3) != whole)
        std::abort();
    labelOfFolderPath(std::string_view(reinterpret_cast<const char*>(data), size));
    return 0;
}
