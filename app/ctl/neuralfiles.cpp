// SPDX-License-Identifier: GPL-3.0-or-later
// Files of vectors and profiles.
#include "app/ctl/inputfile.h"
#include "app/ctl/neuralverbs.h"

#include "core/base/ascii.h"
#include "core/base/file.h"
#include "core/neural/data/vectortext.h"
#include "core/text/ucl.h"

#include <algorithm>

namespace assay::ctl {
namespace {

// The text of a vector in a line, and the name of its item.
Result<std::pair<std::string, std::string>> vectorInLine(std::string_view line)
{
    if (line.front() != '{')
        return std::pair(std::string(), std::string(line));
    const auto object = parseUcl(line);
    if (!object)
        return object.error();
    const UclValue* vector = object->find("vector");
    const UclValue* item = object->find("item");
    if (!vector)
        return Error{ErrorCode::BadData, {}, "it holds no 'vector'"};
    return std::pair(item ? item->text : std::string(), vector->text);
}

} // namespace

Result<std::string> readOperand(const std::string& operand, uint64_t limit)
{
    const auto input = InputOperand::open(operand);
    return input ? readFile(input->path(), limit) : input.error();
}

Result<std::vector<VectorLine>> readVectors(const std::string& operand)
{
    const auto bytes = readOperand(operand, uint64_t{2} << 30);
    if (!bytes)
        return bytes.error();
    std::vector<VectorLine> lines;
    uint64_t number = 0;
    for (size_t begin = 0; begin < bytes->size();) {
        const size_t end = std::min(bytes->find('\n', begin), bytes->size());
        const std::string_view line = trimmed(std::string_view(*bytes).substr(begin, end - begin));
        begin = end + 1;
        ++number;
        if (line.empty())
            continue;
        const auto bad = [&](const Error& error) {
            return Error{ErrorCode::BadData, operand, "line " + std::to_string(number) + ": " + error.detail};
        };
        const auto text = vectorInLine(line);
        if (!text)
            return bad(text.error());
        const auto parts = static_cast<size_t>(std::count(text->second.begin(), text->second.end(), ';')) + 1;
        auto numbers = neural::vectorFromText(text->second, lines.empty() ? parts : lines.front().numbers.size());
        if (!numbers)
            return bad(numbers.error());
        lines.push_back({text->first, std::move(*numbers)});
    }
    return lines;
}

Result<neural::Profile> readProfile(const std::string& file)
{
    const auto text = readOperand(file, uint64_t{64} << 20);
    if (!text)
        return text.error();
    auto profile = neural::profileFromJson(*text);
    return profile ? std::move(profile) : Error{profile.error().code, file, profile.error().detail};
}

} // namespace assay::ctl
