// SPDX-License-Identifier: GPL-3.0-or-later
// Parses one text as every kind of expression that rules hold, and evaluates what is one.
#include "core/rules/cf/conditional.h"
#include "core/rules/cf/metarule.h"
#include "core/rules/cf/regexliteral.h"
#include "core/rules/rspamd/compositeatom.h"
#include "core/rules/rspamd/rspamdrule.h"
#include "core/text/ucl.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    using namespace assay::rules;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto meta = compileMeta(text, [](const ArithmeticToken& name) -> assay::Result<uint32_t> {
        return static_cast<uint32_t>(name.text.size() % 4);
    });
    if (meta) {
        const std::vector<double> values = {0, 1, 2.5, -1};
        (void)meta->evaluate(values);
    }
    (void)checkMeta(text);
    (void)evaluateCondition(text, PeerTable());
    if (const auto literal = parseRegexLiteral(text)) {
        if (literal->textOffset + literal->text.size() > text.size() + 4) // "(?n)" may stand in front
            std::abort();
        (void)captureNames(literal->text);
        (void)templateNames(literal->text);
    }
    if (const auto regexp = Expression::parse(text, readRegexpAtom, regexpAtomCost)) {
        for (const std::string& atom : regexp->atoms())
            (void)parseRegexpAtom(atom);
        (void)regexp->evaluate([](size_t atom) { return atom % 3 ? 1.0 : 0.0; });
        (void)regexp->postfix();
    }
    if (const auto composite = Expression::parse(text, readCompositeAtom)) {
        for (const std::string& atom : composite->atoms())
            (void)parseCompositeAtom(atom);
        (void)composite->evaluate([](size_t) { return 1.0; }, Expression::Shortcut::No);
    }
    (void)assay::parseUcl(text);
    return 0;
}
