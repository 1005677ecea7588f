// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neural/data/vectortext.h"

#include "core/base/zstdframe.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace assay::neural {
namespace {

constexpr size_t longestNumber = 32;

Error badVector(std::string detail)
{
    return Error{ErrorCode::BadData, "vector", std::move(detail)};
}

} // namespace

std::string vectorToText(std::span<const double> numbers)
{
    std::string text;
    char buffer[longestNumber];
    for (const double number : numbers) {
        if (!text.empty())
            text += ';';
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::general, 14);
        text.append(buffer, end.ptr);
    }
    return text;
}

Result<std::vector<double>> vectorFromText(std::string_view text, size_t length)
{
    const auto parts = static_cast<size_t>(std::count(text.begin(), text.end(), ';')) + 1;
    if (parts != length)
        return badVector("it has " + std::to_string(parts) + " numbers instead of " + std::to_string(length));
    std::vector<double> numbers;
    numbers.reserve(length);
    for (size_t begin = 0; begin <= text.size();) {
        const size_t end = std::min(text.find(';', begin), text.size());
        const char* const last = text.data() + end;
        double number = 0;
        const auto [stopped, failure] = std::from_chars(text.data() + begin, last, number);
        if (failure != std::errc() || stopped != last || !std::isfinite(number))
            return badVector("entry " + std::to_string(numbers.size() + 1) + " is no number");
        numbers.push_back(number);
        begin = end + 1;
    }
    return numbers;
}

std::string packVector(std::span<const double> numbers)
{
    return zstdCompress(vectorToText(numbers));
}

Result<std::vector<double>> unpackVector(std::string_view packed, size_t length)
{
    const auto text = zstdDecompress(packed, length * (longestNumber + 1));
    if (!text)
        return text.error();
    return vectorFromText(*text, length);
}

} // namespace assay::neural
