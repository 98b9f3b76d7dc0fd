// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/signal_watch.h"

#include <csignal>
#include <sys/signalfd.h>
#include <unistd.h>

namespace node {

SignalWatch::SignalWatch(QObject* parent)
    : QObject(parent)
{
    sigset_t watched;
    sigemptyset(&watched);
    sigaddset(&watched, SIGTERM);
    sigaddset(&watched, SIGINT);
    pthread_sigmask(SIG_BLOCK, &watched, nullptr);
    // Writing to a reader that has gone is an error to handle, not a reason to die.
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    m_fd = ::signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
    m_notifier = std::make_unique<QSocketNotifier>(m_fd, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &SignalWatch::onReadable);
}

SignalWatch::~SignalWatch()
{
    m_notifier.reset();
    ::close(m_fd);
}

void SignalWatch::onReadable()
{
    signalfd_siginfo info{};
    while (::read(m_fd, &info, sizeof(info)) == static_cast<ssize_t>(sizeof(info))) {
        emit asked(++m_times);
    }
}

} // namespace node
