// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One window a profile. The window that holds the profile listens at the local socket `window` in its folder, mode 0600; a
// second start says there that it was started, with the invite that it was given, and ends. The first comes forward.
//
//     call:   "raise" 0, token 0, link 0    at most callBytesMost; arguments and environment hold no zeros
//     answer: "ok" 0                        then the first closes
//
// Only who holds the profile's lock may listen, so a socket file that lies there is a leftover. A node does not listen:
// it has no window to raise. Another user is refused by the mode, and by the kernel's word for who connected.

#include <QByteArray>
#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <string>

class QLocalServer;
class QLocalSocket;

namespace engine::host {

constexpr std::size_t callBytesMost = 8 * 1024;

class FirstWindow : public QObject
{
    Q_OBJECT

public:
    explicit FirstWindow(QObject* parent = nullptr);
    FirstWindow(const FirstWindow&) = delete;
    FirstWindow& operator=(const FirstWindow&) = delete;
    FirstWindow(FirstWindow&&) = delete;
    FirstWindow& operator=(FirstWindow&&) = delete;
    /// Removes the file again.
    ~FirstWindow() override;

    /// False where no socket can be made (a long path, a file system without them): then nobody is raised.
    bool listen(const std::string& profile);

signals:
    /// `link` is an invite to open, or empty: whoever shows it checks it. By `token`, which may be empty, a Wayland
    /// desktop lets the window come forward.
    void called(const QString& link, const QByteArray& token);

private:
    void onConnection();
    void onBytes(QLocalSocket* socket);

    std::unique_ptr<QLocalServer> m_server;
};

/// The token is taken from the environment. `then` hears, once and never from inside this call, whether a window holds
/// the profile and comes forward.
void callFirstWindow(const std::string& profile,
                     const std::string& link,
                     QObject* context,
                     std::function<void(bool heard)> then);

} // namespace engine::host
