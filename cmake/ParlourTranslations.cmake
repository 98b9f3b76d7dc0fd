# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
#
# parlour_translations(target): the catalogues of translations/ inside `target` as /i18n/parlour_<language>.qm, and the
# build target `update_catalogues`, which brings the .ts files up to date with the sources of src/gui.
#
# English is the language of the sources; its catalogue holds the plurals alone, and lupdate knows "plurals alone" only
# for a whole run, so each language has its own. lupdate sees a library's sources only when they are named (Qt 6.4).
function(parlour_translations target)
    set(english "${PROJECT_SOURCE_DIR}/translations/parlour_en.ts")
    set(german "${PROJECT_SOURCE_DIR}/translations/parlour_de.ts")
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/gui/*.cpp" "${PROJECT_SOURCE_DIR}/src/gui/*.h")

    qt6_add_lrelease(${target} TS_FILES ${english} ${german} QM_FILES_OUTPUT_VARIABLE compiled)
    qt6_add_resources(${target} ${target}_i18n PREFIX "/i18n" BASE "${CMAKE_CURRENT_BINARY_DIR}" FILES ${compiled})

    set(common -silent -no-obsolete -locations none -source-language en_GB -I "${PROJECT_SOURCE_DIR}/src")
    add_custom_target(update_catalogues
        COMMAND Qt6::lupdate ${common} ${sources} -target-language de_DE -ts ${german}
        COMMAND Qt6::lupdate ${common} -pluralonly ${sources} -target-language en_GB -ts ${english}
        VERBATIM)

    if(PARLOUR_TESTS)
        add_test(NAME translations.german COMMAND "${PROJECT_SOURCE_DIR}/translations/check.sh"
            "$<TARGET_FILE:Qt6::lupdate>" "${PROJECT_SOURCE_DIR}")
        set_tests_properties(translations.german PROPERTIES LABELS packaging TIMEOUT 120)
    endif()
endfunction()
