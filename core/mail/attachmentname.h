// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay {

// A file name that is safe to create in a folder the user chose: the last path component (of '/' and '\'), without
// control and bidi characters, without dots and blanks at the front or blanks and dots at the end, Windows device names
// prefixed with '_', at most 120 bytes of UTF-8 with the extension kept. Empty names become `fallback`.
std::string safeFileName(std::string_view name, std::string_view fallback);

// Lower-case text behind the last dot; empty when there is none. Blanks and invisible characters at the end do not
// count.
std::string extensionOf(std::string_view name);

// The MIME type that the first bytes show ("application/pdf", "application/x-dosexec"); empty when they show none.
std::string typeByContent(std::string_view bytes);

// What is known about the name of an attachment when it is judged.
struct NameEvidence
{
    std::string_view fileName; // of Content-Disposition
    std::string_view typeName; // name parameter of Content-Type
    std::string_view declaredType;
    std::string_view contentType; // typeByContent
};
// Whether the name hides what the file is: bidi controls, two names of different kinds, a program behind a document's
// extension ("a.pdf.exe", "a.pdf      .exe"), a harmless declared type or extension over a program.
bool isDeceptiveName(const NameEvidence& evidence);

} // namespace assay
