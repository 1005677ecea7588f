// SPDX-License-Identifier: GPL-3.0-or-later
// The only file that sees libtorch. Whatever that throws ends here.
#include "core/torch/networktrainer.h"

#include <torch/torch.h>

#include <cmath>
#include <limits>
#include <mutex>

namespace assay::nets {
namespace {

constexpr double leastGain = 0.001; // of the loss on held-out rows, for an epoch to count

// Encoder and decoder in one module, so that their parameters have names.
struct Network : torch::nn::Module
{
    Network(int64_t columns, int64_t latent)
    {
        const int64_t wide = AutoencoderWeights::wide, narrow = AutoencoderWeights::narrow;
        const std::array<int64_t, 7> sizes = {columns, wide, narrow, latent, narrow, wide, columns};
        for (size_t i = 0; i < dense.size(); ++i)
            dense[i] = register_module("dense" + std::to_string(i), torch::nn::Linear(sizes[i], sizes[i + 1]));
        const std::array<int64_t, 4> widths = {wide, narrow, narrow, wide};
        for (size_t i = 0; i < norm.size(); ++i)
            norm[i] = register_module("norm" + std::to_string(i), torch::nn::BatchNorm1d(widths[i]));
    }

    // libtorch's usual first weights, from a generator of our own: the common one may be used by others.
    void initialise(at::Generator& generator)
    {
        const torch::NoGradGuard guard;
        for (torch::nn::Linear& layer : dense) {
            const double bound = 1 / std::sqrt(static_cast<double>(layer->weight.size(1)));
            layer->weight.uniform_(-bound, bound, generator);
            layer->bias.uniform_(-bound, bound, generator);
        }
    }

    torch::Tensor forward(torch::Tensor x)
    {
        x = torch::relu(norm[0](dense[0](x)));
        x = torch::relu(norm[1](dense[1](x)));
        x = dense[2](x);
        x = torch::relu(norm[2](dense[3](x)));
        x = torch::relu(norm[3](dense[4](x)));
        return torch::sigmoid(dense[5](x));
    }

    AutoencoderWeights weights() const
    {
        AutoencoderWeights out;
        for (size_t i = 0; i < dense.size(); ++i) {
            out.dense[i].inputs = static_cast<uint32_t>(dense[i]->weight.size(1));
            out.dense[i].outputs = static_cast<uint32_t>(dense[i]->weight.size(0));
            out.dense[i].weights = numbersOf(dense[i]->weight);
            out.dense[i].biases = numbersOf(dense[i]->bias);
        }
        for (size_t i = 0; i < norm.size(); ++i) {
            out.norm[i] = {numbersOf(norm[i]->weight), numbersOf(norm[i]->bias), numbersOf(norm[i]->running_mean),
                numbersOf(norm[i]->running_var)};
        }
        return out;
    }

    static std::vector<float> numbersOf(const torch::Tensor& tensor)
    {
        const torch::Tensor flat = tensor.detach().contiguous();
        const float* first = flat.data_ptr<float>();
        return {first, first + flat.numel()};
    }

    std::array<torch::nn::Linear, 6> dense{nullptr, nullptr, nullptr, nullptr, nullptr, nullptr};
    std::array<torch::nn::BatchNorm1d, 4> norm{nullptr, nullptr, nullptr, nullptr};
};

torch::Tensor tensorOf(std::span<const float> values, int64_t columns)
{
    const auto rows = static_cast<int64_t>(values.size()) / columns;
    // from_blob takes no const pointer, and nothing writes to this tensor.
    return torch::from_blob(const_cast<float*>(values.data()), {rows, columns}, torch::kFloat32);
}

class Training
{
public:
    explicit Training(const AutoencoderFit& fit)
        : m_fit(fit)
        , m_network(std::make_shared<Network>(fit.columns, fit.latent))
        , m_generator(at::detail::createCPUGenerator(fit.seed))
        , m_rows(tensorOf(fit.values, fit.columns))
    {
        m_network->initialise(m_generator);
        if (!fit.heldOut.empty())
            m_heldOut = tensorOf(fit.heldOut, fit.columns);
    }

