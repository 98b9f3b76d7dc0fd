// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/authority_reach.h"

#include <algorithm>

namespace engine::room {

namespace {

std::size_t place(CoreIndex index)
{
    return static_cast<std::size_t>(index);
}

void merge(Reach::Mask& into, const Reach::Mask& from)
{
    for (std::size_t word = 0; word < Reach::words; ++word) {
        into[word] |= from[word];
    }
}

} // namespace

Reach::Reach(const AuthoritySet& set)
    : m_masks(place(set.size()))
{
    m_begin.reserve(place(set.size()) + 1);
    for (CoreIndex index = 0; index < set.size(); ++index) {
        m_begin.push_back(static_cast<std::uint32_t>(m_cited.size()));
        const CoreNode& node = set.at(index);
        for (const CoreIndex cited : node.auth) {
            if (cited != coreGenesis) {
                m_cited.push_back(cited);
            }
        }
        if (node.grant > coreGenesis
            && std::find(node.auth.begin(), node.auth.end(), node.grant) == node.auth.end()) {
            m_cited.push_back(node.grant);
        }
    }
    m_begin.push_back(static_cast<std::uint32_t>(m_cited.size()));
}

void Reach::rise(CoreIndex first, CoreIndex last)
{
    for (CoreIndex index = first; index <= last; ++index) {
        Mask& mask = m_masks[place(index)];
        for (std::uint32_t i = m_begin[place(index)]; i < m_begin[place(index) + 1]; ++i) {
            if (m_cited[i] >= first) {
                merge(mask, m_masks[place(m_cited[i])]);
            }
        }
    }
}

void Reach::sink(CoreIndex first, CoreIndex last, const std::vector<Turn>& turns)
{
    auto turn = turns.begin();
    for (CoreIndex index = last; index >= first; --index) {
        Mask mask = m_masks[place(index)];
        for (; turn != turns.end() && turn->event >= index; ++turn) {
            for (std::size_t word = 0; turn->event == index && word < words / 2; ++word) {
                mask[word + words / 2] |= mask[word] & turn->of[word];
            }
        }
        if (mask == Mask{}) {
            continue;
        }
        for (std::uint32_t i = m_begin[place(index)]; i < m_begin[place(index) + 1]; ++i) {
            if (m_cited[i] >= first) {
                merge(m_masks[place(m_cited[i])], mask);
            }
        }
    }
}

void Reach::clear(CoreIndex first, CoreIndex last)
{
    for (CoreIndex index = first; index <= last; ++index) {
        m_masks[place(index)] = {};
    }
}

bool Reach::cites(CoreIndex index, std::size_t bit) const
{
    for (std::uint32_t i = m_begin[place(index)]; i < m_begin[place(index) + 1]; ++i) {
        if (((m_masks[place(m_cited[i])][bit / 64] >> (bit % 64)) & 1U) != 0) {
            return true;
        }
    }
    return false;
}

void Reach::answer(std::vector<Question>& questions)
{
    for (std::size_t from = 0; from < questions.size(); from += width) {
        answerBatch(questions, from, std::min(questions.size(), from + width));
    }
}

void Reach::answerBatch(std::vector<Question>& questions, std::size_t from, std::size_t to)
{
    CoreIndex first = static_cast<CoreIndex>(m_masks.size());
    CoreIndex last = coreNone;
    for (std::size_t i = from; i < to; ++i) {
        for (const CoreIndex index : questions[i].to) {
            first = std::min(first, index);
        }
    }
    for (std::size_t i = from; i < to; ++i) {
        for (const CoreIndex index : questions[i].from) {
            if (index >= first) {
                set(index, i - from);
                last = std::max(last, index);
            }
        }
    }
    sink(first, last);
    for (std::size_t i = from; i < to; ++i) {
        const std::size_t bit = i - from;
        for (const CoreIndex index : questions[i].to) {
            questions[i].answers.push_back(((at(index)[bit / 64] >> (bit % 64)) & 1U) != 0);
        }
    }
    clear(first, last);
}

} // namespace engine::room
