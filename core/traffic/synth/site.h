// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/synth/random.h"

#include <string>
#include <vector>

namespace assay::traffic {

// What there is to fetch on a made-up web site: pages in sections, popular and forgotten ones, and what they are drawn
// with. Immutable.
class Site
{
public:
    struct Resource
    {
        std::string path;
        uint32_t bytes = 0;
    };
    struct Page
    {
        std::string path;
        uint32_t bytes = 0;
        uint16_t section = 0;
        std::vector<uint16_t> images; // of images()
    };

    Site(uint64_t seed, uint64_t number, uint32_t maxBody);
    const std::vector<Page>& pages() const { return m_pages; } // 150 to 400; the first is "/"
    const std::vector<Resource>& shared() const { return m_shared; } // style sheets and scripts of every page
    const std::vector<Resource>& images() const { return m_images; } // 300

    size_t popularPage(SynthRandom& random) const; // by Zipf's law
    size_t linkedPage(SynthRandom& random, size_t from) const; // mostly of the same section
    size_t anyPage(SynthRandom& random) const { return random.below(m_pages.size()); }

private:
    void makePages(SynthRandom& random, uint32_t maxBody);
    std::vector<Page> m_pages;
    std::vector<Resource> m_shared, m_images;
    std::vector<double> m_popularity; // running sums
    std::vector<std::vector<uint16_t>> m_sections; // pages of each
};

} // namespace assay::traffic
