// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/rspamd/regexpatom.h"

#include "core/rules/rspamd/compositeatom.h"

#include <gtest/gtest.h>

namespace assay::rules {
namespace {

RegexpAtom atomOf(std::string_view text)
{
    const auto length = readRegexpAtom(text);
    EXPECT_TRUE(length.ok() && *length == text.size()) << text;
    const auto atom = parseRegexpAtom(text);
    EXPECT_TRUE(atom.ok()) << text << ": " << atom.error().detail;
    return atom.ok() ? *atom : RegexpAtom{};
}

std::string errorOf(std::string_view text)
{
    const auto atom = parseRegexpAtom(text);
    return atom.ok() ? std::string() : atom.error().detail;
}

TEST(RegexpAtom, PatternsWithHeadersAndTypes)
{
    const RegexpAtom subject = atomOf("Subject=/a\\/b/i");
    EXPECT_EQ(subject.input, RegexpInput::Header);
    EXPECT_EQ(subject.header, "Subject");
    EXPECT_EQ(subject.pattern, "a\\/b");
    EXPECT_TRUE(subject.flags.caseless);
    EXPECT_EQ(subject.patternOffset, 9U);
    const RegexpAtom raw = atomOf("X-Mailer=/x/XSA");
    EXPECT_EQ(raw.input, RegexpInput::RawHeader);
    EXPECT_TRUE(raw.strongHeader && raw.countAll);
    EXPECT_EQ(atomOf("/free/P").input, RegexpInput::MimePart);
    EXPECT_EQ(atomOf("/free/is{sa_body}").input, RegexpInput::SaBody);
    EXPECT_EQ(atomOf("/free/{words}").input, RegexpInput::Words);
    EXPECT_TRUE(atomOf("/free/uM").flags.utf);
}

TEST(RegexpAtom, FunctionsAndNames)
{
    const RegexpAtom call = atomOf("has_content_part(text, \"pl, ain\", /x\\/y,z/i)");
    EXPECT_EQ(call.kind, RegexpAtom::Kind::Function);
    EXPECT_EQ(call.name, "has_content_part");
    EXPECT_EQ(call.arguments, (std::vector<std::string>{"text", "pl, ain", "/x\\/y,z/i"}));
    EXPECT_EQ(atomOf("lua:check").kind, RegexpAtom::Kind::Lua);
    EXPECT_EQ(atomOf("some_word").kind, RegexpAtom::Kind::Script);
}

TEST(RegexpAtom, SaysWhatIsWrong)
{
    EXPECT_EQ(errorOf("/x/i"), "the pattern says neither a header nor a type at offset 3");
    EXPECT_EQ(errorOf("/x/H"), "the type needs a name before the pattern at offset 3");
    EXPECT_EQ(errorOf("/x/Pz"), "unknown flag 'z' at offset 4");
    EXPECT_EQ(errorOf("/x/{nope}"), "unknown type 'nope' at offset 3");
    EXPECT_FALSE(readRegexpAtom("Subject=/abc").ok());
    EXPECT_FALSE(readRegexpAtom("call(abc").ok());
}

TEST(CompositeAtom, PrefixesGroupsAndOptions)
{
    const auto length = readCompositeAtom("-SYMBOL[a b,/c\\/, d/] & X");
    ASSERT_TRUE(length.ok());
    EXPECT_EQ(*length, 21U);
    const auto atom = parseCompositeAtom("-SYMBOL[a b,/c,d/i]");
    ASSERT_TRUE(atom.ok());
    EXPECT_TRUE(atom->keepSymbol && atom->keepWeight);
    EXPECT_EQ(atom->name, "SYMBOL");
    EXPECT_EQ(atom->options, (std::vector<std::string>{"a b", "/c,d/i"}));
    EXPECT_EQ(parseCompositeAtom("g+:headers")->scope, CompositeAtom::Scope::PositiveGroup);
    EXPECT_TRUE(parseCompositeAtom("^X")->force);
    EXPECT_TRUE(parseCompositeAtom("~X")->keepSymbol && !parseCompositeAtom("~X")->keepWeight);
    EXPECT_FALSE(readCompositeAtom("X[abc").ok());
}

} // namespace
} // namespace assay::rules
