// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/requestset.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace assay::test {

// Requests of one client for tests, a second apart unless told otherwise.
class MadeSet
{
public:
    MadeSet()
    {
        m_head.target = "example";
        m_head.host = "shop.example.org";
        m_head.client = *IpAddress::parse("203.0.113.9");
        m_head.start = firstTime;
    }

    traffic::RequestSetHead& head() { return m_head; }

    // "GET /path?query" and the status; `change` sets the rest.
    template <typename Change>
    MadeSet& add(std::string_view line, uint16_t status, Change change)
    {
        traffic::Request request;
        request.time = firstTime + static_cast<int64_t>(m_count) * m_gap;
        const size_t blank = line.find(' ');
        request.method = line.substr(0, blank);
        const std::string_view target = line.substr(blank + 1);
        const size_t mark = target.find('?');
        request.path = target.substr(0, mark);
        if (mark != std::string_view::npos)
            request.query = target.substr(mark);
        request.host = "shop.example.org";
        request.status = status;
        request.replyBytes = 1000;
        request.userAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0";
        request.place = ++m_count;
        change(request);
        m_head.stop = request.time;
        traffic::appendRequestLine(m_lines, request);
        return *this;
    }
    MadeSet& add(std::string_view line, uint16_t status = 200)
    {
        return add(line, status, [](traffic::Request&) {});
    }
    MadeSet& gap(int64_t nanoseconds)
    {
        m_gap = nanoseconds;
        return *this;
    }

    std::string document() const
    {
        std::string document;
        traffic::appendHead(document, m_head);
        return document + m_lines;
    }
    traffic::RequestSet set() const
    {
        auto set = traffic::RequestSet::parse(document());
        EXPECT_TRUE(set.ok());
        return *set;
    }

    static constexpr int64_t firstTime = 1'772'431'200'000'000'000;

private:
    traffic::RequestSetHead m_head;
    std::string m_lines;
    size_t m_count = 0;
    int64_t m_gap = 1'000'000'000;
};

} // namespace assay::test
