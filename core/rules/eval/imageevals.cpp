// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/eval/evals.h"
#include "core/rules/eval/imagesize.h"
#include "core/rules/eval/mimefacts.h"

#include <algorithm>
#include <map>
#include <set>

// Functions of the plugin ImageInfo: images attached in base64. Kinds are "gif", "png", "jpeg" and "all".

namespace assay::rules {
namespace {

struct AttachedImages
{
    struct Kind
    {
        double count = 0, pixels = 0;
        std::set<std::pair<uint32_t, uint32_t>> sizes; // height, width
    };

    explicit AttachedImages(EvalContext& context)
    {
        const auto& parts = context.message().parts();
        for (size_t i = 0; i < parts.size(); ++i) {
            const std::string kind = kindOf(parts[i].type);
            if (!parts[i].isLeaf || kind.empty() || partField(parts[i], "Content-Transfer-Encoding") != "base64")
                continue;
            const auto size = readImageSize(kind, context.message().decoded(i));
            for (Kind* group : {&kinds[kind], &kinds["all"]})
                add(*group, size);
            if (size && size->width > 0 && size->height > 0 && !parts[i].fileName.empty())
                names.insert(parts[i].fileName);
        }
    }

    std::map<std::string, Kind, std::less<>> kinds;
    std::set<std::string> names;

    Kind kind(std::string_view name) const
    {
        const auto found = kinds.find(name);
        return found == kinds.end() ? Kind() : found->second;
    }

private:
    static std::string kindOf(std::string_view type)
    {
        return type == "image/gif"                        ? "gif"
            : type == "image/png"                         ? "png"
            : type == "image/jpeg" || type == "image/jpg" ? "jpeg"
                                                          : "";
    }

    static void add(Kind& group, const std::optional<ImageSize>& size)
    {
        ++group.count;
        if (!size || size->width == 0 || size->height == 0)
            return;
        group.pixels += static_cast<double>(size->width) * static_cast<double>(size->height);
        group.sizes.emplace(size->height, size->width);
    }
};

bool isWithin(double value, const EvalCall& call)
{
    return call.has(1) && value >= call.number(1) && (!call.has(2) || value <= call.number(2));
}

double imageCount(EvalContext& context, const EvalCall& call)
{
    return isWithin(context.state<AttachedImages>().kind(call.text(0)).count, call);
}

double pixelCoverage(EvalContext& context, const EvalCall& call)
{
    return isWithin(context.state<AttachedImages>().kind(call.text(0)).pixels, call);
}

double imageToText(EvalContext& context, const EvalCall& call)
{
    const double pixels = context.state<AttachedImages>().kind(call.text(0)).pixels;
    if (pixels <= 0 || !call.has(2))
        return 0;
    double length = 0;
    for (const Piece& piece :
        call.input() == EvalInput::RawBody ? context.message().rawBody() : context.message().body())
        length += static_cast<double>(piece.text.size());
    const double ratio = length / pixels;
    return length > 0 && ratio >= call.number(1) && ratio < call.number(2);
}

double sizeExact(EvalContext& context, const EvalCall& call)
{
    const auto sizes = context.state<AttachedImages>().kind(call.text(0)).sizes;
    return std::any_of(sizes.begin(), sizes.end(),
        [&call](const auto& size) { return size.first == call.number(1) && size.second == call.number(2); });
}

double sizeRange(EvalContext& context, const EvalCall& call)
{
    const auto sizes = context.state<AttachedImages>().kind(call.text(0)).sizes;
    return std::any_of(sizes.begin(), sizes.end(), [&call](const auto& size) {
        return size.first >= call.number(1) && size.second >= call.number(2)
            && (!call.has(3) || size.first <= call.number(3)) && (!call.has(4) || size.second <= call.number(4));
    });
}

double imageNamed(EvalContext& context, const EvalCall& call)
{
    return context.state<AttachedImages>().names.count(std::string(call.text(0))) > 0;
}

double imageNameMatches(EvalContext& context, const EvalCall& call)
{
    const auto& names = context.state<AttachedImages>().names;
    return call.pattern() && std::any_of(names.begin(), names.end(), [&call](const std::string& name) {
        return call.pattern()->matches(name);
    });
}

constexpr std::string_view plugin = "ImageInfo";
constexpr EvalEntry entries[] = {
    {"image_count", plugin, imageCount},
    {"pixel_coverage", plugin, pixelCoverage},
    {"image_to_text_ratio", plugin, imageToText, -1, false, true},
    {"image_size_exact", plugin, sizeExact},
    {"image_size_range", plugin, sizeRange},
    {"image_named", plugin, imageNamed},
    {"image_name_regex", plugin, imageNameMatches, 0},
};

} // namespace

std::span<const EvalEntry> imageEvals()
{
    return entries;
}

} // namespace assay::rules
