// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/verb.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <vector>

namespace {

using namespace assay;
using namespace assay::ctl;

constexpr std::string_view generalHelp =
    R"(assayctl reads mail, scans it with rules and keeps cases: the engine of Assay without the window.
Usage: assayctl VERB [OPTIONS] [OPERANDS]     assayctl VERB --help     assayctl --version

)";

std::string usageLine(const Verb& verb)
{
    std::string line = "assayctl " + std::string(verb.name);
    for (const std::string_view word : {verb.subVerb, verb.operands}) {
        if (!word.empty())
            line += " " + std::string(word);
    }
    return line;
}

void printHelp()
{
    writeOut(generalHelp);
    for (const Verb& verb : verbs()) {
        std::string line = "  " + usageLine(verb).substr(std::strlen("assayctl "));
        line.resize(std::max<size_t>(line.size() + 2, 36), ' ');
        writeLine(line + std::string(verb.summary));
    }
}

void printHelp(const Verb& verb)
{
    writeLine("Usage: " + usageLine(verb));
    writeLine(verb.summary);
    for (const OptionSpec& option : verb.options) {
        std::string line = "  " + std::string(option.name);
        if (!option.valueName.empty())
            line += " " + std::string(option.valueName);
        line.resize(std::max<size_t>(line.size() + 2, 28), ' ');
        writeLine(line + std::string(option.help));
    }
}

// The verb that the words call and how many words name it; null when there is none.
const Verb* findVerb(const std::vector<std::string>& words, size_t* used)
{
    for (const Verb& verb : verbs()) {
        *used = verb.subVerb.empty() ? 1 : 2;
        if (words.size() >= *used && verb.name == words[0] && (verb.subVerb.empty() || verb.subVerb == words[1]))
            return &verb;
    }
    return nullptr;
}

bool asksForHelp(const std::vector<std::string>& words)
{
    const auto end = std::find(words.begin(), words.end(), "--");
    return std::find(words.begin(), end, "--help") != end;
}

ExitCode runVerb(const Verb& verb, const std::vector<std::string>& words, size_t used)
{
    const std::vector<std::string> rest(words.begin() + static_cast<std::ptrdiff_t>(used), words.end());
    if (asksForHelp(rest)) {
        printHelp(verb);
        return exitDone;
    }
    auto arguments = Arguments::parse(rest, verb.options);
    if (!arguments) {
        fail(arguments.error());
        complain("usage: " + usageLine(verb));
        return exitUsage;
    }
    return verb.run(*arguments);
}

} // namespace

int main(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_DFL);
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.empty()) {
        complain("no verb given; see assayctl --help");
        return exitUsage;
    }
    if (words[0] == "--help" || words[0] == "help") {
        printHelp();
        return finishOutput(exitDone);
    }
    if (words[0] == "--version") {
        writeLine("assayctl " ASSAY_VERSION);
        return finishOutput(exitDone);
    }
    size_t used = 0;
    const Verb* verb = findVerb(words, &used);
    if (!verb) {
        complain("no verb '" + words[0] + "'; see assayctl --help");
        return exitUsage;
    }
    return finishOutput(runVerb(*verb, words, used));
}
