// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace assay::rules {

// The catalogue of trace field formats. It follows which fields SpamAssassin 4.0.1 reads and what it takes for which
// part; the order matters, the first format that fits decides.

// Programs whose fields are tried with their own formats first.
enum class RelayFamily : uint8_t { Any, SmtpSvc, ExchangeSmtp, XMail, Ecelerity, Exim, Postfix, Scalix, Domino };

enum class RelayOutcome : uint8_t {
    Relay, // a hand-over between hosts
    Ignored, // local, or a known format without an address
    Fetched, // collected from a mailbox: the chain begins anew
    ScannerNote // a scanner's note that states the envelope sender of the next field
};

// How the parts are meant beyond their names.
enum RelayTrait : uint16_t {
    NoTrait = 0,
    LooksUpNames = 1, // this kind of host always looks up names: no name means there is none
    UnknownIsNoName = 2, // "unknown" stands for no name
    NamedUnlessUnknown = 4, // LooksUpNames unless the name is "unknown" in any form, which is then dropped
    HeloIsName = 8, // the greeting is not written when it equals the reverse name
    DetailsHoldHelo = 32, // "helo=... ident=..." in the comment
    IdentInName = 64, // "user@" or "IDENT:user@" before the name
    NoId = 128, // what looks like an id is not one
    XMailIds = 256, // " id <...>" and " from <...>"
    UnverifiedIsNoName = 512,
};

struct RelayFormat
{
    RelayFamily family = RelayFamily::Any;
    std::string_view needs; // must occur somewhere; empty: nothing
    std::string_view pattern; // from the byte after "from "
    RelayOutcome outcome = RelayOutcome::Relay;
    uint16_t traits = NoTrait;
    std::string_view unless; // pattern of fields that this format must not take; empty: none
};

// Family of a field, decided by marks anywhere in it.
RelayFamily relayFamily(std::string_view field);

// Formats of fields that begin with "from "; the first table is tried before the loose reading of Exim's fields, the
// second after it.
std::span<const RelayFormat> relayFamilyFormats(), relayGeneralFormats();
// Fields that begin with "FROM " and "(from ".
std::span<const RelayFormat> relayUpperCaseFormats(), relayBracketedFormats();

// How a field shows that the sender logged in.
struct RelayAuthFormat
{
    std::string_view needs;
    std::string_view pattern; // of the whole field
    std::string_view name; // what to call it; empty: what the pattern took as auth
};
std::span<const RelayAuthFormat> relayAuthFormats();

} // namespace assay::rules
