// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/searchfold.h"

#include "core/base/ascii.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace assay {

std::string foldedForSearch(std::string_view text)
{
    if (isAscii(text))
        return toAsciiLower(text);
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* decompose = icu::Normalizer2::getNFKDInstance(status);
    icu::UnicodeString source = icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<int32_t>(std::min<size_t>(text.size(), INT32_MAX))));
    icu::UnicodeString parts;
    if (U_SUCCESS(status))
        decompose->normalize(source.foldCase(), parts, status);
    if (U_FAILURE(status))
        return toAsciiLower(text);
    std::string folded;
    for (int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
        const UChar32 c = parts.char32At(i);
        if (u_charType(c) != U_NON_SPACING_MARK)
            appendUtf8(folded, static_cast<char32_t>(u_foldCase(c, U_FOLD_CASE_DEFAULT)));
    }
    return folded;
}

} // namespace assay
