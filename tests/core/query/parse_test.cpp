// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/query/testfields.h"

#include <gtest/gtest.h>

namespace assay::query::test {
namespace {

std::string shapeOf(std::string_view text)
{
    const Parsed parsed = parse(text, testContext());
    return parsed.ok() ? shape(*parsed.query->root) : faultText(parsed.error());
}

struct Accepted
{
    const char* text;
    const char* shape;
};

// Every example of the language's description.
const Accepted examples[] = {
    {"", "all"},
    {"  \t", "all"},
    {"symbol:FUZZY_* -label:ham score:6..15", "and(symbol:FUZZY_*,not(label:ham),score:6..15)"},
    {"(from:@vip or list:*) and date:-7d..", "and(or(from:@vip,list:*),date:-7d..)"},
    {"ip:10.0.0.0/8 reqs>500 ua:\"curl/\"", "and(ip:10.0.0.0/8,reqs>500,ua:curl/)"},
    {"header.x-source:honeypot fuzzy.sim>=0.8", "and(header.x-source:honeypot,fuzzy.sim>=0.8)"},
    {"symbol.NEURAL_SPAM>2 nn.cand7<0", "and(symbol.NEURAL_SPAM>2,nn.cand7<0)"},
    {"subject:/счёт\\s*№\\d+/iu attach:*.zip", "and(subject:/счёт\\s*№\\d+/iu,attach:*.zip)"},
    {"not (is:labelled or action:none)", "not(or(is:labelled,action:none))"},
    {"ja4:t13d1516h2_* status:[403,429]", "and(ja4:t13d1516h2_*,status:[403,429])"},
    {"path:/wp-login.php -ip:2001:db8::/32", "and(path:/wp-login.php,not(ip:2001:db8::/32))"},
    {"a or b and c", "or(a,and(b,c))"},
    {"score >= 6", "score>=6"},
    {"path:\"/a/i\"", "path:\"/a/i\""},
    {"date:2026-11", "date:2026-11"},
    {"date:2026-11-21T09:00", "date:2026-11-21T09:00"},
    {"date:today", "date:today"},
    {"date<now", "date<now"},
    {"date>-90m", "date>-90m"},
    {"size:10k", "size:10k"},
    {"size:[2M,1Gi]", "size:[2M,1Gi]"},
    {"scan.time>250us rule.time:3ms..2s", "and(scan.time>250us,rule.time:3ms..2s)"},
    {"score:-5..0", "score:-5..0"},
    {"发票", "发票"},
    {"ip:[192.0.2.1,2001:db8::/32,10.0.0.1..10.0.0.9,@scanners]",
        "ip:[192.0.2.1,2001:db8::/32,10.0.0.1..10.0.0.9,@scanners]"},
    {"ip:@scanners", "ip:@scanners"},
    {"ip:203.0.113.*", "ip:203.0.113.*"},
    {"detector:[rules,fuzzy,neural,anomaly,boosted]", "detector:[rules,fuzzy,neural,anomaly,boosted]"},
    {"disagree:A disagree:[A,B]", "and(disagree:A,disagree:[A,B])"},
    {"is:new-since-scan has:password-archive has:label has:header.x-source",
        "and(is:new-since-scan,has:password-archive,has:label,has:header.x-source)"},
    {"a != b", "Unknown field — to search this text, quote it"},
    {"label != ham", "not(label=ham)"},
};

TEST(Parse, Examples)
{
    for (const Accepted& example : examples)
        EXPECT_EQ(shapeOf(example.text), example.shape) << example.text;
}

const Accepted grammar[] = {
    {"a b c", "and(a,b,c)"},
    {"a && b || c", "or(and(a,b),c)"},
    {"A AND b oR Not c", "or(and(A,b),not(c))"},
    {"a (b c)", "and(a,and(b,c))"},
    {"a(b or c)d", "and(a,or(b,c),d)"},
    {"((a))", "a"},
    {"!a -b not c", "and(not(a),not(b),not(c))"},
    {"--a", "not(not(a))"},
    {"! a", "not(a)"},
    {"-(a or b)", "not(or(a,b))"},
    {"not(a)", "not(a)"},
    {"\"or\" \"not\"", "and(\"or\",\"not\")"},
    {"android notes order", "and(android,notes,order)"},
    {"a-b", "a-b"},
    {"foo@bar.example", "\"foo@bar.example\""},
    {"<id@host.example>", "\"<id@host.example>\""},
    {"10.0.0.1", "10.0.0.1"},
    {"inv*", "inv*"},
    {"a\\*b \\-x c\\ d", "and(\"a*b\",\"-x\",\"c d\")"},
    {"http\\://x", "\"http://x\""},
    {"/a|b/i", "/a|b/i"},
    {"/a", "\"/a\""},
    {"\"a \\\"b\\\" \\\\ \\n\"", "\"a \\\"b\\\" \\\\ \\\\n\""},
    {"SUBJECT:x Header.X-Foo:y", "and(subject:x,header.X-Foo:y)"},
    {"subject:a:b=c", "subject:a:b=c"},
    {"subject=\"a b\"", "subject=\"a b\""},
    {"symbol=FUZZY_*", "symbol=FUZZY_*"},
    {"score=5", "score:5"},
    {"score != 5", "not(score:5)"},
    {"score:*", "score:*"},
    {"subject~^re:", "subject:/^re:/"},
    {"subject ~ (a|b)[)] c", "and(subject:/(a|b)[)]/,c)"},
    {"(subject~a)", "subject:/a/"},
    {"subject~\"a b\\d\"", "subject~\"a b\\\\d\""},
    {"subject~/a/b/i", "subject:/a\\/b/i"},
    {"subject:/a\\/b/", "subject:/a\\/b/"},
    {"(a or subject:/(x)/) b", "and(or(a,subject:/(x)/),b)"},
    {"subject:[/a,b/i, /c]d/ ,\"x\", @vip]", "subject:[/a,b/i,/c]d/,x,@vip]"},
    {"label:[[a,b],c]", "label:[a,b,c]"},
    {"label:[ham]", "label:ham"},
    {"path:/a/b/c", "path:/a/b/c"},
    {"path://x", "path://x"},
    {"score:..5 score:5.. score:1...5", "and(score:..5,score:5..,score:1...5)"},
    {"label:a..b", "label:a..b"},
    {"symbol:** symbol:a**b", "and(symbol:*,symbol:a*b)"},
    {"from:\\@vip", "from:\"@vip\""},
    {"from:*@vip.example", "from:*@vip.example"},
    {"is:LABELLED", "is:labelled"},
    {"has:FROM", "has:from"},
    {"ip:::1", "ip:::1"},
    {"ip:10.0.0.1..", "ip:10.0.0.1.."},
};

TEST(Parse, Grammar)
{
    for (const Accepted& example : grammar)
        EXPECT_EQ(shapeOf(example.text), example.shape) << example.text;
}

TEST(Parse, CanonicalTextParsesToTheSameTree)
{
    for (const auto* table : {&examples[0], &grammar[0]}) {
        const size_t count = table == examples ? std::size(examples) : std::size(grammar);
        for (size_t i = 0; i < count; ++i) {
            const Parsed first = parse(table[i].text, testContext());
            if (!first.ok())
                continue;
            const std::string printed = print(*first.query->root);
            const Parsed second = parse(printed, testContext());
            ASSERT_TRUE(second.ok()) << printed << ": " << faultText(second.error());
            EXPECT_EQ(difference(*first.query->root, *second.query->root), "") << table[i].text << " -> " << printed;
        }
    }
}

struct Rejected
{
    const char* text;
    FaultCode code;
    const char* marked; // the text with the span between « and »
    const char* message;
};

const Rejected rejected[] = {
    {"score>", FaultCode::MissingValue, "score«>»", "A value is missing at `>`"},
    {"(a or b", FaultCode::UnclosedParenthesis, "«(»a or b", "This parenthesis is not closed"},
    {"ip:[1.2.3.4", FaultCode::UnclosedList, "ip:«[»1.2.3.4", "This list is not closed"},
    {"\"abc", FaultCode::UnclosedQuote, "«\"»abc", "This quote is not closed"},
    {"subject: foo", FaultCode::MissingValue, "subject«:» foo", "A value is missing at `:`"},
    {"a and", FaultCode::MissingOperand, "a «and»", "Something to search for is missing at `and`"},
    {"fe80::1", FaultCode::UnknownField, "«fe80::1»", "Unknown field — to search this text, quote it"},
    {"x http://x", FaultCode::UnknownField, "x «http://x»", "Unknown field — to search this text, quote it"},
    {"ip:10.0.0.0/33", FaultCode::BadAddress, "ip:«10.0.0.0/33»",
        "`10.0.0.0/33` is no address, network or range of addresses"},
    {"date:2026-13", FaultCode::BadDate, "date:«2026-13»",
        "`2026-13` is no date — write 2026-11-21T09:00, today, now or -7d"},
    {"subject:/(/", FaultCode::BadRegex, "subject:/«(»/", "The pattern `(` cannot be used: missing )"},
    {"sybmol:x", FaultCode::UnknownField, "«sybmol»:x", "Unknown field `sybmol` — did you mean `symbol`?"},
    {"sybmol > 3", FaultCode::UnknownField, "«sybmol» > 3", "Unknown field `sybmol` — did you mean `symbol`?"},
    {"a or", FaultCode::MissingOperand, "a «or»", nullptr},
    {"or a", FaultCode::MissingOperand, "«or» a", nullptr},
    {"a or or b", FaultCode::MissingOperand, "a «or» or b", nullptr},
    {"(a or )", FaultCode::MissingOperand, "(a «or» )", nullptr},
    {"not", FaultCode::MissingOperand, "«not»", nullptr},
    {"a -", FaultCode::MissingOperand, "a «-»", nullptr},
    {"()", FaultCode::MissingOperand, "«()»", nullptr},
    {"(", FaultCode::UnclosedParenthesis, "«(»", nullptr},
    {"a )", FaultCode::UnopenedParenthesis, "a «)»", "This parenthesis closes nothing"},
    {")", FaultCode::UnopenedParenthesis, "«)»", nullptr},
    {"header:x", FaultCode::NeedsKey, "«header»:x", "`header` needs a name behind a dot: `header.NAME`"},
    {"has:header", FaultCode::NeedsKey, "has:«header»", nullptr},
    {"has:header.", FaultCode::NeedsKey, "has:«header.»", nullptr},
    {"subject.x:y", FaultCode::UnknownField, "«subject.x»:y", "Unknown field `subject.x` — did you mean `subject`?"},
    {"subject>5", FaultCode::BadOperator, "subject«>»5",
        "`subject` does not know the operator `>` — use one of : = != ~"},
    {"score~5", FaultCode::BadOperator, "score«~»5", nullptr},
    {"ip<10.0.0.1", FaultCode::BadOperator, "ip«<»10.0.0.1", nullptr},
    {"is=labelled", FaultCode::BadOperator, "is«=»labelled", nullptr},
    {"score>[1,2]", FaultCode::BadOperator, "score«>»[1,2]", nullptr},
    {"is:labeled", FaultCode::BadMark, "is:«labeled»", "`labeled` is not known here — did you mean `labelled`?"},
    {"has:subjet", FaultCode::BadMark, "has:«subjet»", "`subjet` is not known here — did you mean `subject`?"},
    {"score:x", FaultCode::BadNumber, "score:«x»", "`x` is no number"},
    {"score:1..x", FaultCode::BadNumber, "score:1..«x»", nullptr},
    {"score:nan", FaultCode::BadNumber, "score:«nan»", nullptr},
    {"score:1e999", FaultCode::BadNumber, "score:«1e999»", nullptr},
    {"score:/1/", FaultCode::BadNumber, "score:«/1/»", nullptr},
    {"score>1..2", FaultCode::BadNumber, "score>«1..2»", nullptr},
    {"score:..", FaultCode::MissingValue, "score:«..»", nullptr},
    {"size:10x", FaultCode::BadSize, "size:«10x»", "`10x` is no size — write 500, 10k, 2M or 1Gi"},
    {"scan.time:-3s", FaultCode::BadDuration, "scan.time:«-3s»", nullptr},
    {"date:-7q", FaultCode::BadDate, "date:«-7q»", nullptr},
    {"date:2026-02-30", FaultCode::BadDate, "date:«2026-02-30»", nullptr},
    {"ip:1.2.3", FaultCode::BadAddress, "ip:«1.2.3»", nullptr},
    {"ip:1.2.3.4..::1", FaultCode::BadAddress, "ip:1.2.3.4..«::1»", nullptr},
    {"ip:1.*.3.*", FaultCode::BadAddress, "ip:«1.*.3.*»", nullptr},
    {"ip:@nobody", FaultCode::UnknownList, "ip:«@nobody»", "There is no list `@nobody`"},
    {"from:@x.example", FaultCode::UnknownList, "from:«@x.example»",
        "There is no list `@x.example` — to search this text, quote it"},
    {"Hello, world", FaultCode::UnexpectedCharacter, "Hello«,» world",
        "Unexpected `,` — to search this text, quote it"},
    {"\"a\"b", FaultCode::UnexpectedCharacter, "\"a\"«b»", nullptr},
    {"\"a\"票", FaultCode::UnexpectedCharacter, "\"a\"«票»", "Unexpected `票` — to search this text, quote it"},
    {"[a,b]", FaultCode::UnexpectedCharacter, "«[»a,b]", nullptr},
    {":x", FaultCode::UnexpectedCharacter, "«:»x", nullptr},
    {"a :x", FaultCode::UnexpectedCharacter, "a «:»x", nullptr},
    {"label:[a b]", FaultCode::UnexpectedCharacter, "label:[a «b»]", nullptr},
    {"label:[]", FaultCode::MissingValue, "label:[«]»", nullptr},
    {"label:[a,,b]", FaultCode::MissingValue, "label:[a,«,»b]", nullptr},
    {"subject~/a b/", FaultCode::UnclosedRegex, "subject~«/a» b/", nullptr},
    {"subject:/a[/", FaultCode::BadRegex, "subject:/a«[»/", nullptr},
    {"subject~\"a\\\\\"", FaultCode::BadRegex, "subject~\"a\\«\\»\"", nullptr},
};

std::string marked(std::string text, Span span)
{
    EXPECT_LE(span.begin, span.end);
    EXPECT_LE(span.end, text.size());
    return text.insert(span.end, "»").insert(span.begin, "«");
}

TEST(Parse, FaultsPointAtTheirPlace)
{
    for (const Rejected& wrong : rejected) {
        const Parsed parsed = parse(wrong.text, testContext());
        ASSERT_FALSE(parsed.ok()) << wrong.text;
        EXPECT_EQ(parsed.error().code, wrong.code) << wrong.text;
        EXPECT_EQ(marked(wrong.text, parsed.error().span), wrong.marked);
        const std::string message = faultText(parsed.error());
        EXPECT_FALSE(message.empty());
        if (wrong.message) {
            EXPECT_EQ(message, wrong.message);
        }
    }
}

TEST(Parse, WarningsDoNotReject)
{
    struct
    {
        const char* text;
        FaultCode code;
        const char* marked;
        const char* suggestion;
    } const warned[] = {
        {"score:9..1", FaultCode::EmptyRange, "score:«9..1»", ""},
        {"date:2026-12..2026-10", FaultCode::EmptyRange, "date:«2026-12..2026-10»", ""},
        {"ip:10.0.0.9..10.0.0.1", FaultCode::EmptyRange, "ip:«10.0.0.9..10.0.0.1»", ""},
        {"ip:10.0.0.1/8", FaultCode::HostBitsSet, "ip:«10.0.0.1/8»", "10.0.0.0/8"},
        {"x label != ham", FaultCode::NotEqualTakesMissing, "x «label != ham»", ""},
    };
    for (const auto& one : warned) {
        const Parsed parsed = parse(one.text, testContext());
        ASSERT_TRUE(parsed.ok()) << one.text;
        ASSERT_EQ(parsed.faults.size(), 1U) << one.text;
        const Fault& fault = parsed.faults[0];
        EXPECT_TRUE(fault.isWarning());
        EXPECT_EQ(fault.code, one.code);
        EXPECT_EQ(marked(one.text, fault.span), one.marked);
        EXPECT_EQ(fault.suggestion, one.suggestion);
        EXPECT_FALSE(faultText(fault).empty());
    }
    EXPECT_TRUE(parse("score:1..9 ip:10.0.0.0/8", testContext()).faults.empty());
}

TEST(Parse, ErrorsComeBeforeWarnings)
{
    const Parsed parsed = parse("score:9..1 ip:10.0.0.1/8 score>", testContext());
    ASSERT_EQ(parsed.faults.size(), 3U);
    EXPECT_EQ(parsed.error().code, FaultCode::MissingValue);
    EXPECT_EQ(parsed.faults[1].code, FaultCode::EmptyRange);
}

TEST(Parse, TheOwnerOfTheRegexLibraryJudgesPatterns)
{
    ParseContext context = testContext();
    RegexTest seen;
    context.checkRegex = [&seen](const RegexTest& test) {
        seen = test;
        return test.pattern == "a/b{x" ? std::optional(ParseContext::RegexFault{3, "quantifier"}) : std::nullopt;
    };
    EXPECT_TRUE(parse("subject:/(/imsu", context).ok());
    EXPECT_EQ(seen, (RegexTest{"(", true, true, true, true}));
    const Parsed parsed = parse("subject:/a\\/b{x/i", context);
    ASSERT_FALSE(parsed.ok());
    EXPECT_EQ(marked("subject:/a\\/b{x/i", parsed.error().span), "subject:/a\\/b«{»x/i");
    EXPECT_EQ(faultText(parsed.error()), "The pattern `a/b{x` cannot be used: quantifier");
}

TEST(Parse, Limits)
{
    const auto code = [](const std::string& text) {
        const Parsed parsed = parse(text, testContext());
        return parsed.ok() ? std::string("ok") : std::to_string(static_cast<int>(parsed.error().code));
    };
    const auto number = [](FaultCode fault) { return std::to_string(static_cast<int>(fault)); };
    const auto repeated = [](const std::string& text, size_t count) {
        std::string all;
        for (size_t i = 0; i < count; ++i)
            all += text;
        return all;
    };
    EXPECT_EQ(code(std::string(8192, 'a')), "ok");
    EXPECT_EQ(code(std::string(8193, 'a')), number(FaultCode::TooLong));
    EXPECT_EQ(code(repeated("a ", 4097)), number(FaultCode::TooLong));
    EXPECT_EQ(code(std::string(2u << 20, '(')), number(FaultCode::TooLong));
    EXPECT_EQ(code(repeated("(", 64) + "a" + repeated(")", 64)), "ok");
    EXPECT_EQ(code(repeated("(", 65) + "a" + repeated(")", 65)), number(FaultCode::TooDeep));
    EXPECT_EQ(code(repeated("not ", 64) + "a"), "ok");
    EXPECT_EQ(code(repeated("-", 65) + "a"), number(FaultCode::TooDeep));
    EXPECT_EQ(code(repeated("(a ", 63) + "label!=a" + repeated(")", 63)), "ok");
    EXPECT_EQ(code(repeated("(a ", 64) + "label!=a" + repeated(")", 64)), number(FaultCode::TooDeep));
    EXPECT_EQ(code("label:" + repeated("[", 65) + "a" + repeated("]", 65)), number(FaultCode::TooDeep));
    EXPECT_EQ(code("ip:[" + repeated("192.0.2.1,", 9999) + "192.0.2.1]"), "ok");
    EXPECT_EQ(code("ip:[" + repeated("192.0.2.1,", 10000) + "192.0.2.1]"), number(FaultCode::ListTooLong));
}

TEST(Parse, TopLevelTermsAreWhatChipsShow)
{
    const auto pieces = [](std::string_view text) {
        const Parsed parsed = parse(text, testContext());
        std::string shown;
        for (const Span span : topLevelTerms(*parsed.query))
            shown += "[" + std::string(text.substr(span.begin, span.end - span.begin)) + "]";
        return shown;
    };
    EXPECT_EQ(pieces("symbol:X -label:ham (a or b) and score > 5"), "[symbol:X][-label:ham][(a or b)][score > 5]");
    EXPECT_EQ(pieces(" a or b "), "[a or b]");
    EXPECT_EQ(pieces("x"), "[x]");
    EXPECT_EQ(pieces(" "), "");
}

TEST(Parse, TermTextQuotesWhatItMust)
{
    EXPECT_EQ(termText("from", "a@b.example"), "from:a@b.example");
    EXPECT_EQ(termText("subject", "Re: [x] \"y\""), "subject:\"Re: [x] \\\"y\\\"\"");
    EXPECT_EQ(termText("symbol", "A*"), "symbol:\"A*\"");
    EXPECT_EQ(termText("path", "/a/"), "path:\"/a/\"");
    EXPECT_EQ(termText("from", "@vip"), "from:\"@vip\"");
    EXPECT_EQ(termText("label", ""), "label:\"\"");
    EXPECT_EQ(termText("", "or"), "\"or\"");
    EXPECT_EQ(termText("", "-x"), "\"-x\"");
    EXPECT_EQ(termText("", "ok"), "ok");
}

} // namespace
} // namespace assay::query::test
