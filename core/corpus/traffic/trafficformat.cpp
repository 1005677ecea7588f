// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/traffic/conversion.h"

namespace assay {

bool isTrafficFormat(std::string_view containerFormat)
{
    const std::string_view reader = containerFormat.substr(0, containerFormat.find('/'));
    return reader == "accesslog" || reader == "capture";
}

} // namespace assay
