# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
#
# The parts of the peer, and whole peers in the simulator's world.
parlour_tests(engine parlour_sim_world parlour_peer parlour_test_support)
