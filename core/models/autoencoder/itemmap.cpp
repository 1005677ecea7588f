// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/autoencoder/autoencoderkind.h"

#include <array>
#include <cmath>

namespace assay::models {
namespace {

constexpr int mostSteps = 200;

double dot(const std::vector<double>& a, const std::vector<double>& b)
{
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i)
        sum += a[i] * b[i];
    return sum;
}

void takeOut(std::vector<double>& vector, const std::vector<double>& direction)
{
    const double part = dot(vector, direction);
    for (size_t i = 0; i < vector.size(); ++i)
        vector[i] -= part * direction[i];
}

bool normalise(std::vector<double>& vector)
{
    const double length = std::sqrt(dot(vector, vector));
    if (!(length > 1e-150))
        return false;
    for (double& value : vector)
        value /= length;
    return true;
}

// The direction at right angles to `others` along which the covariance is largest; all zero when there is none.
std::vector<double> mainDirection(
    const std::vector<double>& covariance, size_t size, const std::vector<std::vector<double>>& others)
{
    std::vector<double> direction(size);
    for (size_t i = 0; i < size; ++i)
        direction[i] = 1 + 0.1 * std::sin(static_cast<double>(i + 1)); // not at right angles to anything in particular
    for (int step = 0; step < mostSteps; ++step) {
        std::vector<double> next(size);
        for (size_t i = 0; i < size; ++i) {
            for (size_t j = 0; j < size; ++j)
                next[i] += covariance[i * size + j] * direction[j];
        }
        for (const auto& other : others)
            takeOut(next, other);
        if (!normalise(next))
            return std::vector<double>(size);
        const double along = dot(next, direction);
        direction = std::move(next);
        if (step > 0 && std::abs(1 - along) < 1e-12)
            break;
    }
    return direction;
}

} // namespace

Matrix mapOf(const Matrix& vectors)
{
    const size_t size = vectors.columns();
    std::vector<double> mean(size), covariance(size * size);
    const auto at = [&](size_t row, size_t column) {
        const double value = vectors.at(row, column);
        return isMissing(value) ? 0.0 : value;
    };
    for (size_t r = 0; r < vectors.rows; ++r) {
        for (size_t c = 0; c < size; ++c)
            mean[c] += at(r, c) / static_cast<double>(vectors.rows);
    }
    for (size_t r = 0; r < vectors.rows; ++r) {
        for (size_t i = 0; i < size; ++i) {
            for (size_t j = 0; j < size; ++j)
                covariance[i * size + j] += (at(r, i) - mean[i]) * (at(r, j) - mean[j]);
        }
    }
    std::vector<std::vector<double>> directions;
    for (int axis = 0; axis < 2; ++axis)
        directions.push_back(mainDirection(covariance, size, directions));
    Matrix out;
    out.names = {"x", "y"};
    out.rows = vectors.rows;
    for (size_t r = 0; r < vectors.rows; ++r) {
        for (const auto& direction : directions) {
            double sum = 0;
            for (size_t c = 0; c < size; ++c)
                sum += (at(r, c) - mean[c]) * direction[c];
            out.values.push_back(sum);
        }
    }
    return out;
}

} // namespace assay::models
