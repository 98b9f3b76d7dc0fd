# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
#
# Tests of the peer and of the words it shares with the window and the node.
if(PARLOUR_QT)
    parlour_tests(engine parlour_peer parlour_test_support)
endif()
