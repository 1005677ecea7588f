// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::query {

// How a field's values are compared. What each operator means for a type is in parse.h.
enum class FieldType : uint8_t {
    Text, // ":" contains, folded (core/text/searchfold.h)
    Words, // ":" has these words (core/text/words.h) next to each other; the last one may end in "*"
    Keyword, // ":" equal, "*" and "?" wildcards, upper and lower case are equal
    Number,
    Date, // seconds since 1970 UTC
    Size, // bytes
    Duration, // seconds, as a fraction
    Ip,
    Mark // one of Field::values; ":" only (is, has)
};

struct Field
{
    std::string name; // "symbol"; families are written name.KEY ("header.x-source")
    FieldType type = FieldType::Keyword;
    bool isFamily = false; // needs a KEY behind a dot; its type is that of the values
    std::string group; // "Any", "Mail", "Scan" ...; heading in the query help
    std::string description; // one line, English, marked for translation
    std::vector<std::string> values; // what completion offers; for Mark: all that are allowed
};

// The fields that queries may name, kept by whoever owns the data: each part of the program adds its own. A name may be
// plain in one entry and a family in another ("symbol", "symbol.NAME").
class FieldTable
{
public:
    void add(Field field); // a later field of the same name and kind takes the place of the earlier
    const std::vector<Field>& fields() const { return m_fields; }
    // By name as typed (any case); the part behind the first dot is the key of a family. A plain field of the whole
    // name comes first ("fuzzy.flag"). A family without key is found too. Null: unknown. Valid until the next add().
    const Field* find(std::string_view name) const;
    // The known name that is most like a wrong one, "" when none is near.
    std::string suggestion(std::string_view wrongName) const;

private:
    std::vector<Field> m_fields;
};

// The word of `known` that is most like a wrong one (any case), "" when none is near.
std::string nearestWord(std::string_view wrong, const std::vector<std::string_view>& known);

} // namespace assay::query
