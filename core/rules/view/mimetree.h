// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/sourcemap.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

// One header field of a node.
struct HeaderField
{
    std::string name; // as written, without blanks at its end
    std::string raw; // value with its leading blank, folds and final newline; line ends are LF
    uint64_t offset = 0; // of the value in the node's source
    const std::string& decoded() const; // made at first use
    mutable std::optional<std::string> decodedValue;
};

// A line of a body in its source.
struct BodyLine
{
    enum class End : uint8_t { None, Lf, CrLf, Added }; // CrLf reads as LF, Added has no bytes behind it
    uint64_t offset = 0;
    uint32_t length = 0; // without its end
    End end = End::None;
};

// Bytes that hold messages: those of the item, or a decoded message part.
struct MimeSource
{
    std::string owned;
    std::string_view text;
    int node = -1; // whose decoded body this is; -1 for the item's bytes
    SourceMap map; // from `text` to the source that `node` lies in; empty for the item
    bool mapped = false;
};

struct MimeNode
{
    std::vector<HeaderField> headers;
    std::string type; // effective reading of Content-Type
    std::optional<std::string> charset;
    std::string fileName;
    std::string boundary;
    std::string path;
    int parent = -1;
    std::vector<int> children;
    bool hasChildren = false; // a multipart stays a container when it is empty
    bool isMessage = false; // root of a message: the item itself or a nested one
    size_t source = 0;
    std::vector<BodyLine> lines; // of a leaf
    uint64_t bodyOffset = 0, bodyEnd = 0; // in the source

    bool isLeaf() const { return !hasChildren; }
    // Last value of the field, decoded; empty when absent. `name` in lower case.
    std::string_view lastHeader(std::string_view name) const;
    std::string transferEncoding() const; // lower-case
    bool isHtml() const; // effective type text/html
    bool isPlain() const;
};

struct MimeFlags
{
    bool missingHeadBodySeparator = false;
    bool missingMimeHeadBodySeparator = false;
    bool missingMimeHeaders = false;
    bool mimeEpilogueExists = false;
    bool mimePartLimitExceeded = false;
    bool truncatedHeader = false;
};

// The MIME tree as SpamAssassin builds it (spec/regex B.4). Headers of the root are read at once, the body when the
// nodes are asked for.
class MimeTree
{
public:
    static constexpr size_t maxParts = 1000; // of one multipart
    static constexpr int maxDepth = 20;

    // `bytes` must outlive the tree.
    explicit MimeTree(std::string_view bytes);

    std::string_view bytes() const { return m_sources.front().text; } // without the mbox line
    uint64_t bytesOffset() const { return m_bytesOffset; }
    const std::vector<HeaderField>& rootHeaders() const { return m_nodes.front().headers; }
    uint64_t headerEnd() const { return m_headerEnd; } // where the body begins in bytes()
    // The message as the peer keeps it: that of bytes(), but when CR LF ends its lines, header lines with a bare LF get
    // their CR. And its header section, with the empty line at its end.
    std::string_view pristine() const { return m_pristine.empty() ? bytes() : std::string_view(m_pristine); }
    std::string_view pristineHeader() const { return pristine().substr(0, m_pristineHeaderEnd); }
    RawRange mapPristine(uint64_t offset, uint64_t length) const;

    // Depth first; node 0 is the root.
    const std::vector<MimeNode>& nodes() const;
    const MimeFlags& flags() const
    {
        nodes();
        return m_flags;
    }

    // The encoded body of a leaf with LF line ends.
    std::string encodedBody(const MimeNode& node, SourceMap* map = nullptr) const;
    // Transfer-decoded; the map leads into the node's source.
    std::string decodedBody(const MimeNode& node, SourceMap* map = nullptr) const;
    // A range of a source as a range of bytes().
    RawRange toBytes(size_t source, RawRange range) const;
    // A map from the raw value of a field into its node's source.
    SourceMap valueMap(const MimeNode& node, const HeaderField& field) const;
    // Byte range of the outermost encoded part that holds the source; nullopt for the item's own bytes.
    std::optional<std::pair<uint64_t, uint64_t>> encodedRange(size_t source) const;

private:
    friend class MimeBuilder;
    void parseBody() const;

    uint64_t m_bytesOffset = 0;
    uint64_t m_headerEnd = 0, m_pristineHeaderEnd = 0;
    std::string m_pristine; // empty when it is equal to bytes()
    bool m_crLf = false;
    mutable std::deque<MimeSource> m_sources;
    mutable std::vector<MimeNode> m_nodes;
    mutable MimeFlags m_flags;
    mutable bool m_parsed = false;
};

} // namespace assay::rules
