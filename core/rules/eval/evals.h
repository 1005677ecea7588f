// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/rules/eval/evaltables.h"
#include "core/rules/match/matcher.h"
#include "core/rules/view/rulesmessage.h"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::rules {

// Functions that rules call with `eval:name('argument', ...)` (spec/regex B.10). The rule engine prepares each call
// once (EvalCall), makes one EvalContext per message and runs the calls on it.

// Which kind of rule a call stands in; also which text a hint points into.
enum class EvalInput : uint8_t { Header, Body, RawBody, Full, Uri, MimeHeader };

// Where a function saw what it reports. Piece and offset count as in RulesMessage's inputs; length 0 = all of it.
struct EvalHint
{
    EvalInput input = EvalInput::Header;
    std::string header = {}; // for Header: a header spec, "Received"
    uint32_t piece = 0;
    uint64_t offset = 0;
    uint64_t length = 0;
};

// One message as the functions see it. Holds references: message and tables must outlive it. Not thread-safe.
class EvalContext
{
public:
    // `now` is Unix time; functions that compare with the present use it, so that a scan can be repeated.
    EvalContext(const RulesMessage& message, const ViewTables& view, const EvalTables& tables, int64_t now);

    const RulesMessage& message() const { return m_message; }
    const ViewTables& view() const { return m_view; }
    const EvalTables& tables() const { return m_tables; }
    int64_t now() const { return m_now; }

    // Values of a header query as in rules ("From:addr"), kept for the message.
    const std::vector<std::string>& headers(std::string_view spec);
    // What functions take for the one value, "" when absent: all fields joined, but of addresses, names, hosts and the
    // envelope sender the first, without newline.
    const std::string& header(std::string_view spec);
    bool hasHeader(std::string_view spec) { return !headers(spec).empty(); }

    // What several functions of one plugin share during the message: made with State(context) at first use.
    template <typename State>
    const State& state()
    {
        static constexpr char tag = 0;
        for (const auto& [key, value] : m_states) {
            if (key == &tag)
                return *static_cast<const State*>(value.get());
        }
        auto made = std::make_shared<const State>(*this);
        m_states.emplace_back(&tag, made);
        return *made;
    }

    // Hints are kept only while a list is set (evidence on request, not during the scan).
    void collectHints(std::vector<EvalHint>* hints) { m_hints = hints; }
    void hint(EvalHint hint);
    // The encoded body of a part, and a link by its text.
    void hintPart(size_t part);
    void hintUri(std::string_view text);
    bool collectsHints() const { return m_hints != nullptr; }

private:
    const RulesMessage& m_message;
    const ViewTables& m_view;
    const EvalTables& m_tables;
    int64_t m_now;
    struct Header
    {
        std::vector<std::string> values;
        std::string value;
    };
    const Header& lookUp(std::string_view spec);
    std::map<std::string, Header, std::less<>> m_headers;
    std::vector<std::pair<const char*, std::shared_ptr<const void>>> m_states;
    std::vector<EvalHint>* m_hints = nullptr;
};

class EvalCall;
using EvalFunction = double (*)(EvalContext& context, const EvalCall& call);

// One line of a plugin's table. `run` returns the value of the call: 0 = no hit, else a truth value or a count.
struct EvalEntry
{
    std::string_view name; // "check_for_shifted_date"
    std::string_view plugin; // "HeaderEval"
    EvalFunction run = nullptr; // nullptr: needs what is not here (network, database); the value is 0
    int patternArgument = -1; // which argument is a regular expression, compiled by EvalCall
    bool patternIsText = false; // it is matched against UTF-8, character by character
    bool usesInput = false; // the value depends on the text of the rule's kind (body or rawbody)
    bool needsNetwork = false; // or a database: constant 0 offline; to be said to the user
};

// nullptr when no plugin has the function.
const EvalEntry* findEval(std::string_view name);
// The plugins' tables; evals.cpp lists them.
std::span<const EvalEntry> headerEvals(), receivedEvals(), dateEvals(), recipientEvals(), htmlEvals(), mimeEvals();
std::span<const EvalEntry> bodyEvals(), freemailEvals(), relayEvals(), imageEvals(), listEvals(), subjectListEvals();
std::span<const EvalEntry> uriEvals(), bounceEvals(), networkEvals();

// A call as written in a rule, checked and ready to run: const, any thread.
class EvalCall
{
public:
    // `text` is "name(arguments)": arguments are quoted with ' or ", or bare words and numbers. BadRule when it is not
    // of that form, NotFound when no plugin has the function, BadRule when its regular expression does not compile.
    static Result<EvalCall> prepare(std::string_view text, EvalInput input);

    double run(EvalContext& context) const { return m_entry->run ? m_entry->run(context, *this) : 0; }

    const EvalEntry& entry() const { return *m_entry; }
    EvalInput input() const { return m_input; }
    const std::vector<std::string>& arguments() const { return m_arguments; }
    bool has(size_t index) const { return index < m_arguments.size(); }
    // "" when the call has fewer arguments.
    std::string_view text(size_t index) const
    {
        return has(index) ? std::string_view(m_arguments[index]) : std::string_view();
    }
    // The leading number of the argument, 0 when there is none ("0400" is 400).
    double number(size_t index) const { return has(index) ? m_numbers[index] : 0; }
    const SinglePattern* pattern() const { return m_pattern.get(); }

private:
    EvalCall() = default;

    const EvalEntry* m_entry = nullptr;
    EvalInput m_input = EvalInput::Header;
    std::vector<std::string> m_arguments;
    std::vector<double> m_numbers;
    std::shared_ptr<const SinglePattern> m_pattern;
};

} // namespace assay::rules
