// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/synth/robots.h"

#include <algorithm>
#include <array>

namespace assay::traffic {
namespace {

int64_t milliseconds(double seconds)
{
    return std::max<int64_t>(1, static_cast<int64_t>(seconds * 1000));
}

constexpr int64_t day = 86'400'000;

} // namespace

Crawler::Crawler(const Visitor& visitor, const Site& site, double gap, SynthRandom random)
    : m_visitor(visitor)
    , m_site(site)
    , m_gap(gap)
    , m_random(random)
{
}

std::optional<int64_t> Crawler::step(int64_t now, Stage& stage)
{
    Click click;
    if (m_rulesRead < 0 || now > m_rulesRead + day) {
        m_rulesRead = now;
        click.path = "/robots.txt";
        click.type = "text/plain";
        click.bytes = 118;
    } else if (m_random.chance(0.03)) {
        const Site::Resource& image = m_site.images()[m_random.below(m_site.images().size())];
        click.path = image.path;
        click.type = contentTypeOfPath(image.path);
        click.bytes = image.bytes;
    } else {
        const Site::Page& page = m_site.pages()[m_site.anyPage(m_random)];
        const double fate = m_random.uniform();
        click.path = fate < 0.04 ? page.path + "-gone" : page.path;
        click.status = fate < 0.04 ? 404 : fate < 0.16 ? 304 : 200;
        click.bytes = click.status == 200 ? page.bytes : click.status == 404 ? 512 : 0;
    }
    stage.send(m_visitor, now, std::move(click));
    return now + milliseconds(m_random.exponential(m_gap));
}

Periodic::Periodic(const Visitor& visitor, int64_t period, SynthRandom random)
    : m_visitor(visitor)
    , m_period(period)
    , m_random(random)
{
}

std::optional<int64_t> Periodic::step(int64_t now, Stage& stage)
{
    const bool isFeed = m_visitor.kind == ActorKind::FeedReader;
    if (m_turn < 0)
        m_turn = now;
    Click click;
    click.method = isFeed ? "GET" : "HEAD";
    click.path = isFeed ? "/feed.xml" : "/";
    click.type = isFeed ? "application/xml" : "text/html";
    if (isFeed) {
        const bool isNew = m_random.chance(0.15);
        click.status = isNew ? 200 : 304;
        click.bytes = isNew ? 9200 : 0;
    }
    stage.send(m_visitor, now, std::move(click));
    m_turn += m_period;
    return m_turn + m_random.between(0, 900);
}

LibraryScraper::LibraryScraper(const Visitor& visitor, const Site& site, const Pace& pace, SynthRandom random)
    : m_visitor(visitor)
    , m_site(site)
    , m_pace(pace)
    , m_random(random)
    , m_takesLists(m_random.chance(0.4))
    , m_at(m_random.below(site.pages().size()))
{
}

Click LibraryScraper::next()
{
    Click click;
    if (m_takesLists) {
        click.path = "/search";
        click.query = "?page=" + std::to_string(m_at % 500 + 1);
        click.bytes = static_cast<uint32_t>(m_random.between(5000, 9000));
    } else {
        const Site::Page& page = m_site.pages()[m_at % m_site.pages().size()];
        click.path = page.path;
        click.bytes = page.bytes;
    }
    ++m_at;
    return click;
}

std::optional<int64_t> LibraryScraper::step(int64_t now, Stage& stage)
{
    stage.send(m_visitor, now, next());
    if (m_pace.requests <= 1)
        return std::nullopt;
    --m_pace.requests;
    if (m_random.chance(m_pace.assets)) {
        const Site::Resource& image = m_site.images()[m_random.below(m_site.images().size())];
        Click click;
        click.path = image.path;
        click.type = contentTypeOfPath(image.path);
        click.bytes = image.bytes;
        stage.send(m_visitor, now + m_random.between(50, 400), std::move(click));
    }
    const double off = (2 * m_random.uniform() - 1) * m_pace.spread;
    return now + milliseconds(std::max(0.02, m_pace.gap * (1 + off)));
}

DrivenBrowser::DrivenBrowser(const Visitor& visitor, const Site& site, const Pace& pace, SynthRandom random)
    : m_random(random)
    , m_pace(pace)
    , m_browsing(visitor, site, {m_random.chance(0.3), pace.assets, m_random.chance(0.85), m_random.chance(0.7)})
    , m_page(site.popularPage(m_random))
{
}

std::optional<int64_t> DrivenBrowser::step(int64_t now, Stage& stage)
{
    const Site& site = m_browsing.site();
    const int64_t done = m_browsing.open(m_page, now, m_random, stage);
    m_done += 1 + static_cast<uint64_t>(m_pace.assets * static_cast<double>(site.pages()[m_page].images.size()));
    if (m_done >= m_pace.requests)
        return std::nullopt;
    m_page = m_pace.staysOnFewPages ? m_random.below(6) : site.linkedPage(m_random, m_page);
    const int64_t next = std::max(done, now + milliseconds(m_random.logNormal(m_pace.gap, m_pace.sigma)));
    return next < m_pace.end ? std::optional<int64_t>(next) : std::nullopt;
}

Replayer::Replayer(const Visitor& visitor, std::shared_ptr<const Sessions> sessions, Aim aim, uint64_t requests,
    int64_t end, SynthRandom random)
    : m_visitor(visitor)
    , m_sessions(std::move(sessions))
    , m_aim(aim)
    , m_left(requests)
    , m_end(end)
    , m_random(random)
{
}

std::optional<int64_t> Replayer::step(int64_t now, Stage& stage)
{
    const std::vector<RecordedClick>& session = (*m_sessions)[m_random.below(m_sessions->size())];
    const size_t changed = m_aim == Aim::Nothing ? session.size() : m_random.below(session.size());
    int64_t last = now;
    for (size_t i = 0; i < session.size() && m_left > 0; ++i) {
        last = now + session[i].offset;
        if (last >= m_end)
            return std::nullopt;
        Click click = session[i].click;
        if (i == changed && m_aim == Aim::Payload)
            click.query = attackQuery(m_random);
        if (i == changed && m_aim == Aim::SignIn) {
            click.method = "POST";
            click.path = "/login";
            click.query.clear();
            click.type = "text/html";
            click.status = 401;
            click.bytes = 640;
        }
        stage.send(m_visitor, last, std::move(click));
        --m_left;
    }
    if (m_left == 0)
        return std::nullopt;
    return last + milliseconds(m_random.logNormal(60, 0.8));
}

} // namespace assay::traffic
