// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One client of the control contract: a pair of file descriptors (stdin and stdout, or one socket twice), lines in, lines
// out, never blocking.
//
//     reading --setReading(false)--> paused        the server's answer to a client that asks faster than it listens
//     reading --end of file--------> ended         nothing more comes in; what is owed is still written
//     any     --write error, behind-> broken       gone
//
// What a client does not read is kept: answers always, notifications up to `noticeBytesMost`. Beyond it the passing ones
// (progress, rungs, presence) are thrown away first, and when that does not help the client is broken.

#include "node/line_splitter.h"

#include <QByteArray>
#include <QObject>
#include <QSocketNotifier>

#include <cstdint>
#include <deque>
#include <memory>

namespace node {

class LineClient : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype noticeBytesMost = 8 * 1024 * 1024;

    enum class Kind : std::uint8_t { Answer, Notice, Passing };
    enum class Owns : std::uint8_t { Nothing, Descriptors };

    LineClient(int readFd, int writeFd, Owns owns, QObject* parent);
    LineClient(const LineClient&) = delete;
    LineClient& operator=(const LineClient&) = delete;
    LineClient(LineClient&&) = delete;
    LineClient& operator=(LineClient&&) = delete;
    ~LineClient() override;

    /// Nothing is read before the first call with true.
    void setReading(bool reading);
    void send(QByteArray line, Kind kind);

    /// Bytes that the client has not taken yet.
    [[nodiscard]] qsizetype backlog() const { return m_bytes; }
    [[nodiscard]] bool hasEnded() const { return m_ended; }

signals:
    void lineCame(const QByteArray& line, bool tooLong);
    void ended();
    void broken();
    /// Something was written.
    void wrote();

private:
    struct Item {
        QByteArray line;
        Kind kind = Kind::Notice;
    };

    void onReadable();
    void handOut();
    void write();
    void dropPassing();
    void breakOff();
    void forget(qsizetype written);

    const int m_readFd;
    const int m_writeFd;
    const Owns m_owns;
    int m_writeFlags = -1; ///< what the descriptor had before, given back at the end
    std::unique_ptr<QSocketNotifier> m_readable;
    std::unique_ptr<QSocketNotifier> m_writable;
    LineSplitter m_splitter;
    std::deque<Item> m_queue;
    qsizetype m_headWritten = 0;
    qsizetype m_bytes = 0;
    qsizetype m_noticeBytes = 0;
    bool m_reading = false;
    bool m_handingOut = false;
    bool m_sawEnd = false; ///< nothing more can be read, but lines may still wait for setReading
    bool m_ended = false;
    bool m_broken = false;
};

} // namespace node
