// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/models/kinds.h"
#include "core/models/modeldir.h"
#include "tests/core/models/madedata.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay::models {
namespace {

namespace fs = std::filesystem;
using test::cloud;

struct Saved
{
    Matrix rows = cloud(100, 3, 1);
    ModelPtr model;
    Manifest manifest;
};

Saved makeModel(uint64_t seed)
{
    Saved out;
    const ModelKind* kind = findKind("isoforest");
    const auto params = Params::make(kind->options(), {{"eif.ntrees", "5"}});
    out.model = *kind->fit({out.rows, {}, {}}, *params, seed, {});
    out.manifest.parameters = params->settings();
    out.manifest.seed = seed;
    out.manifest.createdAt = 1'700'000'000;
    out.manifest.rows = out.rows.rows;
    out.manifest.medians = columnMedians(out.rows);
    for (size_t c = 0; c < out.rows.columns(); ++c)
        out.manifest.digests.push_back(digestOf(out.rows.column(c)));
    out.manifest.thresholds = {{"offset", -0.0625}};
    return out;
}

TEST(ModelDir, RoundTrip)
{
    const assay::test::TemporaryDir dir;
    const Saved saved = makeModel(UINT64_MAX - 7);
    const auto written = saveModelDir(dir.path() / "m", *saved.model, saved.manifest);
    ASSERT_TRUE(written) << written.error().toString();
    const auto loaded = loadModelDir(dir.path() / "m");
    ASSERT_TRUE(loaded) << loaded.error().toString();
    EXPECT_EQ(*loaded->model->score(saved.rows, {}), *saved.model->score(saved.rows, {}));
    EXPECT_EQ(manifestToJson(loaded->manifest), manifestToJson(*written));
    EXPECT_EQ(loaded->manifest.seed, UINT64_MAX - 7);
    EXPECT_EQ(loaded->manifest.digests[1].cells, saved.manifest.digests[1].cells);
    EXPECT_EQ(loaded->manifest.thresholds[0].value, -0.0625);
    EXPECT_TRUE(Params::make(findKind("isoforest")->options(), loaded->manifest.parameters));
    // Nothing else is left beside it.
    EXPECT_EQ(std::distance(fs::directory_iterator(dir.path()), fs::directory_iterator()), 1);
}

TEST(ModelDir, ReplacesAModelButNothingElse)
{
    const assay::test::TemporaryDir dir;
    const Saved first = makeModel(1), second = makeModel(2);
    ASSERT_TRUE(saveModelDir(dir.path() / "m", *first.model, first.manifest));
    ASSERT_TRUE(saveModelDir(dir.path() / "m/", *second.model, second.manifest));
    EXPECT_EQ(loadModelDir(dir.path() / "m")->manifest.seed, 2u);
    EXPECT_EQ(std::distance(fs::directory_iterator(dir.path()), fs::directory_iterator()), 1);
    fs::create_directory(dir.path() / "empty");
    EXPECT_TRUE(saveModelDir(dir.path() / "empty", *first.model, first.manifest));
    dir.write("full/letter.txt", "dear");
    const auto refused = saveModelDir(dir.path() / "full", *first.model, first.manifest);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::BadArgument);
    EXPECT_TRUE(fs::exists(dir.path() / "full/letter.txt"));
    EXPECT_FALSE(saveModelDir(dir.path() / "nowhere/m", *first.model, first.manifest));
}

