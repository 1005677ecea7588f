// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/messagefeatures.h"

#include "core/base/mark.h"
#include "core/features/messagefacts.h"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace assay::features {
namespace {

struct MetatokenMeaning
{
    const char* meaning;
    const char* unit;
};

// In the peer's order.
constexpr MetatokenMeaning metatokenMeanings[metatokenCount] = {
    {ASSAY_MARK("core", "Step of the size of the message, 16 steps up to 8 MB"), "share"},
    {ASSAY_MARK("core", "Images"), ""},
    {ASSAY_MARK("core", "JPEG among the images"), "share"},
    {ASSAY_MARK("core", "PNG among the images"), "share"},
    {ASSAY_MARK("core", "Images whose width and height sum up to more than 256"), "share"},
    {ASSAY_MARK("core", "Smaller images"), "share"},
    {ASSAY_MARK("core", "Text among the parts"), "share"},
    {ASSAY_MARK("core", "Attachments among the parts"), "share"},
    {ASSAY_MARK("core", "Text parts of known charset"), "share"},
    {ASSAY_MARK("core", "Text parts of unknown charset"), "share"},
    {ASSAY_MARK("core", "One divided by the recipients of the header"), ""},
    {ASSAY_MARK("core", "One divided by the recipients of the envelope"), ""},
    {ASSAY_MARK("core", "One divided by the Received fields"), ""},
    {ASSAY_MARK("core", "Received fields without the receiving host"), "share"},
    {ASSAY_MARK("core", "One divided by the seconds between Received fields"), ""},
    {ASSAY_MARK("core", "Received fields with encryption or authentication"), "share"},
    {ASSAY_MARK("core", "One divided by the links"), ""},
    {ASSAY_MARK("core", "Short words among the words"), "share"},
    {ASSAY_MARK("core", "Step of the mean length of words, 11 steps up to 20 letters"), "share"},
    {ASSAY_MARK("core", "Blanks, mean over the text parts"), "share"},
    {ASSAY_MARK("core", "Double blanks, mean over the text parts"), "share"},
    {ASSAY_MARK("core", "Other bytes than blanks, mean over the text parts"), "share"},
    {ASSAY_MARK("core", "ASCII characters, mean over the text parts"), "share"},
    {ASSAY_MARK("core", "Characters outside ASCII, mean over the text parts"), "share"},
    {ASSAY_MARK("core", "Capital letters, mean over the text parts"), "share"},
    {ASSAY_MARK("core", "Digits, mean over the text parts"), "share"},
};

// Where the peer mistakes one figure for another.
constexpr size_t mistaken[] = {17, 18};

class Catalogue
{
public:
    Catalogue()
    {
        for (size_t i = 0; i < metatokenCount; ++i)
            m_names.push_back("meta." + std::string(metatokenNames()[i]));
        for (const size_t i : mistaken)
            m_names.push_back("metafix." + std::string(metatokenNames()[i]));
        for (size_t i = 0; i < m_names.size(); ++i) {
            const MetatokenMeaning& about = metatokenMeanings[i < metatokenCount ? i : mistaken[i - metatokenCount]];
            m_infos.push_back(FeatureInfo{m_names[i], about.meaning, about.unit, 0});
        }
        for (const auto& rows : {partFeatures(), headerFeatures(), senderFeatures(), linkFeatures(), textFeatures()}) {
            for (const FeatureRow& row : rows) {
                m_infos.push_back(row.info);
                m_values.push_back(row.value);
            }
        }
        for (size_t i = 0; i < m_infos.size(); ++i)
            m_positions.emplace(m_infos[i].name, static_cast<int>(i));
    }

    const std::vector<FeatureInfo>& infos() const { return m_infos; }
    // Of the features behind the metatokens.
    const std::vector<double (*)(const MessageFacts&)>& values() const { return m_values; }
    int find(std::string_view name) const
    {
        const auto found = m_positions.find(name);
        return found == m_positions.end() ? -1 : found->second;
    }

private:
    std::vector<std::string> m_names;
    std::vector<FeatureInfo> m_infos;
    std::vector<double (*)(const MessageFacts&)> m_values;
    std::unordered_map<std::string_view, int> m_positions;
};

const Catalogue& catalogue()
{
    static const Catalogue made;
    return made;
}

} // namespace

std::span<const FeatureInfo> messageFeatures()
{
    return catalogue().infos();
}

int findMessageFeature(std::string_view name)
{
    return catalogue().find(name);
}

std::vector<double> computeMessageFeatures(const Message& message, const MetatokenInput& counts)
{
    const Metatokens compatible = metatokens(counts, MetatokenMode::Compatible);
    const Metatokens fixed = metatokens(counts, MetatokenMode::Fixed);
    std::vector<double> values(compatible.begin(), compatible.end());
    values.reserve(messageFeatures().size());
    for (const size_t i : mistaken)
        values.push_back(fixed[i]);
    const MessageFacts facts(message);
    for (const auto value : catalogue().values())
        values.push_back(value(facts));
    for (double& entry : values)
        entry = roundFeature(entry);
    return values;
}

double symbolFeature(double score)
{
    return roundFeature(std::clamp(std::abs(std::tanh(score)), 0.1, 1.0));
}

} // namespace assay::features
