// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/hashstate.h"

namespace assay {
namespace {

constexpr size_t plainSize = 1 + 1 + 4 + 8;
constexpr size_t shinglesSize = sizeof(fuzzy::Shingles);
constexpr char withoutShingles = 0, withShingles = 1, withThoseBefore = 2, kept = 3;

template <typename Number>
void append(std::string& bytes, Number number)
{
    char raw[sizeof number];
    std::memcpy(raw, &number, sizeof number);
    bytes.append(raw, sizeof number);
}

template <typename Number>
void read(const char*& at, Number& number)
{
    std::memcpy(&number, at, sizeof number);
    at += sizeof number;
}

} // namespace

std::string packState(const EventState& state, const fuzzy::StoredHash* reference)
{
    std::string bytes;
    if (state.isKept)
        return std::string(1, kept);
    if (!state.stored)
        return bytes;
    const fuzzy::StoredHash& hash = *state.stored;
    const bool isShared = hash.shingles && reference && reference->shingles == hash.shingles;
    bytes.reserve(plainSize + shinglesSize);
    bytes += !hash.shingles ? withoutShingles : isShared ? withThoseBefore : withShingles;
    append(bytes, hash.flag);
    append(bytes, hash.weight);
    append(bytes, hash.time);
    if (hash.shingles && !isShared)
        append(bytes, *hash.shingles);
    return bytes;
}

std::optional<EventState> unpackState(
    std::string_view bytes, const Blake2b512& digest, const fuzzy::StoredHash* reference)
{
    EventState state;
    if (bytes.empty())
        return state;
    if (bytes.size() == 1 && bytes[0] == kept) {
        state.isKept = true;
        return state;
    }
    const char form = bytes[0];
    const size_t size = plainSize + (form == withShingles ? shinglesSize : 0);
    const bool isKnownForm = form == withoutShingles || form == withShingles
        || (form == withThoseBefore && reference && reference->shingles);
    if (!isKnownForm || bytes.size() != size)
        return std::nullopt;
    const char* at = bytes.data() + 1;
    fuzzy::StoredHash hash;
    hash.digest = digest;
    read(at, hash.flag);
    read(at, hash.weight);
    read(at, hash.time);
    if (form == withShingles)
        read(at, hash.shingles.emplace());
    else if (form == withThoseBefore)
        hash.shingles = reference->shingles;
    hash.hasShingles = hash.shingles.has_value();
    state.stored = hash;
    return state;
}

bool isSameState(const std::optional<fuzzy::StoredHash>& a, const std::optional<fuzzy::StoredHash>& b)
{
    if (!a || !b)
        return a.has_value() == b.has_value();
    return a->flag == b->flag && a->weight == b->weight;
}

} // namespace assay
