// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/capture/streamreader.h"

namespace assay::traffic {

void Findings::http(const HttpTransaction& transaction)
{
    if (m_sink.onHttp && !m_isStopped)
        m_isStopped = !m_sink.onHttp(transaction);
}

void Findings::hello(const HelloRecord& record)
{
    if (m_sink.onHello && !m_isStopped)
        m_isStopped = !m_sink.onHello(record);
}

void Findings::mail(MailTransaction&& mail)
{
    if (m_sink.onMail && !m_isStopped)
        m_isStopped = !m_sink.onMail(std::move(mail));
}

void Findings::ssh(const SshRecord& record)
{
    if (m_sink.onSsh && !m_isStopped)
        m_isStopped = !m_sink.onSsh(record);
}

void Findings::flow(const Flow& flow)
{
    if (m_sink.onFlow && !m_isStopped)
        m_isStopped = !m_sink.onFlow(flow);
}

} // namespace assay::traffic
