// SPDX-License-Identifier: GPL-3.0-or-later
// The table of allowed directions. When the design moves, the table moves in the same commit.
#include "tests/architecture/sourcefiles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace assay::test {
namespace {

struct Folder
{
    std::string name;
    int level;
    std::vector<std::string> mayInclude; // folders of lower levels
};

const std::vector<std::string> base = {"core/base"};
const std::vector<std::string> readers = {"core/base", "core/text", "core/mail", "core/traffic"};
const std::vector<std::string> engines = {"core/base", "core/text", "core/store", "core/query", "core/models",
    "core/mail", "core/traffic", "core/corpus", "core/features"};
// Every core folder below the named level.
const std::vector<std::string> allBelow = {"*"};

const std::vector<Folder> folders = {
    {"core/base", 0, {}},
    {"core/text", 1, base},
    {"core/store", 1, base},
    {"core/torch", 1, base}, // its interface; the library behind it is opened at run time
    {"core/mail", 2, {"core/base", "core/text"}},
    {"core/traffic", 2, {"core/base", "core/text"}},
    {"core/query", 2, {"core/base", "core/text"}},
    {"core/models", 2, {"core/base", "core/text", "core/torch"}},
    {"core/corpus", 3, readers},
    {"core/features", 3, readers},
    {"core/rules", 3, readers},
    {"core/fuzzy", 4, engines},
    {"core/neural", 4, engines},
    {"core/feedback", 4, engines},
    {"core/index", 4, engines},
    {"core/scan", 5, allBelow},
    {"core/train", 5, allBelow},
    {"core/report", 6, allBelow},
    {"core/casefile", 7, allBelow},
    {"widgets/settings", 8, allBelow},
    {"widgets/bridge", 8, allBelow},
    {"widgets/plots", 8, {}},
    {"widgets/panels", 9, {"*", "widgets/bridge", "widgets/settings", "widgets/plots"}},
    {"widgets/shell", 10, {"widgets/panels", "widgets/bridge", "widgets/settings"}},
};

// Programs are composition roots: the window takes the shell, the others only the core.
const std::string windowProgram = "app/assay";

struct ThirdParty
{
    std::string prefix; // of the header
    std::vector<std::string> owners; // folders that may include it
};

const std::vector<ThirdParty> thirdParties = {
    {"hs/", {"core/rules"}}, {"pcre2", {"core/rules"}}, {"gmime/", {"core/mail"}}, {"sqlite3", {"core/store"}},
    {"unicode/", {"core/text", "core/rules", "core/mail", "core/fuzzy"}}, {"uchardet", {"core/text"}},
    {"gumbo", {"core/text"}}, {"libstemmer", {"core/fuzzy"}}, {"archive", {"core/corpus"}}, {"zlib.h", {"core/corpus"}},
    {"bzlib.h", {"core/corpus"}}, {"lzma", {"core/corpus"}}, {"zstd", {"core/corpus", "core/base"}},
    {"openssl/", {"core/base"}}, {"sodium", {"core/base"}}, {"xxhash", {"core/base"}}, {"pcap", {"core/traffic"}},
    {"maxminddb", {"core/traffic"}}, {"xgboost/", {"core/models"}}, {"torch/", {"core/torch"}}, {"lua", {"core/fuzzy"}},
    {"qcustomplot", {"widgets/plots"}}, {"nlohmann/", {}}, // tests only
};

bool startsWith(const std::string& text, const std::string& prefix)
{
    return text.compare(0, prefix.size(), prefix) == 0;
}

const Folder* findFolder(const std::string& name)
{
    const auto found =
        std::find_if(folders.begin(), folders.end(), [&](const Folder& folder) { return folder.name == name; });
    return found == folders.end() ? nullptr : &*found;
}

bool isAllowed(const Folder& from, const Folder& to)
{
    if (to.level >= from.level)
        return false;
    return std::any_of(from.mayInclude.begin(), from.mayInclude.end(),
        [&](const std::string& name) { return name == to.name || (name == "*" && startsWith(to.name, "core/")); });
}

// What is wrong with an include, empty when nothing is.
std::string projectFault(const SourceFile& file, const Include& include)
{
    const SourceFile target = parseSource(include.header, {});
    if (!startsWith(include.header, "core/") && !startsWith(include.header, "widgets/")
        && !startsWith(include.header, "app/"))
        return "project headers are named from the top";
    if (target.folder == file.folder)
        return {};
    if (startsWith(file.path, "app/")) {
        const bool window = file.folder == windowProgram;
        const bool fits = startsWith(target.folder, "core/")
            || (window && (target.folder == "widgets/shell" || target.folder == "widgets/settings"));
        return fits ? std::string() : "a program may not use " + target.folder;
    }
    const Folder* from = findFolder(file.folder);
    const Folder* to = findFolder(target.folder);
    if (!from || !to)
        return "the table does not know " + (from ? target.folder : file.folder);
    return isAllowed(*from, *to) ? std::string() : file.folder + " may not use " + to->name;
}

bool isQtHeader(const std::string& header)
{
    return header.size() > 1 && header[0] == 'Q' && std::isupper(static_cast<unsigned char>(header[1]));
}

std::string systemFault(const SourceFile& file, const Include& include)
{
    const bool qtFolder = startsWith(file.path, "widgets/") || file.folder == windowProgram;
    if ((isQtHeader(include.header) || startsWith(include.header, "Qt")) && !qtFolder)
        return "Qt belongs to widgets and the window program";
    for (const ThirdParty& library : thirdParties) {
        if (!startsWith(include.header, library.prefix))
            continue;
        if (std::find(library.owners.begin(), library.owners.end(), file.folder) == library.owners.end())
            return "<" + library.prefix + "> belongs to another folder";
    }
    return {};
}

std::string faultOf(const SourceFile& file, const Include& include)
{
    const bool library = std::any_of(thirdParties.begin(), thirdParties.end(),
        [&](const ThirdParty& known) { return startsWith(include.header, known.prefix); });
    // Files that the build makes have no folder.
    const bool generated = include.quoted && include.header.find('/') == std::string::npos;
    if (generated && !library)
        return include.header.find(".moc") == std::string::npos && !startsWith(include.header, "ui_")
            ? "project headers are named from the top"
            : std::string();
    return include.quoted && !library ? projectFault(file, include) : systemFault(file, include);
}

TEST(Architecture, EveryIncludeFollowsTheTable)
{
    ASSERT_GT(sourceFiles().size(), 20u);
    for (const SourceFile& file : sourceFiles()) {
        for (const Include& include : file.includes) {
            const std::string fault = faultOf(file, include);
            EXPECT_TRUE(fault.empty()) << file.path << ":" << include.line << ": " << include.header << ": " << fault;
        }
    }
}

TEST(Architecture, EveryCoreFolderIsInTheTable)
{
    std::set<std::string> unknown;
    for (const SourceFile& file : sourceFiles()) {
        if (!startsWith(file.path, "app/") && !findFolder(file.folder) && file.folder.find('/') != std::string::npos)
            unknown.insert(file.folder);
    }
    EXPECT_TRUE(unknown.empty()) << *unknown.begin();
}

TEST(Architecture, TheTableItselfPointsDown)
{
    for (const Folder& folder : folders) {
        for (const std::string& name : folder.mayInclude) {
            if (name == "*")
                continue;
            const Folder* target = findFolder(name);
            ASSERT_NE(target, nullptr) << name;
            EXPECT_LT(target->level, folder.level) << folder.name << " -> " << name;
        }
    }
}

TEST(Architecture, TheCheckSeesFaults)
{
    const auto faults = [](const std::string& path, const std::string& text) {
        const SourceFile file = parseSource(path, text);
        return std::count_if(file.includes.begin(), file.includes.end(),
            [&](const Include& include) { return !faultOf(file, include).empty(); });
    };
    EXPECT_EQ(faults("core/base/a.cpp", "#include \"core/mail/message.h\"\n"), 1);
    EXPECT_EQ(faults("core/mail/a.cpp", "#include \"core/traffic/flow.h\"\n"), 1);
    EXPECT_EQ(faults("core/mail/a.cpp", "#  include <QString>\n#include <sqlite3.h>\n#include <QtCore/QFile>\n"), 3);
    EXPECT_EQ(
        faults("core/rules/a.cpp", "#include <hs/hs.h>\n#include <string>\n#include \"core/mail/message.h\"\n"), 0);
    EXPECT_EQ(faults("core/mail/a.cpp", "#include \"message.h\"\n"), 1);
    EXPECT_EQ(faults("widgets/panels/a/a.cpp", "#include \"widgets/panels/b/b.h\"\n#include <QString>\n"), 0);
    EXPECT_EQ(faults("widgets/bridge/a.cpp", "#include \"widgets/panels/b/b.h\"\n"), 1);
    EXPECT_EQ(faults("app/ctl/a.cpp", "#include \"widgets/bridge/jobs.h\"\n"), 1);
}

} // namespace
} // namespace assay::test