    Result<AutoencoderWeights> run()
    {
        torch::optim::Adam optimiser(
            m_network->parameters(), torch::optim::AdamOptions(m_fit.rate).weight_decay(m_fit.weightDecay));
        const bool keepsBest = m_fit.patience > 0 && m_heldOut.defined();
        AutoencoderWeights best;
        double bestLoss = std::numeric_limits<double>::infinity();
        uint32_t withoutGain = 0;
        for (uint32_t epoch = 1; epoch <= m_fit.epochs; ++epoch) {
            const double loss = learn(optimiser);
            if (m_fit.stop.stop_requested())
                return Error{ErrorCode::Cancelled, {}, {}};
            const double heldOut = heldOutLoss();
            if (!std::isfinite(loss) || (m_heldOut.defined() && !std::isfinite(heldOut)))
                return Error{
                    ErrorCode::BadData, "autoencoder", "the loss of epoch " + std::to_string(epoch) + " is no number"};
            const bool goOn = !m_fit.onEpoch || m_fit.onEpoch(epoch, loss, heldOut);
            if (keepsBest) {
                withoutGain = heldOut < bestLoss * (1 - leastGain) ? 0 : withoutGain + 1;
                if (heldOut < bestLoss) {
                    bestLoss = heldOut;
                    best = m_network->weights();
                }
            }
            if (!goOn || withoutGain > m_fit.patience)
                break;
        }
        return keepsBest ? best : m_network->weights();
    }

private:
    // One pass over all rows in a new order; the mean loss.
    double learn(torch::optim::Adam& optimiser)
    {
        m_network->train();
        const int64_t rows = m_rows.size(0);
        const auto batch = static_cast<int64_t>(m_fit.batch);
        const torch::Tensor order = torch::randperm(rows, m_generator);
        double sum = 0;
        for (int64_t begin = 0; begin < rows && !m_fit.stop.stop_requested();) {
            int64_t count = std::min(batch, rows - begin);
            if (rows - begin - count == 1)
                ++count; // a batch of one row has no variance to normalise by
            const torch::Tensor part = m_rows.index_select(0, order.slice(0, begin, begin + count));
            optimiser.zero_grad();
            const torch::Tensor loss = torch::mse_loss(m_network->forward(part), part);
            loss.backward();
            optimiser.step();
            sum += static_cast<double>(loss.item<float>()) * static_cast<double>(count);
            begin += count;
        }
        return sum / static_cast<double>(rows);
    }

    double heldOutLoss()
    {
        if (!m_heldOut.defined())
            return std::numeric_limits<double>::quiet_NaN();
        const torch::NoGradGuard guard;
        m_network->eval();
        return torch::mse_loss(m_network->forward(m_heldOut), m_heldOut).item<float>();
    }

    const AutoencoderFit& m_fit;
    std::shared_ptr<Network> m_network;
    at::Generator m_generator;
    torch::Tensor m_rows, m_heldOut;
};

class TorchTrainer : public NetworkTrainer
{
public:
    Result<AutoencoderWeights> trainAutoencoder(const AutoencoderFit& fit) const override
    {
        static std::mutex mutex;
        const std::scoped_lock lock(mutex);
        try {
            // Threads of so small a network wait for each other longer than they work.
            at::set_num_threads(1);
            return Training(fit).run();
        } catch (const c10::Error& error) {
            return Error{ErrorCode::Internal, "libtorch", error.what_without_backtrace()};
        } catch (const std::exception& error) {
            return Error{ErrorCode::Internal, "libtorch", error.what()};
        }
    }
};

} // namespace
} // namespace assay::nets

extern "C" __attribute__((visibility("default"))) const assay::nets::NetworkTrainer* assayNetworkTrainer(
    uint32_t interface)
{
    static const assay::nets::TorchTrainer trainer;
    return interface == assay::nets::trainerInterface ? &trainer : nullptr;
}
