// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace assay::rules {

// What rule files may ask about the program that reads them: `version`, `plugin(X)`, `can(X::f)`, `has(X::f)`.
// The answers are those of SpamAssassin 4.0.1 with its stock plugins (spec/regex B.2).
class PeerTable
{
public:
    // With the stock plugins loaded; Assay itself answers `ifplugin Assay` with true.
    PeerTable();

    static constexpr double version = 4.000001;
    static constexpr double perlVersion = 5.036;
    static constexpr std::string_view versionText = "4.000001";

    // Forgets the stock plugins: what is loaded follows from loadplugin lines.
    void unloadAll();
    void load(std::string_view plugin);
    void setCompatWelcomelist(bool on) { m_compatWelcomelist = on; }

    bool isLoaded(std::string_view plugin) const;
    bool has(std::string_view function) const; // exists
    bool can(std::string_view function) const; // exists and returns true

private:
    std::set<std::string, std::less<>> m_plugins;
    bool m_compatWelcomelist = true;
};

} // namespace assay::rules
