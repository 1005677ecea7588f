// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/synth/world.h"

namespace assay::traffic {

// Puts everybody that the options ask for into the world: how many of each kind, where, from when to when.
void scheduleActors(World& world);

} // namespace assay::traffic
