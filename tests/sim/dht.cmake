# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
#
# The DHT under simulation: whole nodes in one process, on virtual time. Small runs are ordinary tests, campaigns carry
# the label `long`. Included by whoever needs the network first.
if(TARGET parlour_dht_network)
    return()
endif()
set(sim_folder "${PROJECT_SOURCE_DIR}/tests/sim")
add_library(parlour_dht_network STATIC "${sim_folder}/dht_network.cpp")
parlour_flags(parlour_dht_network)
target_include_directories(parlour_dht_network PUBLIC "${PROJECT_SOURCE_DIR}/tests")
target_link_libraries(parlour_dht_network PUBLIC parlour_dht parlour_test_support)

add_executable(dht_sim "${sim_folder}/dht_sim.cpp")
parlour_flags(dht_sim)
target_link_libraries(dht_sim PRIVATE parlour_dht_network)

function(dht_sim_test name label)
    add_test(NAME sim.dht_${name} COMMAND dht_sim ${ARGN} --json dht.sim.${name})
    set_tests_properties(sim.dht_${name} PROPERTIES LABELS "${label}" TIMEOUT 3600)
endfunction()
dht_sim_test(200 sim --nodes 200 --trials 100 --expect 99.9)
dht_sim_test(loss_200 sim --nodes 200 --trials 60 --loss 20 --expect 99)
dht_sim_test(1000 long --nodes 1000 --trials 1000 --expect 99.9)
dht_sim_test(1000_loss long --nodes 1000 --trials 1000 --loss 20 --expect 99)
dht_sim_test(1000_half_life_60 long --nodes 1000 --trials 500 --half-life 60 --expect 99)
dht_sim_test(1000_half_life_15 long --nodes 1000 --trials 500 --half-life 15 --expect 99)
dht_sim_test(1000_sybils_20 long --nodes 1000 --trials 500 --sybils 20 --expect 99)
dht_sim_test(1000_sybils_33 long --nodes 1000 --trials 500 --sybils 33 --expect 90)
dht_sim_test(10000 long --nodes 10000 --trials 1000 --settle 1200 --expect 99.9 --queries 20)
