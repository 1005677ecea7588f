// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/containeropener.h"

#include "core/corpus/reader.h"
#include "core/corpus/stream/decompressor.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

bool startsWith(std::string_view text, std::string_view prefix)
{
    return text.substr(0, prefix.size()) == prefix;
}

} // namespace

ContainerOpener::ContainerOpener(fs::path source, ReadOptions options)
    : m_source(std::move(source))
    , m_options(std::move(options))
{
}

Result<bool> ContainerOpener::open(const std::string& path, bool rewind)
{
    const bool isOpen = !m_layers.empty() && m_open == path;
    if (isOpen && !rewind)
        return false;
    if (isOpen || !continueInside(path)) {
        m_layers.clear();
        if (auto opened = openFile(path); !opened)
            return opened.error();
    }
    if (auto found = descend(path); !found) {
        m_layers.clear();
        return found.error();
    }
    m_open = path;
    return true;
}

// The file is the longest beginning of the path that names one; names of files may hold '!' themselves.
Result<void> ContainerOpener::openFile(const std::string& path)
{
    std::string candidate = path;
    std::error_code failed;
    while (true) {
        const fs::path full = candidate.empty() ? m_source : m_source / candidate;
        const size_t mark = candidate.rfind('!');
        if (fs::is_regular_file(full, failed) || mark == std::string::npos)
            break;
        candidate.resize(mark);
    }
    auto opened = InputFile::open(candidate.empty() ? m_source : m_source / candidate);
    if (!opened)
        return opened.error();
    m_file = std::make_shared<const InputFile>(std::move(*opened));
    m_filePath = candidate;
    Layer layer;
    layer.stream = std::make_unique<HeadStream>(std::make_unique<FileStream>(m_file));
    m_layers.push_back(std::move(layer));
    return {};
}

// Drops the layers that do not lead to `path`; false when none is left whose archive still has it ahead.
bool ContainerOpener::continueInside(const std::string& path)
{
    while (!m_layers.empty()) {
        Layer& layer = m_layers.back();
        if (layer.archive && startsWith(path, layer.inside)) {
            std::string_view rest = std::string_view(path).substr(layer.inside.size());
            bool passed = layer.archive->hasPassed(std::string(rest));
            for (size_t mark = rest.find('!'); mark != std::string_view::npos && !passed;
                 mark = rest.find('!', mark + 1))
                passed = layer.archive->hasPassed(std::string(rest.substr(0, mark)));
            if (!passed)
                return true;
        }
        m_layers.pop_back();
    }
    return false;
}

// A compressed stream gets a layer with its content.
void ContainerOpener::unwrap()
{
    HeadStream& stream = *m_layers.back().stream;
    const auto compression = compressionOf(stream.peek(probeLength));
    if (!compression)
        return;
    Layer layer;
    layer.stream = std::make_unique<HeadStream>(
        std::make_unique<Decompressor>(std::make_unique<BorrowedStream>(stream), *compression, m_options));
    m_layers.push_back(std::move(layer));
}

Result<void> ContainerOpener::descend(const std::string& path)
{
    std::string reached = m_layers.back().archive ? m_layers.back().inside : m_filePath;
    if (!m_layers.back().archive)
        unwrap();
    while (m_layers.back().archive || reached != path) {
        Layer& layer = m_layers.back();
        if (!layer.archive) {
            const auto format = archiveFormatOf(layer.stream->peek(probeLength));
            if (!format)
                return Error{ErrorCode::Changed, path, "no archive any more"};
            layer.memory = seekableCopy(*layer.stream, *format);
            ByteStream& input = layer.memory ? *layer.memory : *layer.stream;
            layer.archive = std::make_unique<Archive>(input, *format, m_options);
            layer.inside = reached + "!";
        }
        auto entry = layer.archive->next();
        if (!entry)
            return Error{ErrorCode::Changed, path, "not in the archive any more"};
        reached = layer.inside + entry->name;
        if (reached != path && !startsWith(path, reached + "!"))
            continue;
        Layer inner;
        inner.stream = std::make_unique<HeadStream>(std::make_unique<EntryStream>(*layer.archive));
        m_layers.push_back(std::move(inner));
        unwrap();
    }
    return {};
}

} // namespace assay
