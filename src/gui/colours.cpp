// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/colours.h"

#include <cmath>

namespace gui {

namespace {

QColor rgb(unsigned value)
{
    return QColor::fromRgb(static_cast<QRgb>(value));
}

double luminance(const QColor& colour)
{
    const auto linear = [](double part) {
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF())
           + 0.0722 * linear(colour.blueF());
}

} // namespace

const Colours& lightColours()
{
    static const Colours colours{
        .dark = false,
        .sidebar = rgb(0xF3F4F7),
        .canvas = rgb(0xFFFFFF),
        .raised = rgb(0xF1F2F6),
        .own = rgb(0xDCE8FF),
        .text = rgb(0x1B1D23),
        .ownText = rgb(0x14203A),
        .dim = rgb(0x5F6673),
        .ownDim = rgb(0x4A5B80),
        .line = rgb(0xDFE2E8),
        .hover = rgb(0xE8EAF0),
        .chosen = rgb(0xD9E4FB),
        .accent = rgb(0x2F62D9),
        .onAccent = rgb(0xFFFFFF),
        .link = rgb(0x1F55C8),
        .good = rgb(0x1A7F4B),
        .warning = rgb(0x7A4B00),
        .warningField = rgb(0xFFF1D6),
        .danger = rgb(0xB3261E),
        .dangerField = rgb(0xFDE7E5),
    };
    return colours;
}

const Colours& darkColours()
{
    static const Colours colours{
        .dark = true,
        .sidebar = rgb(0x1B1D23),
        .canvas = rgb(0x16181D),
        .raised = rgb(0x262931),
        .own = rgb(0x2A4580),
        .text = rgb(0xE8EAEE),
        .ownText = rgb(0xF2F5FC),
        .dim = rgb(0x9CA3B0),
        .ownDim = rgb(0xBCCAEA),
        .line = rgb(0x30343D),
        .hover = rgb(0x272A32),
        .chosen = rgb(0x2C3A5A),
        .accent = rgb(0x6C9BFF),
        .onAccent = rgb(0x0E1626),
        .link = rgb(0x9DBCFF),
        .good = rgb(0x4CC38A),
        .warning = rgb(0xF5C877),
        .warningField = rgb(0x3A2F1A),
        .danger = rgb(0xFF8A80),
        .dangerField = rgb(0x402423),
    };
    return colours;
}

const Colours& coloursFor(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < 128 ? darkColours() : lightColours();
}

QPalette paletteOf(const Colours& colours)
{
    QPalette palette(colours.raised, colours.sidebar);
    const QColor button = colours.dark ? colours.raised.lighter(112) : colours.canvas;
    palette.setColor(QPalette::Window, colours.sidebar);
    palette.setColor(QPalette::WindowText, colours.text);
    palette.setColor(QPalette::Base, colours.canvas);
    palette.setColor(QPalette::AlternateBase, colours.raised);
    palette.setColor(QPalette::Text, colours.text);
    palette.setColor(QPalette::PlaceholderText, colours.dim);
    palette.setColor(QPalette::Button, button);
    palette.setColor(QPalette::ButtonText, colours.text);
    palette.setColor(QPalette::BrightText, colours.danger);
    palette.setColor(QPalette::Highlight, colours.accent);
    palette.setColor(QPalette::HighlightedText, colours.onAccent);
    palette.setColor(QPalette::Link, colours.link);
    palette.setColor(QPalette::LinkVisited, colours.link);
    palette.setColor(QPalette::ToolTipBase, colours.raised);
    palette.setColor(QPalette::ToolTipText, colours.text);
    palette.setColor(QPalette::Light, colours.dark ? colours.raised.lighter(130) : Qt::white);
    palette.setColor(QPalette::Midlight, colours.hover);
    palette.setColor(QPalette::Mid, colours.line.darker(110));
    palette.setColor(QPalette::Dark, colours.line.darker(colours.dark ? 140 : 125));
    palette.setColor(QPalette::Shadow, Qt::black);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, colours.dim);
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, colours.line);
    return palette;
}

double contrast(const QColor& one, const QColor& other)
{
    const double a = luminance(one) + 0.05;
    const double b = luminance(other) + 0.05;
    return a > b ? a / b : b / a;
}

} // namespace gui
