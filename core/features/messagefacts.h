// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/messagefeatures.h"
#include "core/mail/message.h"

#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

namespace assay::features {

// What is counted once and used by several features.

struct TextFacts
{
    double bytes = 0; // looked at: a long text is cut
    double characters = 0, letters = 0, upper = 0, digits = 0, blanks = 0, punctuation = 0, nonAscii = 0, invisible = 0;
    double exclamations = 0, questions = 0, currency = 0;
    double latin = 0, cyrillic = 0, greek = 0, semitic = 0, eastAsian = 0; // letters
    double words = 0, wordLetters = 0, upperWords = 0, mixedWords = 0;
    double lines = 0, emptyLines = 0, longestLine = 0;
    double entropy = 0; // bits a byte
};
// Reads the first 128 KiB (UTF-8).
TextFacts readText(std::string_view text);

struct LinkFacts
{
    double links = 0, mailto = 0, insecure = 0, hosts = 0, numeric = 0, foreign = 0, shortened = 0, deceptive = 0;
    double withUser = 0, withPort = 0, escapes = 0, longest = 0, deepestHost = 0, sameAsSender = 0;
};

struct HeaderFacts
{
    double count = 0, bytes = 0, longest = 0, repeated = 0, missing = 0, inversions = 0, pairs = 0, custom = 0,
           lists = 0;
    double dkim = 0, references = 0;
    bool hasMimeVersion = false, hasMailer = false, isBulk = false, isReply = false;
    std::string_view replyTo, returnPath, sender, messageId; // raw values
};

struct RelayFacts
{
    double hops = 0, secure = 0, internal = 0, withoutBy = 0, strangeHelo = 0, numericHelo = 0, backwards = 0;
    double slowest = missing, total = missing; // seconds
    std::optional<Timestamp> newest, oldest;
};

struct PartFacts
{
    double parts = 0, depth = 0, texts = 0, htmls = 0, charsets = 0, base64 = 0, quoted = 0, messages = 0;
    double attachments = 0, attachedBytes = 0, images = 0, embedded = 0, documents = 0, archives = 0, programs = 0,
           pages = 0, deceptive = 0, mismatched = 0;
    double textBytes = 0, htmlBytes = 0, bytes = 0;
};

// The message with everything counted; holds references.
struct MessageFacts
{
    explicit MessageFacts(const Message& read);
    const Message& message;
    TextFacts text, subject;
    LinkFacts links;
    HeaderFacts headers;
    RelayFacts relays;
    PartFacts parts;
    std::string fromDomain, replyDomain, returnDomain, senderDomain, idDomain; // lower-case, empty: none
    std::string fromAddress; // lower-case
    std::array<double, 3> authentication = {missing, missing, missing}; // SPF, DKIM, DMARC: 1 pass, 0 neither, -1 fail
};

LinkFacts readLinks(const std::vector<MailUrl>& urls, std::string_view senderDomain);
HeaderFacts readHeaders(const std::vector<MailHeader>& headers);
RelayFacts readRelays(const std::vector<ReceivedHop>& hops); // newest first
PartFacts readParts(const std::vector<MailPart>& parts);

// One feature: how it is called, and how it follows from the facts.
struct FeatureRow
{
    FeatureInfo info;
    double (*value)(const MessageFacts& facts);
};
std::span<const FeatureRow> partFeatures();
std::span<const FeatureRow> headerFeatures();
std::span<const FeatureRow> senderFeatures();
std::span<const FeatureRow> linkFeatures();
std::span<const FeatureRow> textFeatures();

} // namespace assay::features
