// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/rspamd/composites.h"

#include "core/rules/match/matcher.h"

#include <algorithm>
#include <cmath>

namespace assay::rules {
namespace {

constexpr double threshold = 1e-5; // a result above it is true
constexpr double valueWithoutScore = 16e-5; // of a present symbol whose score is 0

// Whether a listed option, a text or a /pattern/, is among the options of a symbol.
bool hasOption(const std::string& wanted, const std::vector<std::string>& options)
{
    if (wanted.size() > 1 && wanted.front() == '/') {
        const size_t close = wanted.rfind('/');
        Pattern pattern{"option", wanted.substr(1, close > 0 ? close - 1 : std::string::npos), {}, 1};
        pattern.flags.noJit = true;
        pattern.flags.caseless = wanted.find('i', close) != std::string::npos;
        const auto compiled = SinglePattern::compile(pattern);
        return compiled && std::any_of(options.begin(), options.end(), [&](const std::string& option) {
            return compiled->matches(option);
        });
    }
    return std::find(options.begin(), options.end(), wanted) != options.end();
}

class CompositeRun
{
public:
    CompositeRun(std::span<const CompositeRule> composites, std::span<CompositeSymbol> symbols,
        const std::function<double(uint32_t)>& scoreOf, const std::function<size_t(std::string_view)>& find)
        : m_composites(composites)
        , m_symbols(symbols)
        , m_scoreOf(scoreOf)
        , m_find(find)
        , m_state(composites.size(), State::Unknown)
        , m_compositeOf(symbols.size(), none)
    {
        for (size_t i = 0; i < composites.size(); ++i)
            m_compositeOf[composites[i].rule] = i;
    }

    void run()
    {
        for (size_t i = 0; i < m_composites.size(); ++i)
            evaluate(i);
        removeSymbols();
    }

private:
    enum class State : uint8_t { Unknown, Running, Absent, Present };
    static constexpr size_t none = static_cast<size_t>(-1);

    // A composite that rests on itself is absent where it meets itself.
    bool evaluate(size_t index)
    {
        if (m_state[index] != State::Unknown)
            return m_state[index] == State::Present;
        m_state[index] = State::Running;
        const CompositeRule& composite = m_composites[index];
        const double value = composite.expression.evaluate(
            [&](size_t atom) { return atomValue(composite.atoms[atom]); }, Expression::Shortcut::No);
        const bool isPresent = std::abs(value) > threshold;
        m_state[index] = isPresent ? State::Present : State::Absent;
        if (isPresent) {
            m_symbols[composite.rule].present = true;
            m_symbols[composite.rule].score = m_scoreOf(composite.rule);
        }
        return isPresent;
    }

    double symbolValue(size_t symbol, const CompositeAtom& atom)
    {
        if (m_compositeOf[symbol] != none && !m_symbols[symbol].present)
            evaluate(m_compositeOf[symbol]);
        const CompositeSymbol& found = m_symbols[symbol];
        const bool matches = found.present
            && std::all_of(atom.options.begin(), atom.options.end(),
                [&](const std::string& option) { return hasOption(option, found.options); });
        if (!matches)
            return 0;
        return found.score == 0 ? valueWithoutScore : found.score;
    }

    bool isMember(const CompositeAtom& atom, size_t symbol) const
    {
        if (m_symbols[symbol].group != atom.name)
            return false;
        const double score = m_scoreOf(static_cast<uint32_t>(symbol));
        return atom.scope == CompositeAtom::Scope::Group
            || (atom.scope == CompositeAtom::Scope::PositiveGroup ? score > 0 : score < 0);
    }

    double atomValue(const CompositeAtom& atom)
    {
        if (atom.scope == CompositeAtom::Scope::Symbol) {
            const size_t symbol = m_find(atom.name);
            return symbol < m_symbols.size() ? symbolValue(symbol, atom) : 0;
        }
        double best = 0;
        for (size_t i = 0; i < m_symbols.size(); ++i) {
            if (isMember(atom, i))
                best = std::max(best, std::abs(symbolValue(i, atom)));
        }
        return best;
    }

    struct Wish
    {
        bool seen = false, keepSymbol = false, keepWeight = false, force = false;
    };

    // What one operand of a composite that fired asks for a symbol.
    void addWish(Wish& wish, const CompositeAtom& atom, CompositePolicy policy) const
    {
        wish.seen = true;
        if (atom.force) {
            wish.force = true;
            return;
        }
        const bool removesSymbol = policy == CompositePolicy::RemoveAll || policy == CompositePolicy::RemoveSymbol;
        const bool removesWeight = policy == CompositePolicy::RemoveAll || policy == CompositePolicy::RemoveWeight;
        wish.keepSymbol = wish.keepSymbol || atom.keepSymbol || !removesSymbol;
        wish.keepWeight = wish.keepWeight || atom.keepWeight || !removesWeight;
    }

    void removeSymbols()
    {
        std::vector<Wish> wishes(m_symbols.size());
        for (size_t i = 0; i < m_composites.size(); ++i) {
            if (m_state[i] != State::Present)
                continue;
            const CompositeRule& composite = m_composites[i];
            composite.expression.forEachAtom([&](size_t index, bool negated) {
                const CompositeAtom& atom = composite.atoms[index];
                for (size_t symbol = 0; !negated && symbol < m_symbols.size(); ++symbol) {
                    const bool isMeant = atom.scope == CompositeAtom::Scope::Symbol
                        ? m_symbols[symbol].name == atom.name
                        : isMember(atom, symbol);
                    if (isMeant && m_symbols[symbol].present && symbol != composite.rule)
                        addWish(wishes[symbol], atom, composite.policy);
                }
            });
        }
        for (size_t i = 0; i < m_symbols.size(); ++i) {
            if (!wishes[i].seen)
                continue;
            if (wishes[i].force || !wishes[i].keepWeight)
                m_symbols[i].score = 0;
            if (wishes[i].force || !wishes[i].keepSymbol)
                m_symbols[i].present = false;
        }
    }

    std::span<const CompositeRule> m_composites;
    std::span<CompositeSymbol> m_symbols;
    const std::function<double(uint32_t)>& m_scoreOf;
    const std::function<size_t(std::string_view)>& m_find;
    std::vector<State> m_state;
    std::vector<size_t> m_compositeOf; // by symbol
};

} // namespace

void applyComposites(std::span<const CompositeRule> composites, std::span<CompositeSymbol> symbols,
    const std::function<double(uint32_t)>& scoreOf, const std::function<size_t(std::string_view)>& find)
{
    if (!composites.empty())
        CompositeRun(composites, symbols, scoreOf, find).run();
}

} // namespace assay::rules
