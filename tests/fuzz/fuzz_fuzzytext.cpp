// SPDX-License-Identifier: GPL-3.0-or-later
// The peer's reading of HTML and of whole messages: ends, within the room it has, and twice with the same result.
#include "core/fuzzy/fuzzyhasher.h"
#include "core/fuzzy/html/htmltext.h"

#include <cstdint>
#include <cstdlib>

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    using namespace assay::fuzzy;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const HtmlText text = readHtml(input);
    for (const HtmlText::Span& span : text.shownUrls)
        require(span.length > 0);
    require(readHtml(input).text == text.text);

    static const FuzzyHasher hasher{HashOptions()};
    const std::vector<PartHash> hashes = hasher.hash(input);
    const std::vector<PartHash> again = hasher.hash(input);
    require(hashes.size() == again.size());
    for (size_t i = 0; i < hashes.size(); ++i)
        require(hashes[i].digest == again[i].digest && hashes[i].shingles == again[i].shingles);
    return 0;
}
