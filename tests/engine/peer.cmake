# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
#
# The parts of the peer, the words it shares with the window and the node, and whole peers in the simulator's world.
if(PARLOUR_QT)
    parlour_tests(engine parlour_sim_world parlour_room_network parlour_peer parlour_test_support)
endif()
