// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/interop/somemail.h"

#include <array>
#include <random>

namespace assay::test {

std::string someMail(size_t words)
{
    // Enough of the words that tell languages apart: where they do not decide, the peer guesses at random.
    constexpr std::array vocabulary = {"the", "and", "of", "to", "in", "that", "with", "for", "this", "from", "which",
        "they", "would", "there", "their", "about", "river", "market", "letter", "window", "garden", "station",
        "captain", "morning", "village", "evening", "mountain", "harbour", "bridge", "kitchen", "blanket", "carpet",
        "teacher", "journey", "doctor", "silver", "winter", "summer", "candle", "button", "ticket", "basket", "pencil",
        "orange", "painter", "soldier", "farmer", "lantern", "engine", "castle"};
    static std::mt19937 random{std::random_device{}()};
    std::string text = "From: Ann <ann@example.org>\r\nTo: bob@example.org\r\nSubject: a letter\r\n"
                       "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n";
    for (size_t i = 0; i < words; ++i) {
        text += vocabulary[random() % vocabulary.size()];
        text += i % 10 == 9 ? "\r\n" : " ";
    }
    return text + "\r\n";
}

} // namespace assay::test
