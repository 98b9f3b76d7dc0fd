# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
#
# Tests of the peer and of the desks around it.
parlour_tests(engine parlour_peer parlour_test_support)
