// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// Reads one JSON text (RFC 8259) value by value, in the order in which it is written, without building a tree. For
// texts of others: nesting is bounded, and the first thing that is off ends the reading: from then on every call
// answers false, 0 or "", so that only failed() must be asked at the end. The text must outlive the reader.
//     JsonReader in(text);
//     std::string key;
//     for (in.enterObject(); in.nextMember(key);) {
//         if (key == "score")
//             score = in.number();
//         else
//             in.skip();
//     }
//     if (!in.finish()) ...
// After nextMember() or nextElement() said true exactly one value must be read, entered or skipped.
class JsonReader
{
public:
    static constexpr size_t deepest = 64; // objects and arrays in each other

    explicit JsonReader(std::string_view text)
        : m_text(text)
    {
    }

    enum class Kind : uint8_t { Object, Array, Text, Number, Truth, Null, None };
    Kind peek(); // of the next value; None: there is none, or the text is broken

    bool enterObject(); // a fault when the next value is none
    bool nextMember(std::string& key); // false: the object has ended
    bool enterArray();
    bool nextElement();
    // Faults when the next value is of another kind.
    std::string text(); // with U+FFFD for halves of surrogate pairs and for what is no UTF-8
    double number(); // a number too large for a double is a fault
    bool truth();
    void skip(); // any value; what is in it is checked too

    // True when all was read, nothing but blanks follows, and nothing was off.
    bool finish();
    bool failed() const { return !m_why.empty(); }
    // "text expected at byte 17"; empty: nothing is off.
    const std::string& why() const { return m_why; }
    // Makes the reading fail, for callers that find a value wrong.
    void fail(std::string_view why);

private:
    bool readString(std::string& value);
    bool readEscape(std::string& value);
    bool readHex(uint32_t& code);
    bool next(char end); // to the next member or element of the innermost container
    bool enter(char begin);
    void skipScalar(Kind kind);
    void passBlanks();
    bool word(std::string_view expected);

    std::string_view m_text;
    size_t m_at = 0;
    std::vector<bool> m_hasMembers; // one entry an open object or array
    std::string m_why;
};

} // namespace assay
