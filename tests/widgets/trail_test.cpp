// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/trail.h"

#include <gtest/gtest.h>

using assay::ItemId;
using assay::gui::Trail;

namespace {

Trail::Place place(const char* query, uint32_t item)
{
    return {QString::fromLatin1(query), item ? std::optional(ItemId{item}) : std::nullopt};
}

} // namespace

TEST(Trail, GoesBackAndForwardAndForgetsWhatLayAhead)
{
    Trail trail;
    EXPECT_FALSE(trail.canGoBack());
    trail.visit(place("", 1));
    trail.visit(place("", 2));
    trail.visit(place("a", 2));
    EXPECT_EQ(trail.back(), place("", 2));
    trail.visit(place("", 2));
    EXPECT_EQ(trail.back(), place("", 1));
    trail.visit(place("", 1));
    EXPECT_FALSE(trail.canGoBack());
    EXPECT_EQ(trail.forward(), place("", 2));
    trail.visit(place("", 2));
    trail.visit(place("", 7));
    EXPECT_FALSE(trail.canGoForward());
    EXPECT_EQ(trail.back(), place("", 2));
}

TEST(Trail, TakesTheWayToAPlaceForNoPlace)
{
    Trail trail;
    trail.visit(place("", 1));
    trail.visit(place("a", 5));
    trail.back();
    trail.visit(place("", 5)); // the query is there before the item
    trail.visit(place("", 0));
    trail.visit(place("", 1));
    EXPECT_TRUE(trail.canGoForward());
    EXPECT_EQ(trail.forward(), place("a", 5));
    trail.visit(place("b", 9)); // somebody went elsewhere before it was reached
    EXPECT_EQ(trail.back(), place("a", 5));
}

TEST(Trail, CompletesAQueryByTheFirstItemAndKeepsABoundedNumber)
{
    Trail trail;
    trail.visit(place("a", 0));
    trail.visit(place("a", 3));
    EXPECT_FALSE(trail.canGoBack());
    for (uint32_t item = 4; item < 4000; ++item)
        trail.visit(place("a", item));
    size_t steps = 0;
    while (trail.canGoBack()) {
        trail.visit(trail.back());
        ++steps;
    }
    EXPECT_EQ(steps, Trail::mostPlaces - 1);
}