TEST(ModelDir, NoticesDamage)
{
    const assay::test::TemporaryDir dir;
    const Saved saved = makeModel(1);
    const fs::path path = dir.path() / "m";
    ASSERT_TRUE(saveModelDir(path, *saved.model, saved.manifest));
    const std::string model = *readFile(path / modelFileName), manifest = *readFile(path / manifestFileName);
    const auto code = [&] {
        const auto loaded = loadModelDir(path);
        return loaded ? ErrorCode::Internal : loaded.error().code;
    };
    std::string bad = model;
    bad[bad.size() / 2] = static_cast<char>(bad[bad.size() / 2] ^ 1);
    dir.write("m/model.bin", bad);
    EXPECT_EQ(code(), ErrorCode::BadData);
    dir.write("m/model.bin", model.substr(0, model.size() - 1));
    EXPECT_EQ(code(), ErrorCode::BadData);
    fs::remove(path / modelFileName);
    EXPECT_EQ(code(), ErrorCode::NotFound);
    dir.write("m/model.bin", model);
    std::string renamed = manifest;
    renamed.replace(renamed.find("\"f1\""), 4, "\"g1\"");
    dir.write("m/manifest.json", renamed);
    EXPECT_EQ(code(), ErrorCode::BadData);
    fs::remove(path / manifestFileName);
    EXPECT_EQ(code(), ErrorCode::NotFound);
}

TEST(Manifest, RefusesWhatDoesNotAddUp)
{
    const assay::test::TemporaryDir dir;
    const Saved saved = makeModel(1);
    const auto written = saveModelDir(dir.path() / "m", *saved.model, saved.manifest);
    const std::string good = manifestToJson(*written);
    ASSERT_TRUE(manifestFromJson(good));
    const std::pair<const char*, const char*> changes[] = {
        {"\"format\":1", "\"format\":0"},
        {"\"format\":1", "\"format\":2"},
        {"assay.model/1", "other"},
        {"[\"f0\",", "[\"f1\","}, // twice
        {"[\"f0\",", "["},
        {"\"medians\":[", "\"medians\":[1,"},
        {"\"medians\":[", "\"medians\":[\"x\","},
        {"\"cells\":[0,", "\"cells\":[1,"},
        {"\"cells\":[0,", "\"cells\":["},
        {"\"edges\":[", "\"edges\":[1e9,"},
        {"\"name\":\"model.bin\"", "\"name\":\"../model.bin\""},
        {"\"name\":\"model.bin\"", "\"name\":\".hidden\""},
        {"\"sha256\":\"", "\"sha256\":\"0"},
        {"\"size\":", "\"size\":-"},
        {"\"seed\":\"", "\"seed\":\"x"},
        {"\"files\":[", "\"files\":[[]],\"old\":["},
        {"{", "[{"},
    };
    for (const auto& [from, to] : changes) {
        std::string bad = good;
        ASSERT_NE(bad.find(from), std::string::npos) << from;
        bad.replace(bad.find(from), std::string_view(from).size(), to);
        EXPECT_FALSE(manifestFromJson(bad)) << from << " -> " << to;
    }
    EXPECT_EQ(manifestFromJson("{\"schema\":\"assay.model/9\",\"format\":9}").error().code, ErrorCode::NewerVersion);
}

TEST(Digest, CellsAndQuantiles)
{
    const std::vector<double> values = {3, 1, 2, 2, std::nan(""), 4};
    const FeatureDigest digest = digestOf(values);
    EXPECT_EQ(digest.rows, 6u);
    EXPECT_EQ(digest.missing, 1u);
    EXPECT_DOUBLE_EQ(digest.mean, 2.4);
    EXPECT_DOUBLE_EQ(digest.quantiles[4], 2);
    EXPECT_DOUBLE_EQ(digest.quantiles[1], 1.2);
    EXPECT_EQ(cellCounts(std::vector<double>{0, 1, 1.5, 2, 9, std::nan("")}, std::vector<double>{1, 2}),
        (std::vector<uint64_t>{1, 1, 2, 1}));
    const FeatureDigest constant = digestOf(std::vector<double>(10, 0.1));
    EXPECT_EQ(constant.edges, std::vector<double>{0.1});
    EXPECT_EQ(constant.cells, (std::vector<uint64_t>{0, 10, 0}));
    const FeatureDigest empty = digestOf(std::vector<double>(3, std::nan("")));
    EXPECT_EQ(empty.cells, (std::vector<uint64_t>{0, 0}));
    EXPECT_EQ(empty.finite(), 0u);
}

} // namespace
} // namespace assay::models
