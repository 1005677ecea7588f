// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/request.h"
#include "core/traffic/synth/random.h"

#include <span>
#include <string>
#include <string_view>

namespace assay::traffic {

// Whose TLS library a client uses.
enum class TlsStack : uint8_t { Chrome, Firefox, Safari, OpenSsl, Python, Go, OkHttp, Headless };

// What a client program sends about itself.
struct Agent
{
    std::string_view userAgent; // empty: sends none
    TlsStack tls = TlsStack::Chrome;
    bool isBrowser = false; // sends languages, keeps cookies
};

// Programs of one sort; none is empty.
std::span<const Agent> browserAgents();
std::span<const Agent> staleBrowserAgents(); // of years ago, as scanners use them
std::span<const Agent> headlessAgents(); // say that they are browsers; their TLS does not
std::span<const Agent> appAgents();
std::span<const Agent> crawlerAgents();
std::span<const Agent> feedReaderAgents();
std::span<const Agent> monitorAgents();
std::span<const Agent> libraryAgents();
std::span<const Agent> toolAgents();
// A browser's words with made-up versions.
std::string randomUserAgent(SynthRandom& random);

// Where clients say they are; people mostly at the first few.
const Location& homeLocation(SynthRandom& random);
const Location& anyLocation(SynthRandom& random);

} // namespace assay::traffic
