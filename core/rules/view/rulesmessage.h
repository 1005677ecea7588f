// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/relays.h"
#include "core/rules/view/sourcemap.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::rules {

// What rules are matched against is bytes; pieces are matched one by one.
struct Piece
{
    std::string text;
    int part = -1; // index into parts(), -1 for headers and for pieces that span parts
};

// `Name[:mod[:mod]]` of header rules.
struct HeaderSpec
{
    std::string name; // as written; ALL and MESSAGEID are case-sensitive, others not
    bool raw = false;
    bool first = false, last = false;
    enum class Extract : uint8_t { None, Addr, Name, Host, Domain, Ip, RevIp };
    std::vector<Extract> extracts; // in the order written, at most two
    auto operator<=>(const HeaderSpec&) const = default;
    // Parses "From:addr:domain"; nullopt when a modifier is unknown.
    static std::optional<HeaderSpec> parse(std::string_view text);
    std::string toString() const;
};

// A node of the MIME tree as SpamAssassin reads it, depth first; the root is node 0.
struct RulesPart
{
    std::string path; // as in mail::MailPart
    std::string type; // effective: text/plain, text/html, multipart/mixed ...
    std::string declaredType;
    std::string charset; // declared
    std::string fileName;
    std::string encoding; // lower-case
    std::vector<std::pair<std::string, std::string>> headers; // name as written, decoded value (UTF-8, one line)
    uint64_t bodyOffset = 0; // encoded body in the message's bytes
    uint64_t bodyLength = 0;
    int parent = -1;
    bool isLeaf = true;
    bool isHtml = false; // effective type text/html
    bool insideEncoded = false; // below an encoded message/rfc822: bodyOffset is that of the outermost encoded part
};

// One address as an HTML part names it.
struct HtmlUri
{
    std::string text; // made absolute with <base>, else as written
    std::vector<std::string> types; // names of the elements it occurred in, once each
    std::vector<std::string> anchorTexts; // of its <a> elements, in order; UTF-8, "<img>\n" stands for an image
};

// What the HTML renderer learned about one text/html part, for the HTML evals (they ask part after part and take the
// first that fits). A key that is absent is "not defined" for them.
struct HtmlFacts
{
    int part = -1; // index into parts()
    // Elements that occurred, by lower-case name, with the number still open at the end (never negative).
    std::map<std::string, int, std::less<>> inside;
    // Numbers and flags by the names that html_test, html_eval and html_range use. Always: html (1), length (of the
    // source, in characters), html_length (of the rendered text), non_space_len, ratio, image_area, min_size, max_size.
    // When they apply: closed_extra_ratio, bad_tag_ratio, non_element_ratio, obfuscation_ratio, backhair_count,
    // font_low_contrast, font_invalid_color, font_face_bad, form_action_mailto, embeds, uri_truncated.
    std::map<std::string, double, std::less<>> values;
    // Lists for html_text_match: "title", "anchor", "comment" (with its <!-- -->), "script".
    std::map<std::string, std::vector<std::string>, std::less<>> texts;
    std::vector<HtmlUri> uris;
};

// Oddities that the parser of the rule language marks, for check_msg_parse_flags.
struct ParseFlags
{
    bool missingHeadBodySeparator = false;
    bool missingMimeHeadBodySeparator = false;
    bool missingMimeHeaders = false;
    bool mimeEpilogueExists = false;
    bool mimePartLimitExceeded = false;
    bool truncatedHeader = false;
    bool uriTruncated = false;
};

// An address with every form that was made from it.
struct UriDetail
{
    std::string raw; // as found; addresses from text have got a scheme
    std::vector<std::string> types; // element names, "parsed", "unlinked", "schemeless"
    std::vector<std::string> cleaned; // the forms that uri rules see, sorted
    std::vector<std::string> anchorTexts; // once each
    std::vector<std::string> domains; // registered domains of the forms
    std::vector<std::pair<std::string, std::string>> hosts; // host, its domain
};

// One URI with how it was found.
struct RulesUri
{
    std::string text; // one of the canonical forms
    std::string original; // the form it was made from
    std::string host; // of this form; empty for mailto and relative ones
    std::string domain; // registered domain, empty when none
    std::string tag; // "a", "img", "form" ... or "parsed" for plain text
    std::string anchorText; // for a
};

// Tables that the reading needs; made by the rule language from util_rb_*, redirector_pattern and network lines.
class ViewTables;

// SpamAssassin 4.0.1's reading of one message: spec/regex B.4-B.5. Lazy: each input is made at first use and kept.
// Not thread-safe; one per message and worker. Holds a view of the bytes, which must outlive it.
class RulesMessage
{
public:
    RulesMessage(std::string_view bytes, const ViewTables& tables);
    ~RulesMessage();
    RulesMessage(RulesMessage&&) noexcept;
    RulesMessage(const RulesMessage&) = delete;

    std::string_view bytes() const; // without a leading mbox From line
    uint64_t bytesOffset() const; // of bytes() in what was given

    // The joined value that header rules match; nullopt when absent. Values end in newline as the peer's do.
    std::optional<std::string> header(const HeaderSpec& spec) const;
    // get(Name): each value of its own.
    std::vector<std::string> headerValues(const HeaderSpec& spec) const;
    RawRange mapHeader(const HeaderSpec& spec, uint64_t offset, uint64_t length) const;
    // Names in order of occurrence, as written.
    std::vector<std::string> headerNames() const;

    const std::vector<Piece>& body() const; // piece 0 is the Subject
    RawRange mapBody(size_t piece, uint64_t offset, uint64_t length) const;
    const std::vector<Piece>& rawBody() const;
    RawRange mapRawBody(size_t piece, uint64_t offset, uint64_t length) const;
    // bytes(), unless the header mixes CR LF and LF: then each of its lines ends in CR LF.
    std::string_view full() const;
    RawRange mapFull(uint64_t offset, uint64_t length) const;
    const std::vector<RulesUri>& uris() const; // a set, sorted by text
    const std::vector<UriDetail>& uriDetails() const; // those from text first
    RawRange mapUri(size_t uri, uint64_t offset, uint64_t length) const;

    // One text a part (node order) that has the header, as mimeheader rules see it; `name` ALL = all of the part's
    // headers.
    std::vector<Piece> mimeHeader(std::string_view name, bool raw) const;
    RawRange mapMimeHeader(std::string_view name, bool raw, size_t piece, uint64_t offset, uint64_t length) const;

    const std::vector<RulesPart>& parts() const;
    // Transfer-decoded bytes of a leaf.
    const std::string& decoded(size_t part) const;
    // Body of a leaf before transfer decoding as the MIME reader holds it: LF line ends, lines over 2048 bytes split.
    const std::string& encoded(size_t part) const;
    // Rendered text of a leaf of effective type text/plain or text/html, in UTF-8, before folding white space.
    const std::string& rendered(size_t part) const;
    const std::vector<HtmlFacts>& html() const; // one a non-empty text/html leaf, in order
    // The texts of all rendered parts that a reader can or cannot see, in the form of body pieces.
    const std::vector<Piece>& visibleBody() const;
    const std::vector<Piece>& invisibleBody() const;
    ParseFlags parseFlags() const;
    // Bytes of the message as received, after the empty line that ends the header.
    uint64_t bodyLength() const;
    const Relays& relays() const;

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace assay::rules
