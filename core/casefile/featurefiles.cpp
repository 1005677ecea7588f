// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/featurefiles.h"

#include "core/base/file.h"
#include "core/scan/itemfeatures.h"

#include <algorithm>
#include <limits>

namespace assay {
namespace {

enum Section : uint32_t { Values = 1 };

size_t width()
{
    return features::widestFeatureSet();
}

IndexIdentity identityOf(const ItemTable& items, uint32_t block, uint32_t rows)
{
    IndexIdentity identity = IndexFiles::identityOf(items, block * static_cast<uint32_t>(ItemTable::blockRows), rows);
    identity.kind = IndexKind::Features;
    for (const features::FeatureSet* set : features::featureSets())
        identity.fingerprint =
            (identity.fingerprint ^ (uint64_t{set->stamp()} << 32 | set->size())) * 0x9E3779B97F4A7C15U;
    return identity;
}

} // namespace

std::shared_ptr<const FeatureFile> FeatureFile::read(std::shared_ptr<const IndexFile> file)
{
    auto made = std::make_shared<FeatureFile>();
    if (!file->isSound())
        return nullptr;
    made->m_values = file->numbers<float>(Values);
    made->m_file = std::move(file);
    const bool fits = !made->m_file->isDamaged() && made->m_values.size() == size_t{made->rows()} * width();
    return fits ? made : nullptr;
}

std::span<const float> FeatureFile::row(uint32_t row) const
{
    return m_values.subspan(row * width(), width());
}

std::filesystem::path FeatureFiles::file(uint32_t block) const
{
    return m_folder / ("features-" + std::to_string(block) + ".index");
}

std::shared_ptr<const FeatureFile> FeatureFiles::open(const ItemTable& items, uint32_t block) const
{
    auto opened = IndexFile::open(file(block));
    if (!opened)
        return nullptr;
    const IndexIdentity& identity = (*opened)->identity();
    if (identity.rows > items.blocks()[block]->rows.size() || identity != identityOf(items, block, identity.rows))
        return nullptr;
    return FeatureFile::read(std::move(*opened));
}

Result<void> FeatureFiles::write(const ItemTable& items, uint32_t block, const std::vector<float>& values) const
{
    IndexFileWriter writer;
    writer.add(Values, values);
    return writeFileAtomically(
        file(block), writer.finish(identityOf(items, block, static_cast<uint32_t>(values.size() / width()))));
}

std::vector<float> storedFeatures(const ItemBytes& item)
{
    std::vector<float> stored(width(), std::numeric_limits<float>::quiet_NaN());
    if (item.bytes.empty())
        return stored;
    ItemFeatures computed{MailOptions()};
    computed.begin(item.kind, item.bytes);
    const std::vector<double>& values = computed.values();
    std::copy(values.begin(), values.end(), stored.begin());
    return stored;
}

} // namespace assay
