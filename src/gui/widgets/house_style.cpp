// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/widgets/house_style.h"

#include "gui/colours.h"
#include "gui/widgets/address_field.h"
#include "gui/widgets/icons.h"

#include <QPainter>
#include <QStyleFactory>
#include <QStyleOptionSlider>

#include <algorithm>

namespace gui {

namespace {

constexpr int barWidth = 12;
constexpr int sliderLeast = 36;

const QStyleOptionSlider* sliderOf(const QStyleOptionComplex* option)
{
    return qstyleoption_cast<const QStyleOptionSlider*>(option);
}

/// The groove is the whole bar: no arrows.
QRect sliderRect(const QStyleOptionSlider& bar)
{
    const bool upright = bar.orientation == Qt::Vertical;
    const int length = upright ? bar.rect.height() : bar.rect.width();
    const int range = bar.maximum - bar.minimum;
    int slider = length;
    if (range > 0) {
        slider = static_cast<int>(static_cast<qint64>(length) * bar.pageStep
                                  / (static_cast<qint64>(range) + bar.pageStep));
        slider = std::clamp(slider, std::min(sliderLeast, length), length);
    }
    const int at = QStyle::sliderPositionFromValue(
        bar.minimum, bar.maximum, bar.sliderPosition, length - slider, bar.upsideDown);
    return upright ? QRect(bar.rect.left(), bar.rect.top() + at, bar.rect.width(), slider)
                   : QRect(bar.rect.left() + at, bar.rect.top(), slider, bar.rect.height());
}

void paintBar(const QStyleOptionSlider& bar, QPainter* painter)
{
    const Colours& colours = coloursFor(bar.palette);
    if (bar.maximum <= bar.minimum) {
        return;
    }
    const bool hot =
        (bar.state & QStyle::State_MouseOver) != 0 || (bar.state & QStyle::State_Sunken) != 0;
    QColor ink = colours.dim;
    ink.setAlphaF(hot ? 0.75F : 0.4F);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, true);
    painter->setPen(Qt::NoPen);
    painter->setBrush(ink);
    const QRectF slider = QRectF(sliderRect(bar)).adjusted(3, 3, -3, -3);
    const double radius = std::min(slider.width(), slider.height()) / 2;
    painter->drawRoundedRect(slider, radius, radius);
    painter->restore();
}

void paintField(const QStyleOption& option, QPainter* painter, bool filled)
{
    const Colours& colours = coloursFor(option.palette);
    const bool focused = (option.state & QStyle::State_HasFocus) != 0;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, true);
    painter->setBrush(filled ? QBrush(option.palette.color(QPalette::Base)) : QBrush(Qt::NoBrush));
    painter->setPen(QPen(focused ? colours.accent : colours.line, focused ? 1.6 : 1.0));
    painter->drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 8, 8);
    painter->restore();
}

/// A ring or a box that stands out in both schemes, filled when it is chosen.
void paintIndicator(const QStyleOption& option, QPainter* painter, bool round)
{
    const Colours& colours = coloursFor(option.palette);
    const bool on = (option.state & QStyle::State_On) != 0;
    const bool enabled = (option.state & QStyle::State_Enabled) != 0;
    const bool focused = (option.state & QStyle::State_HasFocus) != 0;
    const QColor ink = enabled && (on || focused) ? colours.accent : colours.dim;
    QRectF box(0, 0, 14, 14);
    box.moveCenter(QRectF(option.rect).center());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, true);
    painter->setPen(QPen(ink, focused ? 2.0 : 1.4));
    painter->setBrush(on ? ink : option.palette.color(QPalette::Base));
    if (round) {
        painter->drawEllipse(box);
    } else {
        painter->drawRoundedRect(box, 3.5, 3.5);
    }
    if (on && round) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(colours.onAccent);
        painter->drawEllipse(box.center(), 3.0, 3.0);
    } else if (on) {
        paintGlyph(*painter, box.adjusted(1, 1, -1, -1), Glyph::Tick, colours.onAccent);
    }
    painter->restore();
}

} // namespace

HouseStyle::HouseStyle()
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
{
}

int HouseStyle::pixelMetric(PixelMetric metric,
                            const QStyleOption* option,
                            const QWidget* widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent:
        return barWidth;
    case PM_ScrollBarSliderMin:
        return sliderLeast;
    case PM_ScrollView_ScrollBarSpacing:
        return 0;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int HouseStyle::styleHint(StyleHint hint,
                          const QStyleOption* option,
                          const QWidget* widget,
                          QStyleHintReturn* returned) const
{
    if (hint == SH_ScrollBar_LeftClickAbsolutePosition) {
        return 0;
    }
    return QProxyStyle::styleHint(hint, option, widget, returned);
}

QRect HouseStyle::subElementRect(SubElement element,
                                 const QStyleOption* option,
                                 const QWidget* widget) const
{
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    return element == SE_LineEditContents ? rect.adjusted(7, 0, -7, 0) : rect;
}

QRect HouseStyle::subControlRect(ComplexControl control,
                                 const QStyleOptionComplex* option,
                                 SubControl part,
                                 const QWidget* widget) const
{
    const QStyleOptionSlider* bar = control == CC_ScrollBar ? sliderOf(option) : nullptr;
    if (bar == nullptr) {
        const QRect rect = QProxyStyle::subControlRect(control, option, part, widget);
        return control == CC_ComboBox && part == SC_ComboBoxEditField ? rect.adjusted(5, 0, -5, 0)
                                                                      : rect;
    }
    const QRect slider = sliderRect(*bar);
    const bool upright = bar->orientation == Qt::Vertical;
    QRect rest = bar->rect;
    switch (part) {
    case SC_ScrollBarGroove:
        return bar->rect;
    case SC_ScrollBarSlider:
        return slider;
    case SC_ScrollBarSubPage:
        upright ? rest.setBottom(slider.top() - 1) : rest.setRight(slider.left() - 1);
        return rest;
    case SC_ScrollBarAddPage:
        upright ? rest.setTop(slider.bottom() + 1) : rest.setLeft(slider.right() + 1);
        return rest;
    default:
        return {};
    }
}

void HouseStyle::drawPrimitive(PrimitiveElement element,
                               const QStyleOption* option,
                               QPainter* painter,
                               const QWidget* widget) const
{
    if (element == PE_PanelLineEdit) {
        const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
        if (frame != nullptr && frame->lineWidth > 0) {
            paintField(*option, painter, true);
            return;
        }
    }
    if (element == PE_IndicatorRadioButton || element == PE_IndicatorCheckBox) {
        paintIndicator(*option, painter, element == PE_IndicatorRadioButton);
        return;
    }
    if (element == PE_Frame) {
        paintField(*option, painter, qobject_cast<const AddressField*>(widget) != nullptr);
        return;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void HouseStyle::drawComplexControl(ComplexControl control,
                                    const QStyleOptionComplex* option,
                                    QPainter* painter,
                                    const QWidget* widget) const
{
    const QStyleOptionSlider* bar = control == CC_ScrollBar ? sliderOf(option) : nullptr;
    if (bar != nullptr) {
        paintBar(*bar, painter);
        return;
    }
    if (control == CC_ComboBox) {
        paintField(*option, painter, true);
        const QRectF arrow(subControlRect(control, option, SC_ComboBoxArrow, widget));
        const QRectF box(arrow.center().x() - 9, arrow.center().y() - 9, 18, 18);
        paintGlyph(*painter, box, Glyph::Down, coloursFor(option->palette).dim);
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

} // namespace gui
