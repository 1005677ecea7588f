// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/wire/fuzzyserver.h"

#include "core/fuzzy/wire/serverworker.h"

#include <algorithm>
#include <ctime>
#include <sys/eventfd.h>
#include <unistd.h>

namespace assay::fuzzy {
namespace {

constexpr unsigned maxThreads = 64;

} // namespace

struct FuzzyServer::Data
{
    Data(std::shared_ptr<LocalStorage> served, ServerOptions chosen)
        : storage(std::move(served))
        , options(std::move(chosen))
    {
    }
    ~Data()
    {
        if (stopEvent >= 0)
            close(stopEvent);
    }
    Data(const Data&) = delete;
    Data& operator=(const Data&) = delete;

    Result<void> open();
    void startThreads();
    void stop();

    const std::shared_ptr<LocalStorage> storage;
    ServerOptions options; // as they are while it runs
    const int64_t startedAt = std::time(nullptr);
    int stopEvent = -1;
    std::atomic<bool> isStopping = false;
    std::unique_ptr<ChangeWriter> writer;
    std::vector<std::unique_ptr<ServerWorker>> workers;
    std::vector<std::thread> threads;
};

Result<void> FuzzyServer::Data::open()
{
    const auto address = IpAddress::parse(options.address);
    if (!address)
        return Error{ErrorCode::BadArgument, options.address, "no numeric address"};
    stopEvent = eventfd(0, EFD_CLOEXEC);
    if (stopEvent < 0)
        return Error::fromErrno(errno, options.address);
    options.threads = std::clamp(options.threads, 1U, maxThreads);
    options.readOnly = options.readOnly || storage->options().readOnly;
    writer = std::make_unique<ChangeWriter>(storage);
    Endpoint local = Endpoint::of(*address, options.port);
    {
        // Asks for the port alone first: several sockets that share one would also share it with another server.
        const auto alone = UdpSocket::bound(local, false);
        if (!alone)
            return alone.error();
        local = alone->local();
    }
    for (unsigned i = 0; i < options.threads; ++i) {
        auto socket = UdpSocket::bound(local, options.threads > 1);
        if (!socket)
            return socket.error();
        workers.push_back(std::make_unique<ServerWorker>(options, *storage, *writer, std::move(*socket)));
    }
    return {};
}

void FuzzyServer::Data::startThreads()
{
    for (const auto& worker : workers)
        threads.emplace_back([this, &worker = *worker] { worker.run(isStopping, stopEvent); });
}

void FuzzyServer::Data::stop()
{
    isStopping = true;
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(stopEvent, &one, sizeof one);
    for (std::thread& thread : threads)
        thread.join();
    writer.reset(); // its replies leave through the sockets of the workers
    (void)storage->flush(); // what it cannot write now stays in the journal
}

FuzzyServer::FuzzyServer(std::unique_ptr<Data> data)
    : m_data(std::move(data))
{
}

Result<std::unique_ptr<FuzzyServer>> FuzzyServer::start(std::shared_ptr<LocalStorage> storage, ServerOptions options)
{
    auto data = std::make_unique<Data>(std::move(storage), std::move(options));
    if (const auto opened = data->open(); !opened)
        return opened.error();
    data->startThreads();
    return std::unique_ptr<FuzzyServer>(new FuzzyServer(std::move(data)));
}

FuzzyServer::~FuzzyServer()
{
    m_data->stop();
}

std::string FuzzyServer::address() const
{
    return m_data->workers[0]->socket().local().toString();
}

uint16_t FuzzyServer::port() const
{
    return m_data->workers[0]->socket().local().port();
}

ServerStatistics FuzzyServer::statistics() const
{
    ServerStatistics statistics;
    for (const auto& worker : m_data->workers)
        worker->counters().addTo(statistics);
    const auto stored = m_data->storage->count();
    statistics.stored = stored ? *stored : 0;
    statistics.startedAt = m_data->startedAt;
    statistics.lastFault = m_data->writer->lastFault();
    return statistics;
}

} // namespace assay::fuzzy
