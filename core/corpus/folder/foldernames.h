// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay {

// Names inside mail folders.

// Modified UTF-7 of IMAP (RFC 3501 5.1.3) to UTF-8. What does not follow it stays as it is.
std::string decodeModifiedUtf7(std::string_view name);

// ".Sent.2023" of a Maildir++ as "Sent/2023", decoded for display.
std::string maildirFolderName(std::string_view directoryName);

// The flags behind ":2," ("!2," and ";2," mean the same) of a Maildir file name; unknown letters are kept.
std::string_view maildirFlags(std::string_view fileName);

// Whether the name is that of an MH message: digits only.
bool isMhName(std::string_view fileName);
// Order of MH: by number, whatever the length.
bool mhNameLess(std::string_view a, std::string_view b);

} // namespace assay
