// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/line_client.h"

#include "node/json_rpc.h"

#include <QMetaObject>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

namespace node {

namespace {

constexpr std::size_t readBytes = 64 * 1024;
constexpr std::size_t linesPerWrite = 64;

bool isAgain(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

} // namespace

LineClient::LineClient(int readFd, int writeFd, Owns owns, QObject* parent)
    : QObject(parent)
    , m_readFd(readFd)
    , m_writeFd(writeFd)
    , m_owns(owns)
    , m_writeFlags(::fcntl(writeFd, F_GETFL))
    , m_readable(std::make_unique<QSocketNotifier>(readFd, QSocketNotifier::Read))
    , m_writable(std::make_unique<QSocketNotifier>(writeFd, QSocketNotifier::Write))
    , m_splitter(lineBytesMost)
{
    // Reading needs no such flag: it happens only when something is there, and nobody else reads.
    static_cast<void>(::fcntl(writeFd, F_SETFL, m_writeFlags | O_NONBLOCK));
    m_readable->setEnabled(false);
    m_writable->setEnabled(false);
    connect(m_readable.get(), &QSocketNotifier::activated, this, &LineClient::onReadable);
    connect(m_writable.get(), &QSocketNotifier::activated, this, &LineClient::write);
}

LineClient::~LineClient()
{
    m_readable.reset();
    m_writable.reset();
    if (m_owns == Owns::Descriptors) {
        ::close(m_readFd);
        if (m_writeFd != m_readFd) {
            ::close(m_writeFd);
        }
    } else if (m_writeFlags >= 0) {
        // A terminal is shared with the shell, which does not expect what was set here.
        static_cast<void>(::fcntl(m_writeFd, F_SETFL, m_writeFlags));
    }
}

void LineClient::setReading(bool reading)
{
    if (m_ended || m_broken || m_reading == reading) {
        return;
    }
    m_reading = reading;
    m_readable->setEnabled(reading && !m_sawEnd);
    if (reading && !m_handingOut) {
        // What was read before the pause comes first, from the event loop and not inside the caller.
        QMetaObject::invokeMethod(this, &LineClient::handOut, Qt::QueuedConnection);
    }
}

void LineClient::onReadable()
{
    if (!m_reading) {
        return;
    }
    std::array<char, readBytes> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init)
    const ssize_t count = ::read(m_readFd, buffer.data(), buffer.size());
    if (count > 0) {
        m_splitter.feed(buffer.data(), count);
        handOut();
    } else if (count == 0 || !isAgain(errno)) {
        m_sawEnd = true;
        m_readable->setEnabled(false);
        handOut();
    }
}

void LineClient::handOut()
{
    m_handingOut = true;
    while (m_reading && !m_broken) {
        auto line = m_splitter.next();
        if (!line && m_sawEnd) {
            line = m_splitter.rest();
        }
        if (!line) {
            break;
        }
        emit lineCame(line->text, line->tooLong);
    }
    m_handingOut = false;
    if (m_sawEnd && m_reading && !m_ended) {
        m_reading = false;
        m_ended = true;
        emit ended();
    }
}

void LineClient::send(QByteArray line, Kind kind)
{
    if (m_broken) {
        return;
    }
    if (kind != Kind::Answer) {
        if (m_noticeBytes + line.size() > noticeBytesMost) {
            dropPassing();
            if (kind == Kind::Passing) {
                return;
            }
        }
        if (m_noticeBytes + line.size() > noticeBytesMost) {
            breakOff();
            return;
        }
        m_noticeBytes += line.size();
    }
    m_bytes += line.size();
    const bool idle = m_queue.empty();
    m_queue.push_back({std::move(line), kind});
    if (idle) {
        write(); // at once: waiting for the event loop would show in every answer
    }
}

void LineClient::write()
{
    while (!m_queue.empty() && !m_broken) {
        std::array<iovec, linesPerWrite> parts{};
        const std::size_t count = std::min(parts.size(), m_queue.size());
        for (std::size_t i = 0; i < count; ++i) {
            const qsizetype skip = i == 0 ? m_headWritten : 0;
            parts[i].iov_base = m_queue[i].line.data() + skip;
            parts[i].iov_len = static_cast<std::size_t>(m_queue[i].line.size() - skip);
        }
        const ssize_t written = ::writev(m_writeFd, parts.data(), static_cast<int>(count));
        if (written < 0) {
            if (isAgain(errno)) {
                break;
            }
            breakOff();
            return;
        }
        forget(written);
    }
    m_writable->setEnabled(!m_queue.empty());
    emit wrote();
}

void LineClient::forget(qsizetype written)
{
    m_bytes -= written;
    m_headWritten += written;
    while (!m_queue.empty() && m_headWritten >= m_queue.front().line.size()) {
        const Item& head = m_queue.front();
        m_headWritten -= head.line.size();
        m_noticeBytes -= head.kind == Kind::Answer ? 0 : head.line.size();
        m_queue.pop_front();
    }
}

void LineClient::dropPassing()
{
    std::deque<Item> kept;
    for (std::size_t i = 0; i < m_queue.size(); ++i) {
        Item& item = m_queue[i];
        const bool begun = i == 0 && m_headWritten > 0;
        if (item.kind == Kind::Passing && !begun) {
            m_bytes -= item.line.size();
            m_noticeBytes -= item.line.size();
        } else {
            kept.push_back(std::move(item));
        }
    }
    m_queue = std::move(kept);
}

void LineClient::breakOff()
{
    if (m_broken) {
        return;
    }
    m_broken = true;
    m_reading = false;
    m_readable->setEnabled(false);
    m_writable->setEnabled(false);
    m_queue.clear();
    m_bytes = 0;
    m_noticeBytes = 0;
    emit broken();
}

} // namespace node
