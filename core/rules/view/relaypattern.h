// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace assay::rules {

// What a pattern took from a Received field; views into it. data() is null for what took no part.
struct RelayCaptures
{
    std::string_view ip, rdns, helo, by, ident, id, details, auth;
};

// Whether `text` begins as the pattern says. A pattern is literal text with marks:
//
//   words, one byte or more without a blank, the longest that lets the rest match:
//     %h helo  %r reverse name  %b by  %d ident  %w not kept;  %H %D %W the same, possibly empty
//     %q reverse name with a dot inside   %B by, ending at a word boundary   %k id, the shortest
//     %y by, ending in .yahoo.com         %m by, ending in .hotmail.msn.com
//   addresses (addressLength):  %i kept  %I not kept  %J kept, no dot or hyphen after it   %L the local host
//   runs:  %? any text, the shortest  %* any text, the longest  %+ the same, not empty
//     %s details, the shortest   %S details, not empty, without ")"   %M any without ")"  %n the same, not empty
//     %F helo without ")"   %Q helo without blank and brackets   %z at most 40 without ")"   %C at most 100 of any
//     %g 10 to 80 of any   %u not empty, without blank and "@"   %G not empty, without "."   %v not empty, no blank, no
//     ";" %N digits   %a one letter   %P one of ". :"
//   words of protocols:  %E HELO or EHLO   %X ESMTP or SMTP   %A LOGIN, PLAIN, DIGEST-MD5 or CRAM-MD5, kept as auth
//   %o an opening, %c a closing square bracket, if there is one;  %Z a zone id of an IPv6 address, if there is one
//   %( ... %) may be missing as a whole (no nesting)   %| a word boundary   %$ the end of the text
//   %T what follows the host name in a field of qmail
//
// Bounded: gives up (no match) after a fixed number of steps.
bool matchRelayPattern(std::string_view pattern, std::string_view text, RelayCaptures& captures);

} // namespace assay::rules
