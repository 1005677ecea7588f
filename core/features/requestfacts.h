// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/featureinfo.h"
#include "core/features/urlshape.h"
#include "core/traffic/agentkind.h"
#include "core/traffic/requestset.h"

#include <span>
#include <string_view>

namespace assay::features {

// What is counted once over the requests of a set and used by several features. Whole seconds, as the catalogue has
// them: the order of requests within a second must not matter.
struct TimingFacts
{
    double gaps = 0, sum = 0, mean = 0, deviation = 0, shortest = 0, longest = 0, median = 0;
    double entropy = 0; // bits, of gaps by powers of two
    double commonest = 0; // gaps of the commonest length in seconds
    double seconds = 0, activeSeconds = 0, activeTens = 0; // first to last; with requests; slots of ten
    double busiestTen = 0, tens = 0; // requests of the busiest ten seconds; slots from the first to the last
};

struct ContentFacts
{
    double known = 0, html = 0, assets = 0, images = 0, fonts = 0, api = 0, documents = 0, other = 0;
    double robots = 0, favicon = 0;
    double sizes = 0, empty = 0, logSum = 0, logSquares = 0, commonestSize = 0; // answers of known size
};

struct AnswerFacts
{
    double methods = 0, get = 0, post = 0, head = 0, oddMethods = 0; // odd: none of GET, POST, HEAD, OPTIONS, PUT ...
    double statuses = 0, informational = 0, success = 0, redirect = 0, client = 0, server = 0;
    double unmodified = 0, unauthorized = 0, forbidden = 0, notFound = 0, limited = 0;
    double timed = 0, milliseconds = 0;
    double oldVersions = 0, versions = 0; // HTTP before 1.1; requests that tell one
    double smuggling = 0;
};

struct ClientFacts
{
    double agents = 0, lengths = 0, withoutAgent = 0, library = 0, declaredBot = 0, headless = 0, browser = 0;
    double entropy = 0; // bits, of the user agents
    double withReferer = 0, sameHost = 0, chained = 0; // to a page that was asked for in this bucket before
    double cookiesKnown = 0, cookies = 0, languagesKnown = 0, languages = 0;
    double withUser = 0;
};

struct TlsFacts
{
    double requests = 0, distinct = 0; // with a JA4; different ones
    double isNewest = 0, ciphers = 0, extensions = 0, h2 = 0, withName = 0; // sums over the requests
};

struct RequestFacts
{
    explicit RequestFacts(const traffic::RequestSet& set);
    const traffic::RequestSetHead& head;
    double requests = 0; // looked at
    TimingFacts timing;
    ContentFacts content;
    AnswerFacts answers;
    ClientFacts clients;
    TlsFacts tls;
    UrlShape queries, paths;
    double pathEntropy = 0, distinctPaths = 0, distinctQueries = 0, suffixes = 0, sections = 0; // bits; counts
    double hiddenPaths = 0; // a part begins with a dot
    // Of the head; NaN when it has none.
    double context(std::string_view name) const;
    double catalogue(std::string_view name) const;
};

using traffic::AgentKind;
using traffic::agentKindOf;
TimingFacts readTiming(std::span<const traffic::Request> requests, int64_t bucketStart);
ContentFacts readContent(std::span<const traffic::Request> requests);
AnswerFacts readAnswers(std::span<const traffic::Request> requests);
ClientFacts readClients(std::span<const traffic::Request> requests, std::string_view host);
TlsFacts readTls(std::span<const traffic::Request> requests);

// What has no queries, gaps or referers has 0 of theirs. Missing is only what the source does not tell: too many
// missing values make a model's score unreliable.
inline double ratioOf(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

struct RequestFeatureRow
{
    FeatureInfo info;
    double (*value)(const RequestFacts& facts);
};
std::span<const RequestFeatureRow> targetFeatures(); // path.*, query.*
std::span<const RequestFeatureRow> visitFeatures(); // timing.*, content.*, method.*, status.*
std::span<const RequestFeatureRow> visitorFeatures(); // client.*, tls.*, population.*

} // namespace assay::features
