// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/plain_text.h"

namespace gui {

namespace {

constexpr char16_t firstStrongIsolate = 0x2068;
constexpr char16_t popDirectionalIsolate = 0x2069;

bool steersDirection(char16_t unit)
{
    return unit == 0x061C || unit == 0x200E || unit == 0x200F || (unit >= 0x202A && unit <= 0x202E)
           || (unit >= 0x2066 && unit <= 0x2069);
}

bool breaksLine(QChar unit)
{
    return unit.isSpace() || unit == QChar(0x2028) || unit == QChar(0x2029)
           || unit.category() == QChar::Other_Control;
}

} // namespace

QString textFrom(const std::string& utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

std::string utf8Of(const QString& text)
{
    return text.toStdString();
}

QString singleLine(const QString& text)
{
    QString line;
    line.reserve(text.size());
    for (const QChar unit : text) {
        if (steersDirection(unit.unicode())) {
            continue;
        }
        if (breaksLine(unit)) {
            if (!line.isEmpty() && line.back() != QLatin1Char(' ')) {
                line += QLatin1Char(' ');
            }
        } else {
            line += unit;
        }
    }
    return line.trimmed();
}

QString singleLine(const std::string& utf8)
{
    return singleLine(textFrom(utf8));
}

QString isolated(const QString& text)
{
    return QChar(firstStrongIsolate) + text + QChar(popDirectionalIsolate);
}

QString tooltipOf(const QString& text)
{
    if (text.isEmpty()) {
        return {};
    }
    QString escaped = text.toHtmlEscaped();
    escaped.replace(QLatin1Char('\n'), QStringLiteral("<br>"));
    return QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(escaped);
}

} // namespace gui
