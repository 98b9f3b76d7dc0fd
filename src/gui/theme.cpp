// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/theme.h"

#include "gui/colours.h"
#include "gui/widgets/house_style.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFont>
#include <QIcon>

namespace gui {

namespace {

const auto portalService = QStringLiteral("org.freedesktop.portal.Desktop");
const auto portalPath = QStringLiteral("/org/freedesktop/portal/desktop");
const auto portalInterface = QStringLiteral("org.freedesktop.portal.Settings");
const auto appearance = QStringLiteral("org.freedesktop.appearance");
const auto colourScheme = QStringLiteral("color-scheme");

/// The portal wraps its value once or twice in variants.
int schemeNumber(QVariant value)
{
    while (value.canConvert<QDBusVariant>()) {
        value = value.value<QDBusVariant>().variant();
    }
    return value.toInt();
}

} // namespace

Theme::Theme(QApplication& app)
    : QObject(&app)
    , m_app(app)
    , m_desktopDark(app.palette().color(QPalette::Window).lightness() < 128)
{
}

void Theme::install(Scheme scheme)
{
    QApplication::setStyle(new HouseStyle);
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/parlour.svg")));
    QApplication::setFont(baseFont(QApplication::font()));
    m_scheme = scheme;
    apply();
    watchPortal();
}

void Theme::setScheme(Scheme scheme)
{
    m_scheme = scheme;
    apply();
}

QFont Theme::baseFont(const QFont& desktop)
{
    // Without an explicit list Qt 6.4 draws many emoji in one colour and splits those with a skin tone.
    QFont font = desktop;
    font.setFamilies({QStringLiteral("Noto Sans"), QStringLiteral("Noto Color Emoji")});
    if (font.pointSizeF() > 0 && font.pointSizeF() < 10) {
        font.setPointSizeF(10);
    }
    return font;
}

void Theme::watchPortal()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        return;
    }
    bus.connect(portalService,
                portalPath,
                portalInterface,
                QStringLiteral("SettingChanged"),
                this,
                SLOT(onPortalChanged(QString, QString, QDBusVariant)));
    QDBusMessage ask = QDBusMessage::createMethodCall(
        portalService, portalPath, portalInterface, QStringLiteral("Read"));
    ask << appearance << colourScheme;
    ask.setAutoStartService(false);
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(ask, 2000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        watcher->deleteLater();
        if (reply.isValid()) {
            onPortalChanged(appearance, colourScheme, reply.value());
        }
    });
}

void Theme::onPortalChanged(const QString& space, const QString& key, const QDBusVariant& value)
{
    if (space != appearance || key != colourScheme) {
        return;
    }
    const int number = schemeNumber(QVariant::fromValue(value));
    if (number == 1 || number == 2) {
        m_desktopDark = number == 1;
        apply();
    }
}

void Theme::apply()
{
    const bool dark = m_scheme == Scheme::Dark || (m_scheme == Scheme::Follow && m_desktopDark);
    QApplication::setPalette(paletteOf(dark ? darkColours() : lightColours()));
}

} // namespace gui
