// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/synth/people.h"

#include <algorithm>
#include <array>

namespace assay::traffic {
namespace {

constexpr std::array<std::string_view, 8> searchWords = {
    "ferry", "winter+rope", "tide+table", "used+engine", "harbour+fees", "anchor", "light+repair", "race+results"};
constexpr std::array<std::string_view, 3> doors = {
    "https://search.example/", "https://www.lanternsearch.example/", "https://social.example/"};
// Visits in each hour of a day, UTC; the mean is 1.
constexpr std::array<double, 24> hours = {0.35, 0.25, 0.2, 0.2, 0.25, 0.4, 0.65, 0.9, 1.1, 1.2, 1.25, 1.3, 1.35, 1.3,
    1.25, 1.25, 1.3, 1.4, 1.55, 1.65, 1.6, 1.35, 0.95, 0.6};

int64_t milliseconds(double seconds)
{
    return static_cast<int64_t>(seconds * 1000);
}

Habits personalHabits(SynthRandom& random, unsigned difficulty)
{
    Habits habits;
    if (difficulty == 0)
        return habits;
    habits.hasWarmCache = random.chance(0.3);
    habits.loadsImages = !random.chance(0.12);
    habits.sendsReferer = !random.chance(0.06);
    return habits;
}

} // namespace

int64_t Browsing::open(size_t number, int64_t now, SynthRandom& random, Stage& stage)
{
    const Site::Page& page = m_site.pages()[number];
    Click click;
    click.path = page.path;
    click.bytes = page.bytes;
    fetch(std::move(click), now, stage, true);
    const int64_t done = fetchAssets(page, now, random, stage);
    m_isKnown = true;
    return done;
}

void Browsing::fetch(Click click, int64_t now, Stage& stage, bool isPage)
{
    if (m_habits.sendsReferer)
        click.referer = m_page;
    click.hasCookie = m_visitor.agent->isBrowser && (m_isKnown || m_habits.hasWarmCache);
    if (isPage)
        m_page = click.path;
    stage.send(m_visitor, now, std::move(click));
}

int64_t Browsing::fetchAssets(const Site::Page& page, int64_t now, SynthRandom& random, Stage& stage)
{
    int64_t at = now + random.between(60, 400);
    if (!m_isKnown) {
        for (const Site::Resource& resource : m_site.shared()) {
            const bool asks = !m_habits.hasWarmCache || random.chance(0.08);
            if (asks && random.chance(m_habits.assets))
                fetchAsset(resource, "?v=7", at += random.between(2, 60), m_habits.hasWarmCache, stage);
        }
    }
    for (const uint16_t image : page.images) {
        const bool isKnown = m_images.test(image) || (m_habits.hasWarmCache && random.chance(0.7));
        m_images.set(image);
        if (m_habits.loadsImages && (!isKnown || random.chance(0.1)) && random.chance(m_habits.assets))
            fetchAsset(m_site.images()[image], {}, at += random.between(5, 180), isKnown, stage);
    }
    if (!m_isKnown && !m_habits.hasWarmCache && m_habits.loadsImages && random.chance(0.9 * m_habits.assets))
        fetchAsset({"/favicon.ico", 1150}, {}, at += random.between(20, 300), false, stage);
    return at;
}

void Browsing::fetchAsset(
    const Site::Resource& resource, std::string_view query, int64_t at, bool isKnown, Stage& stage)
{
    Click click;
    click.path = resource.path;
    click.query = query;
    click.type = contentTypeOfPath(resource.path);
    click.status = isKnown ? 304 : 200;
    click.bytes = isKnown ? 0 : resource.bytes;
    fetch(std::move(click), at, stage, false);
}

Person::Person(const Visitor& visitor, const Site& site, unsigned difficulty, SynthRandom random)
    : m_random(random)
    , m_browsing(visitor, site, personalHabits(m_random, difficulty))
{
    if (!m_random.chance(0.42))
        m_left = static_cast<uint64_t>(std::min(m_random.pareto(1.2, 2), 60.0));
    m_think = m_random.logNormal(22, 0.35);
    land();
}

void Person::land()
{
    const Site& site = m_browsing.site();
    m_page = m_random.chance(0.3) ? 0 : site.popularPage(m_random);
    if (m_random.chance(0.55))
        m_browsing.comeFrom(std::string(doors[m_random.below(doors.size())]));
}

std::optional<int64_t> Person::step(int64_t now, Stage& stage)
{
    const int64_t done = act(now, stage);
    if (--m_left == 0)
        return std::nullopt;
    m_page = m_browsing.site().linkedPage(m_random, m_page);
    return std::max(done, now + milliseconds(std::max(1.0, m_random.logNormal(m_think, 0.9))));
}

int64_t Person::act(int64_t now, Stage& stage)
{
    const double what = m_random.uniform();
    if (what < 0.05)
        return search(now, stage);
    if (what < 0.08)
        return signIn(now, stage);
    if (what < 0.11)
        return openStaleLink(now, stage);
    return m_browsing.open(m_page, now, m_random, stage);
}

int64_t Person::search(int64_t now, Stage& stage)
{
    Click click;
    click.path = "/search";
    click.query = "?q=";
    click.query += searchWords[m_random.below(searchWords.size())];
    click.bytes = static_cast<uint32_t>(m_random.between(3000, 15'000));
    m_browsing.fetch(std::move(click), now, stage, true);
    return now;
}

int64_t Person::signIn(int64_t now, Stage& stage)
{
    Click form;
    form.path = "/login";
    form.bytes = 3100;
    m_browsing.fetch(std::move(form), now, stage, true);
    int64_t at = now + milliseconds(m_random.logNormal(9, 0.5));
    const bool fails = m_random.chance(0.15);
    Click sent;
    sent.method = "POST";
    sent.path = "/login";
    sent.status = fails ? 401 : 302;
    sent.bytes = fails ? 640 : 0;
    m_browsing.fetch(std::move(sent), at, stage, true);
    return at;
}

// A link that has moved, or that leads nowhere.
int64_t Person::openStaleLink(int64_t now, Stage& stage)
{
    Click click;
    const bool hasMoved = m_random.chance(0.6);
    const std::string& path = m_browsing.site().pages()[m_page].path;
    click.path = hasMoved ? "/old" + path : path + "-gone";
    click.status = hasMoved ? 301 : 404;
    click.bytes = hasMoved ? 178 : 512;
    m_browsing.fetch(std::move(click), now, stage, false);
    return hasMoved ? m_browsing.open(m_page, now + m_random.between(30, 200), m_random, stage) : now;
}

namespace {

class Recorder : public Stage
{
public:
    std::vector<RecordedClick> clicks;
    void send(const Visitor&, int64_t time, Click click) override { clicks.push_back({time, std::move(click)}); }
};

} // namespace

std::vector<std::vector<RecordedClick>> recordSessions(
    const Site& site, size_t count, uint64_t seed, unsigned difficulty)
{
    std::vector<std::vector<RecordedClick>> sessions;
    Visitor visitor;
    for (size_t i = 0; i < count; ++i) {
        visitor.agent = &browserAgents()[i % browserAgents().size()];
        Person person(visitor, site, difficulty, SynthRandom(seed, 0x5e55'0000 + i));
        Recorder recorder;
        for (std::optional<int64_t> now = 0; now;)
            now = person.step(*now, recorder);
        std::stable_sort(recorder.clicks.begin(), recorder.clicks.end(),
            [](const RecordedClick& a, const RecordedClick& b) { return a.offset < b.offset; });
        sessions.push_back(std::move(recorder.clicks));
    }
    return sessions;
}

AppClient::AppClient(const Visitor& visitor, uint64_t requests, SynthRandom random)
    : m_visitor(visitor)
    , m_random(random)
    , m_left(requests)
{
}

std::optional<int64_t> AppClient::step(int64_t now, Stage& stage)
{
    Click click;
    click.type = "application/json";
    if (!m_isSignedIn) {
        const bool fails = m_random.chance(0.2);
        click.method = "POST";
        click.path = "/api/v2/session";
        click.status = fails ? 401 : 200;
        click.bytes = fails ? 62 : 410;
        m_isSignedIn = !fails;
    } else {
        constexpr std::array<std::string_view, 3> lists = {"/api/v2/items", "/api/v2/messages", "/api/v2/nearby"};
        click.path = lists[m_random.below(lists.size())];
        click.query = "?page=" + std::to_string(m_page++) + "&per=20";
        click.bytes = static_cast<uint32_t>(m_random.between(700, 4000));
        click.status = m_random.chance(0.02) ? 401 : 200;
        m_isSignedIn = click.status == 200;
    }
    stage.send(m_visitor, now, std::move(click));
    if (--m_left == 0)
        return std::nullopt;
    if (m_random.chance(0.08))
        m_page = 1; // put away, and taken up again
    return now + milliseconds(m_random.exponential(m_page == 1 ? 240 : 12)) + 1;
}

Crowd::Crowd(World& world, const Plan& plan, SynthRandom random)
    : m_world(world)
    , m_plan(plan)
    , m_random(random)
{
    double weight = 0;
    constexpr int slices = 200;
    for (int i = 0; i < slices; ++i)
        weight += weightAt(plan.begin + (plan.end - plan.begin) * i / slices) / slices;
    m_meanGap = static_cast<double>(plan.end - plan.begin) * weight / std::max(plan.sessions, 1.0);
}

double Crowd::weightAt(int64_t time) const
{
    if (m_plan.kind == ActorKind::FlashCrowd) { // quickly there, slowly gone
        const double past = static_cast<double>(time - m_plan.begin) / static_cast<double>(m_plan.end - m_plan.begin);
        return past < 0.15 ? 0.3 + past * 10 : std::max(0.2, 2 - 1.8 * past);
    }
    const int64_t seconds = m_world.options().start + time / 1000;
    return hours[static_cast<size_t>(((seconds / 3600) % 24 + 24) % 24)];
}

std::optional<int64_t> Crowd::step(int64_t now, Stage&)
{
    arrive(now);
    const int64_t next = now + 1 + static_cast<int64_t>(m_random.exponential(m_meanGap / weightAt(now)));
    return next < m_plan.end ? std::optional<int64_t>(next) : std::nullopt;
}

void Crowd::arrive(int64_t now)
{
    const Visitor visitor = newcomer();
    const Site& site = m_world.siteOf(visitor.host);
    SynthRandom random(m_random.next());
    if (m_plan.kind == ActorKind::AppClient)
        m_world.add(std::make_unique<AppClient>(visitor, 2 + random.below(30), random), now);
    else
        m_world.add(std::make_unique<Person>(visitor, site, m_world.options().difficulty, random), now);
}

Visitor Crowd::newcomer()
{
    Visitor visitor;
    visitor.actor = m_world.newActor();
    visitor.kind = m_plan.kind;
    visitor.attack = m_plan.attack;
    const double uniform = m_random.uniform(); // the first hosts have more people
    visitor.host = m_plan.host >= 0 ? static_cast<uint32_t>(m_plan.host)
                                    : static_cast<uint32_t>(uniform * uniform * m_world.hostCount());
    visitor.agent =
        m_plan.kind == ActorKind::AppClient ? &m_random.pickOf(appAgents()) : &m_random.pickOf(browserAgents());
    visitor.location = &homeLocation(m_random);
    visitor.ip = m_random.chance(m_plan.shared) ? m_world.someGateway() : m_world.newAddress();
    return visitor;
}

} // namespace assay::traffic
