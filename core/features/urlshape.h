// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace assay::features {

// What kinds of characters a query or a path is made of, after one round of percent decoding: no words, so that a
// payload in any language of attacks shows. Sums over all texts that were added.
struct UrlShape
{
    double texts = 0, bytes = 0, longest = 0, squares = 0; // of the texts as sent; squares of their lengths
    double letters = 0, digits = 0, upper = 0;
    double joiners = 0; // = & + - _ . , / : which ordinary parameters are full of
    double symbols = 0; // other ASCII punctuation
    double blanks = 0, control = 0, nonAscii = 0;
    double escapes = 0, needlessEscapes = 0, brokenEscapes = 0, doubleEscapes = 0; // "%41", "%zz", "%2541"
    double entropy = 0; // bits a byte of each text, summed up
    // Texts that hold such characters at least once.
    double withMarkup = 0; // < or >
    double withQuotes = 0; // ' " `
    double withCode = 0; // ( ) ; { } | $ \ and control characters
    double withClimb = 0; // "../" or "..\"
    double withRepeats = 0; // one symbol three times in a row

    double parameters = 0, longestValue = 0, emptyValues = 0; // split at '&'

    // The first 4 KiB of it; a leading '?' is not part of a query.
    void add(std::string_view text);
    double decoded() const { return letters + digits + joiners + symbols + blanks + control + nonAscii; }

private:
    struct Seen;
    void addCharacter(unsigned char c, Seen& seen);
    void addParameters(std::string_view text);
};

} // namespace assay::features
