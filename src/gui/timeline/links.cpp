// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/timeline/links.h"

#include <QRegularExpression>
#include <QUrl>

namespace gui {

namespace {

constexpr int linksMost = 100;

/// Sentence marks after a link belong to the sentence; a closing bracket does when the link opened none.
QString withoutTail(QString link)
{
    while (!link.isEmpty()) {
        const QChar last = link.back();
        const bool bracket = last == QLatin1Char(')') && !link.contains(QLatin1Char('('));
        if (!bracket && !QStringLiteral(".,;:!?'\"]}").contains(last)) {
            break;
        }
        link.chop(1);
    }
    return link;
}

const QRegularExpression& pattern()
{
    // Controls, spaces, direction marks and quotes end a link.
    static const QRegularExpression expression(
        QStringLiteral("(?:https?://|parlour:)[^\\s\\p{C}<>\"`\\\\^{|}]+"),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    return expression;
}

} // namespace

std::vector<Link> findLinks(const QString& text)
{
    std::vector<Link> links;
    auto matches = pattern().globalMatch(text);
    while (matches.hasNext() && links.size() < linksMost) {
        const QRegularExpressionMatch match = matches.next();
        const QString raw = withoutTail(match.captured());
        Link link;
        link.from = static_cast<int>(match.capturedStart());
        link.length = static_cast<int>(raw.size());
        link.invite = raw.startsWith(QLatin1String("parlour:"), Qt::CaseInsensitive);
        if (link.invite) {
            link.target = raw;
        } else {
            const QUrl url(raw, QUrl::StrictMode);
            const QUrl usable = url.isValid() ? url : QUrl(raw, QUrl::TolerantMode);
            if (!usable.isValid() || usable.host().isEmpty()) {
                continue;
            }
            link.target = QString::fromLatin1(usable.toEncoded());
        }
        links.push_back(link);
    }
    return links;
}

QString inviteIn(const QString& text)
{
    for (const Link& link : findLinks(text)) {
        if (link.invite) {
            return link.target;
        }
    }
    return {};
}

} // namespace gui
