# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
#
# Warnings, hardening and sanitizers, in one place: `parlour_room(name)` makes the static library of one room of the
# house out of every source in its folder, `parlour_flags(target)` gives any other target the same flags.

find_program(PARLOUR_CCACHE ccache)
if(PARLOUR_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${PARLOUR_CCACHE}")
endif()

option(PARLOUR_WERROR "Warnings are errors" ON)
set(PARLOUR_SANITIZE "" CACHE STRING "Sanitizers, e.g. address,undefined")

set(parlour_warnings -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Wcast-qual)
if(PARLOUR_WERROR)
    list(APPEND parlour_warnings -Werror)
endif()
set(parlour_qt_definitions QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_FOREACH
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_URL_CAST_FROM_STRING QT_DISABLE_DEPRECATED_BEFORE=0x060400)

# moc 6.4.2 cannot parse libstdc++'s <compare> and friends once it sees C++20; hiding the visibility macro cures it.
set(CMAKE_AUTOMOC_MOC_OPTIONS "-D_GLIBCXX_VISIBILITY=")

add_compile_options(-fstack-protector-strong -fPIE)
if(PARLOUR_SANITIZE)
    add_compile_options(-fsanitize=${PARLOUR_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${PARLOUR_SANITIZE})
else()
    add_compile_options($<$<CONFIG:Release,RelWithDebInfo>:-D_FORTIFY_SOURCE=2>)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fstack-clash-protection -fcf-protection)
    add_compile_definitions(_GLIBCXX_ASSERTIONS)
endif()
add_link_options(-pie LINKER:-z,relro,-z,now)

# GCC 12's -Wrestrict misfires on std::string concatenation (its bug 105651), hence the exception.
function(parlour_flags target)
    target_compile_options(${target} PRIVATE ${parlour_warnings} $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
    target_compile_definitions(${target} PRIVATE ${parlour_qt_definitions})
    target_include_directories(${target} PUBLIC "${PROJECT_SOURCE_DIR}/src")
endfunction()

# The static library parlour_<name> from every .cpp of the calling folder (not below it).
function(parlour_room name)
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp" "${CMAKE_CURRENT_SOURCE_DIR}/*.h")
    add_library(parlour_${name} STATIC ${sources})
    parlour_flags(parlour_${name})
endfunction()
