// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/synth/site.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace assay::traffic {
namespace {

constexpr std::array<std::string_view, 12> sectionNames = {"news", "guides", "boats", "weather", "reports", "shop",
    "people", "harbours", "archive", "events", "jobs", "tides"};
constexpr std::array<std::string_view, 24> words = {"north", "sea", "ferry", "crew", "winter", "repair", "light",
    "storm", "market", "anchor", "summer", "rope", "harbour", "night", "route", "fish", "school", "sail", "coast",
    "engine", "island", "wind", "paint", "race"};

uint32_t size(SynthRandom& random, double median, double sigma, uint32_t maxBody)
{
    const double bytes = std::clamp(random.logNormal(median, sigma), 64.0, static_cast<double>(maxBody));
    return static_cast<uint32_t>(bytes);
}

std::string pagePath(SynthRandom& random, uint16_t section, size_t number)
{
    std::string path = "/";
    path += sectionNames[section];
    if (random.chance(0.3)) {
        path += "/20";
        path += std::to_string(random.between(19, 26));
    }
    path += '/';
    path += words[random.below(words.size())];
    path += '-';
    path += words[random.below(words.size())];
    path += '-';
    path += std::to_string(number);
    if (random.chance(0.2))
        path += ".html";
    return path;
}

} // namespace

Site::Site(uint64_t seed, uint64_t number, uint32_t maxBody)
{
    SynthRandom random(seed, 0x51'0000 + number);
    for (const std::string_view path : {"/static/css/main.css", "/static/css/theme.css"})
        m_shared.push_back({std::string(path), size(random, 12'000, 0.6, maxBody)});
    for (const std::string_view path :
        {"/static/js/vendor.js", "/static/js/app.js", "/static/js/menu.js", "/static/js/stats.js"})
        m_shared.push_back({std::string(path), size(random, 24'000, 0.9, maxBody)});
    constexpr std::array<std::string_view, 3> suffixes = {".jpg", ".png", ".webp"};
    for (size_t i = 0; i < 300; ++i) {
        std::string path = "/img/" + std::to_string(i / 50) + "/" + std::to_string(1000 + i * 7);
        path += suffixes[random.below(suffixes.size())];
        m_images.push_back({std::move(path), size(random, 18'000, 1.0, maxBody)});
    }
    makePages(random, maxBody);
    double sum = 0;
    for (size_t i = 0; i < m_pages.size(); ++i) {
        sum += exactExp(-0.9 * exactLn(static_cast<double>(i + 1)));
        m_popularity.push_back(sum);
    }
}

void Site::makePages(SynthRandom& random, uint32_t maxBody)
{
    const size_t count = 150 + random.below(251);
    m_sections.resize(5 + random.below(sectionNames.size() - 4));
    for (size_t i = 0; i < count; ++i) {
        Page page;
        page.section = static_cast<uint16_t>(random.below(m_sections.size()));
        page.path = i == 0 ? "/" : pagePath(random, page.section, i);
        page.bytes = size(random, 14'000, 0.7, maxBody);
        for (size_t images = random.below(7); images > 0; --images)
            page.images.push_back(static_cast<uint16_t>(random.below(m_images.size())));
        m_sections[page.section].push_back(static_cast<uint16_t>(i));
        m_pages.push_back(std::move(page));
    }
}

size_t Site::popularPage(SynthRandom& random) const
{
    return random.pick(m_popularity);
}

size_t Site::linkedPage(SynthRandom& random, size_t from) const
{
    const std::vector<uint16_t>& near = m_sections[m_pages[from].section];
    return random.chance(0.6) ? near[random.below(near.size())] : popularPage(random);
}

} // namespace assay::traffic
