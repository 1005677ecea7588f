// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/mbox/fromsearch.h"

#include <cstddef>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace assay {
namespace {

constexpr size_t needleLength = 5;

const char* findSlowly(const char* begin, const char* end)
{
    if (begin == end) // perhaps null both, which memmem() may not be given
        return end;
    const void* hit = ::memmem(begin, static_cast<size_t>(end - begin), "From ", needleLength);
    return hit ? static_cast<const char*>(hit) : end;
}

} // namespace

#ifdef __SSE2__

// Three letters of the needle are compared at 16 places at once; mail text has few places where all three fit.
const char* findFrom(const char* begin, const char* end)
{
    const __m128i first = _mm_set1_epi8('F');
    const __m128i fourth = _mm_set1_epi8('m');
    const __m128i fifth = _mm_set1_epi8(' ');
    const auto load = [](const char* at) {
        // Through void: the load asks for no alignment.
        return _mm_loadu_si128(static_cast<const __m128i*>(static_cast<const void*>(at)));
    };
    constexpr ptrdiff_t step = 16;
    const char* at = begin;
    for (; end - at >= step + static_cast<ptrdiff_t>(needleLength) - 1; at += step) {
        const __m128i outer = _mm_and_si128(_mm_cmpeq_epi8(load(at), first), _mm_cmpeq_epi8(load(at + 4), fifth));
        const __m128i all = _mm_and_si128(outer, _mm_cmpeq_epi8(load(at + 3), fourth));
        unsigned places = static_cast<unsigned>(_mm_movemask_epi8(all));
        while (places) {
            const char* place = at + __builtin_ctz(places);
            if (place[1] == 'r' && place[2] == 'o')
                return place;
            places &= places - 1;
        }
    }
    return findSlowly(at, end);
}

#else

const char* findFrom(const char* begin, const char* end)
{
    return findSlowly(begin, end);
}

#endif

} // namespace assay
