// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/models/isoforest/forestkinds.h"
#include "core/models/modeldir.h"
#include "tests/core/models/madedata.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <array>

namespace assay::models {
namespace {

namespace fs = std::filesystem;
using test::cloud;

const std::array kinds = {&extendedForestKind(), &plainForestKind()};

struct Saved
{
    Matrix rows = cloud(100, 3, 1);
    ModelPtr model;
    Manifest manifest;
};

Saved makeModel(uint64_t seed)
{
    Saved out;
    const auto params = Params::make(extendedForestKind().options(), {{"eif.ntrees", "5"}});
    out.model = *extendedForestKind().fit({out.rows, {}, {}}, *params, seed, {});
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
    const auto loaded = loadModelDir(dir.path() / "m", kinds);
    ASSERT_TRUE(loaded) << loaded.error().toString();
    EXPECT_EQ(*loaded->model->score(saved.rows, {}), *saved.model->score(saved.rows, {}));
    EXPECT_EQ(manifestToJson(loaded->manifest), manifestToJson(*written));
    EXPECT_EQ(loaded->manifest.seed, UINT64_MAX - 7);
    EXPECT_EQ(loaded->manifest.digests[1].cells, saved.manifest.digests[1].cells);
    EXPECT_EQ(loaded->manifest.thresholds[0].value, -0.0625);
    EXPECT_TRUE(Params::make(extendedForestKind().options(), loaded->manifest.parameters));
    // Nothing else is left beside it.
    EXPECT_EQ(std::distance(fs::directory_iterator(dir.path()), fs::directory_iterator()), 1);
}

TEST(ModelDir, ReplacesAModelButNothingElse)
{
    const assay::test::TemporaryDir dir;
    const Saved first = makeModel(1), second = makeModel(2);
    ASSERT_TRUE(saveModelDir(dir.path() / "m", *first.model, first.manifest));
    ASSERT_TRUE(saveModelDir(dir.path() / "m/", *second.model, second.manifest));
    EXPECT_EQ(loadModelDir(dir.path() / "m", kinds)->manifest.seed, 2u);
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
        const auto loaded = loadModelDir(path, kinds);
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
        {"\"format\":2", "\"format\":0"},
        {"\"format\":2", "\"format\":3"},
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

Manifest versionOf(Manifest manifest)
{
    manifest.name = "isoforest";
    manifest.versionId = "20260301T101500123Z-a1b2c3";
    manifest.number = 7;
    manifest.parent = "20260228T101500123Z-000001";
    manifest.status = VersionStatus::Candidate;
    manifest.featureSet = "mail/1";
    manifest.notes = "a \"note\"\nof two lines";
    manifest.training = {
        "label:ham", {"b1", "b2"}, std::string(64, 'a'), "newest 20 % by time", 100, 60, 30, 10, 3, 1, 80, 20, true};
    manifest.dropped = {{"x", "one value"}};
    manifest.guards = {{"x", 0.1, 80}};
    manifest.gate = {{"val_anomaly_rate", GateCheck::Outcome::Failed, 0.25, 0.2, "25 % of the validation rows"},
        {"power", GateCheck::Outcome::Skipped, 0, 0.7, "no rows"}};
    manifest.metrics = {{"roc_auc", 0.9}, {"f1", 0.8}};
    manifest.curve = {{0.5, 0.6}, {0.25, std::nan("")}};
    manifest.calibration.method = Calibration::Method::Isotonic;
    manifest.calibration.x = {0.1, 0.2};
    manifest.calibration.y = {0.0, 1.0};
    manifest.rarity = RarityTable::make(std::vector<double>{1, 2, 4});
    return manifest;
}

TEST(Manifest, KeepsWhatAVersionNeeds)
{
    const assay::test::TemporaryDir dir;
    const Saved saved = makeModel(1);
    const std::vector<ExtraFile> extras = {{"scores.csv", "row,score\n1,0.5\n"}};
    const auto written = saveModelDir(dir.path() / "m", *saved.model, versionOf(saved.manifest), extras);
    ASSERT_TRUE(written) << written.error().toString();
    const auto loaded = loadModelDir(dir.path() / "m", kinds);
    ASSERT_TRUE(loaded) << loaded.error().toString();
    const Manifest& manifest = loaded->manifest;
    EXPECT_EQ(manifestToJson(manifest), manifestToJson(*written));
    EXPECT_EQ(manifest.status, VersionStatus::Candidate);
    EXPECT_EQ(manifest.number, 7u);
    EXPECT_EQ(manifest.training.batches, (std::vector<std::string>{"b1", "b2"}));
    EXPECT_EQ(manifest.training.excluded, 1u);
    EXPECT_TRUE(manifest.training.isRefitted);
    EXPECT_EQ(manifest.guards[0].value, 0.1);
    EXPECT_EQ(manifest.gate[0].reason, "25 % of the validation rows");
    EXPECT_FALSE(manifest.passedGate());
    EXPECT_EQ(*manifest.metric("f1"), 0.8);
    EXPECT_EQ(manifest.metric("f2"), nullptr);
    EXPECT_EQ(manifest.curve[0].heldOut, 0.6);
    EXPECT_TRUE(std::isnan(manifest.curve[1].heldOut));
    EXPECT_DOUBLE_EQ(manifest.calibration.apply(0.15), 0.5);
    EXPECT_EQ(*manifest.rarity.risk(3), *saved.manifest.rarity.make(std::vector<double>{1, 2, 4}).risk(3));
    EXPECT_EQ(manifest.notes, "a \"note\"\nof two lines");
    EXPECT_EQ(*readModelFile(dir.path() / "m", manifest, "scores.csv"), extras[0].content);
    EXPECT_EQ(readModelFile(dir.path() / "m", manifest, "other.csv").error().code, ErrorCode::NotFound);
    dir.write("m/scores.csv", "row,score\n1,0.6\n");
    EXPECT_EQ(loadModelDir(dir.path() / "m", kinds).error().code, ErrorCode::BadData);
}

TEST(Manifest, RefusesVersionsThatDoNotAddUp)
{
    const assay::test::TemporaryDir dir;
    const Saved saved = makeModel(1);
    const auto written = saveModelDir(dir.path() / "m", *saved.model, versionOf(saved.manifest));
    const std::string good = manifestToJson(*written);
    ASSERT_TRUE(manifestFromJson(good));
    const std::pair<const char*, const char*> changes[] = {
        {"\"status\":\"candidate\"", "\"status\":\"fine\""},
        {"\"outcome\":\"failed\"", "\"outcome\":\"unknown\""},
        {"\"x\":[0.1,", "\"x\":[0.3,"},
        {"\"x\":[0.1,", "\"x\":["},
        {"\"y\":[0,1", "\"y\":[0,2"},
        {"\"count\":3", "\"count\":4"},
        {"\"values\":[1,2", "\"values\":[3,2"},
        {"\"curve\":[[", "\"curve\":[[1,"},
        {"\"number\":7", "\"number\":-7"},
        {"\"refitted\":true", "\"refitted\":3"},
        {"\"training\":{", "\"training\":[],\"other\":{"},
    };
    for (const auto& [from, to] : changes) {
        std::string bad = good;
        ASSERT_NE(bad.find(from), std::string::npos) << from;
        bad.replace(bad.find(from), std::string_view(from).size(), to);
        EXPECT_FALSE(manifestFromJson(bad)) << from << " -> " << to;
    }
    Manifest unreadable = versionOf(saved.manifest);
    unreadable.notes.assign(1u << 20, 'x');
    EXPECT_EQ(saveModelDir(dir.path() / "n", *saved.model, unreadable).error().code, ErrorCode::BadArgument);
    const std::vector<ExtraFile> outside = {{"../x", ""}};
    EXPECT_FALSE(saveModelDir(dir.path() / "n", *saved.model, saved.manifest, outside));
    EXPECT_FALSE(fs::exists(dir.path() / "n"));
}

// As the first version of the program wrote it.
TEST(Manifest, ReadsTheFirstFormat)
{
    const std::string old =
        R"({"schema":"assay.model/1","format":1,"kind":"isoforest","created_at":1700000000,"seed":"42",)"
        R"("rows":100,"positives":0,"parameters":{"eif.ntrees":"5"},"features":["f0"],"medians":[0.5],"digests":[],)"
        R"("thresholds":{"training_offset":-0.02},"files":[{"name":"model.bin","size":3,"sha256":")"
        + std::string(64, '0') + "\"}]}";
    const auto manifest = manifestFromJson(old);
    ASSERT_TRUE(manifest) << manifest.error().toString();
    EXPECT_EQ(manifest->status, VersionStatus::None);
    EXPECT_TRUE(manifest->versionId.empty());
    EXPECT_TRUE(manifest->rarity.isEmpty());
    EXPECT_EQ(*manifest->threshold("training_offset"), -0.02);
    EXPECT_TRUE(manifestFromJson(manifestToJson(*manifest)));
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
