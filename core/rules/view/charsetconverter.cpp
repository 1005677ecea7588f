// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/charsetconverter.h"

#include "core/rules/view/charsetwriter.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

namespace assay::rules {

namespace {

struct ConverterCloser
{
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, ConverterCloser>;

constexpr uint32_t replacement = 0xfffd;

// Escape sequences without text between them are harmless (joined encoded words hold them), and so is a character that
// the end cuts off. Other faults stop a strict conversion and become U+FFFD in another.
void onFault(const void* strict, UConverterToUnicodeArgs* args, const char* bytes, int32_t length,
    UConverterCallbackReason reason, UErrorCode* status)
{
    if (reason == UCNV_IRREGULAR || *status == U_TRUNCATED_CHAR_FOUND)
        *status = U_ZERO_ERROR;
    else if (!strict)
        UCNV_TO_U_CALLBACK_SUBSTITUTE(nullptr, args, bytes, length, reason, status);
}

struct Units
{
    std::vector<UChar> text;
    std::vector<int32_t> offsets; // of each unit in the bytes
};

std::optional<Units> convertAll(UConverter* converter, std::string_view bytes)
{
    UErrorCode status = U_ZERO_ERROR;
    ucnv_reset(converter);
    Units units;
    units.text.resize(bytes.size() * 2 + 16);
    units.offsets.resize(units.text.size());
    UChar* target = units.text.data();
    const char* source = bytes.data();
    ucnv_toUnicode(converter, &target, units.text.data() + units.text.size(), &source, bytes.data() + bytes.size(),
        units.offsets.data(), true, &status);
    if (U_FAILURE(status))
        return std::nullopt;
    units.text.resize(static_cast<size_t>(target - units.text.data()));
    return units;
}

// Sets in which ICU maps bytes to C1 controls or private use where Perl has nothing.
bool isGenerous(std::string_view name)
{
    return name.substr(0, 4) != "ISO-" && name.substr(0, 4) != "UTF-";
}

bool isStopGap(UChar unit)
{
    return (unit >= 0x80 && unit < 0xa0) || (unit >= 0xe000 && unit <= 0xf8ff) || unit == replacement;
}

void write(const Units& units, size_t sourceSize, CharsetWriter& writer)
{
    for (size_t i = 0; i < units.text.size(); ++i) {
        uint32_t codePoint = units.text[i];
        const size_t first = i;
        if ((codePoint & 0xfc00) == 0xd800 && i + 1 < units.text.size())
            codePoint = 0x10000 + ((codePoint & 0x3ff) << 10) + (units.text[++i] & 0x3ffu);
        const auto offset = static_cast<size_t>(std::max(units.offsets[first], 0));
        const bool hasNext = i + 1 < units.text.size() && units.offsets[i + 1] >= 0;
        const size_t next = hasNext ? static_cast<size_t>(units.offsets[i + 1]) : sourceSize;
        writer.put(codePoint, offset, next > offset ? next - offset : 1);
    }
}

// Sets with shift states cannot be read character by character.
bool hasStates(std::string_view name)
{
    return name.substr(0, 8) == "ISO-2022" || name == "HZ" || name == "UTF-7";
}

// Up to here these sets are plain ASCII with escapes; the peer drops what follows a byte with the high bit.
std::string_view sevenBitPart(std::string_view bytes, std::string_view name)
{
    return name.substr(0, 11) == "ISO-2022-JP" ? bytes.substr(0, firstHighByte(bytes)) : bytes;
}

std::string convertByCharacters(UConverter* converter, std::string_view bytes, bool generous, SourceMap* map)
{
    constexpr size_t longestCharacter = 4;
    CharsetWriter writer(bytes.size(), map);
    for (size_t at = 0; at < bytes.size();) {
        const size_t high = firstHighByte(bytes, at);
        writer.copy(bytes.substr(at, high - at), at);
        at = high;
        size_t length = 1;
        for (; at < bytes.size() && length <= longestCharacter && at + length <= bytes.size(); ++length) {
            const auto units = convertAll(converter, bytes.substr(at, length));
            if (!units || units->text.empty() || (generous && isStopGap(units->text.front())))
                continue;
            write({units->text, std::vector<int32_t>(units->offsets.size(), static_cast<int32_t>(at))}, at + length,
                writer);
            break;
        }
        if (at == bytes.size())
            break;
        const bool found = length <= longestCharacter && at + length <= bytes.size();
        if (!found && at + 1 < bytes.size())
            writer.put(replacement, at, 1);
        at += found ? length : 1;
    }
    return writer.take();
}

} // namespace

std::optional<std::string> convertCharset(std::string_view bytes, const std::string& name, bool strict, SourceMap* map)
{
    UErrorCode status = U_ZERO_ERROR;
    const Converter converter(ucnv_open(name.c_str(), &status));
    if (U_FAILURE(status))
        return std::nullopt;
    const bool generous = isGenerous(name);
    bytes = sevenBitPart(bytes, name);
    const bool byCharacters = !strict && !hasStates(name);
    const auto callback = byCharacters ? UCNV_TO_U_CALLBACK_STOP : onFault;
    ucnv_setToUCallBack(converter.get(), callback, strict ? name.c_str() : nullptr, nullptr, nullptr, &status);
    if (byCharacters)
        return convertByCharacters(converter.get(), bytes, generous, map);
    const auto units = convertAll(converter.get(), bytes);
    if (!units || (generous && std::any_of(units->text.begin(), units->text.end(), isStopGap)))
        return std::nullopt;
    CharsetWriter writer(bytes.size(), map);
    write(*units, bytes.size(), writer);
    return writer.take();
}

} // namespace assay::rules
