# SPDX-License-Identifier: GPL-3.0-or-later
# The one place for standard, warnings and output folders, and the two functions that every folder uses.
include(GNUInstallDirs)

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# Precompiled headers make a build from nothing faster; without them ccache shares objects between work trees.
option(ASSAY_PCH "Precompile the standard headers" ON)

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

add_library(assay_build INTERFACE)
target_compile_features(assay_build INTERFACE cxx_std_20)
target_include_directories(assay_build INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_options(assay_build INTERFACE
    -Wall -Wextra -Werror -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wunused)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 reports these for its own std::string when it inlines (GCC bugs 105329, 105651).
    target_compile_options(assay_build INTERFACE -Wcast-align=strict -Wno-restrict -Wno-stringop-overflow)
endif()
target_compile_definitions(assay_build INTERFACE ASSAY_VERSION="${PROJECT_VERSION}")
target_link_libraries(assay_build INTERFACE Threads::Threads)
set(CMAKE_CXX_EXTENSIONS OFF)

# assay_module(name SOURCES ... [LINK ...] [PRIVATE_LINK ...]): one core folder, one static library assay_<name>.
function(assay_module name)
    cmake_parse_arguments(M "" "" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
    add_library(assay_${name} STATIC ${M_SOURCES})
    target_link_libraries(assay_${name} PUBLIC assay_build ${M_LINK} PRIVATE ${M_PRIVATE_LINK})
    if(ASSAY_PCH AND NOT name STREQUAL "base")
        target_precompile_headers(assay_${name} REUSE_FROM assay_base)
    endif()
endfunction()

# assay_test(name SOURCES ... LINK ... [LABELS ...] [TIMEOUT seconds]): one test program, found case by case by ctest.
function(assay_test name)
    cmake_parse_arguments(T "GUI" "TIMEOUT" "SOURCES;LINK;LABELS" ${ARGN})
    if(NOT T_LABELS)
        set(T_LABELS unit)
    endif()
    if(NOT T_TIMEOUT)
        set(T_TIMEOUT 120)
    endif()
    add_executable(${name} ${T_SOURCES})
    if(T_GUI)
        target_link_libraries(${name} PRIVATE ${T_LINK} assay_test_gui_main)
    else()
        target_link_libraries(${name} PRIVATE ${T_LINK} assay_test_main)
    endif()
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60
        PROPERTIES LABELS "${T_LABELS}" TIMEOUT ${T_TIMEOUT} ENVIRONMENT "QT_QPA_PLATFORM=offscreen")
endfunction()
