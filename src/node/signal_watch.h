// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// SIGTERM and SIGINT as a Qt signal. Make it before any thread starts: the signals are blocked in this thread and in
// all that it starts, and read from a descriptor, so no handler ever runs in the middle of anything.

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace node {

class SignalWatch : public QObject
{
    Q_OBJECT

public:
    explicit SignalWatch(QObject* parent = nullptr);
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;
    SignalWatch(SignalWatch&&) = delete;
    SignalWatch& operator=(SignalWatch&&) = delete;
    ~SignalWatch() override;

signals:
    /// The second one means: at once.
    void asked(int times);

private:
    void onReadable();

    int m_fd = -1;
    int m_times = 0;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace node
