// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

namespace assay {

// The features of the message that a worker of a scan is at, computed when the first detector asks. One thread.
class ItemFeatures
{
public:
    // Forgets what was computed; `bytes` stay until the next call.
    void begin(std::string_view bytes);
    // Beside features::messageFeatures().
    const std::vector<double>& values();

private:
    std::string_view m_bytes;
    std::vector<double> m_values;
    bool m_isComputed = false;
};

} // namespace assay
