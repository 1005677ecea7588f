// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace assay::traffic {

enum class AgentKind { None, Browser, Headless, Library, DeclaredBot, Other };
// By the words of a user agent alone.
AgentKind agentKindOf(std::string_view agent);

// Whose engine, and with it whose TLS library, a browser says that it has; None: it says that it is no browser.
// Browsers on iOS are WebKit, whatever their name.
enum class BrowserFamily : uint8_t { None, Chromium, Gecko, WebKit, Other };
BrowserFamily browserFamilyOf(std::string_view agent);

} // namespace assay::traffic
