// SPDX-License-Identifier: GPL-3.0-or-later
// corpus_seeds FOLDER: writes small valid inputs for the fuzz targets of core/corpus.
#include "tests/core/corpus/compoundbuilder.h"
#include "tests/core/corpus/packing.h"

#include <filesystem>
#include <fstream>

namespace {

void put(const std::filesystem::path& file, const std::string& bytes)
{
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
}

} // namespace

int main(int count, char** arguments)
{
    using namespace assay::test;
    if (count != 2)
        return 64;
    const std::filesystem::path folder = arguments[1];
    const std::string line = "From ann@example.org Mon Jan  1 10:00:00 2024\n";
    const std::string message = "From: a@example.org\nSubject: s\n\nbody\n>From x\n";
    const std::string box = line + message + "\n" + line + message + "\n";
    const std::string byLength = line + "Content-Length: 8\nA: b\n\nFrom me\n\n" + line + message;

    put(folder / "fuzz_borders/plain", "\x07" + box);
    put(folder / "fuzz_borders/length", "\x0b" + byLength);
    put(folder / "fuzz_borders/dateless",
        "\x05"
        "From a\n"
            + message + "\nFrom b\n" + message);
    put(folder / "fuzz_borders/hole", "\x21" + line + message + std::string(100, '\0') + box);

    const std::string msg = buildCompound({properties(32, {{0x00390040, 1}}), unicodeText(0x0037, "subject"),
        narrowText(0x007d, "From: a@b\r\nTo: c\r\n"), binaryValue(0x1013, "<p>html"),
        {"__recip_version1.0_#00000000", true, "", {properties(8, {{0x0c150003, 1}}), unicodeText(0x3001, "Bob")}},
        {"__attach_version1.0_#00000000", true, "", {properties(8, {}), binaryValue(0x3701, std::string(5000, 'a'))}}});
    put(folder / "fuzz_outlook/message", "\x01" + msg);
    put(folder / "fuzz_outlook/rtf",
        "\x02{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf x\\htmlrtf0 a\\'e4\\u8364?}");
    put(folder / "fuzz_outlook/packed",
        std::string("\x03\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125\x42\x32\x0a\xf3\x20hel", 39));

    const std::string zip = zipOf({{"a/1.eml", message}, {"box.mbox", box}});
    const std::string tar = tarOf({{"1.eml", message}, {"inner.zip", zip}});
    put(folder / "fuzz_container/zip", zip);
    put(folder / "fuzz_container/nested", zipOf({{"inner", zip}}));
    put(folder / "fuzz_container/tar", tar);
    put(folder / "fuzz_container/tgz", gzipped(tar));
    put(folder / "fuzz_container/gz", gzipped(box) + gzipped(box));
    put(folder / "fuzz_container/bz2", bzipped(box));
    put(folder / "fuzz_container/xz", xzipped(box));
    put(folder / "fuzz_container/zst", zstandard(box) + zstandard(box));
    put(folder / "fuzz_container/msg", msg);
    put(folder / "fuzz_container/eml", message);
    return 0;
}
