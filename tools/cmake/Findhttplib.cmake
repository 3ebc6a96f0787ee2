# Finds cpp-httplib 0.11.4 or newer as httplib::httplib: by its own CMake package (-Dhttplib_DIR=... chooses one),
# else by its pkg-config metadata, which is all that Debian 12 has.
# Call it without a version: the CMake packages of 0.x versions refuse the request for any other one.
if(TARGET httplib::httplib)
  set(httplib_FOUND TRUE)
  return()
endif()

find_package(httplib CONFIG QUIET)
if(NOT TARGET httplib::httplib)
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    pkg_check_modules(cpp-httplib QUIET IMPORTED_TARGET GLOBAL cpp-httplib)
  endif()
  if(TARGET PkgConfig::cpp-httplib)
    add_library(httplib::httplib INTERFACE IMPORTED GLOBAL)
    target_link_libraries(httplib::httplib INTERFACE PkgConfig::cpp-httplib)
    set(httplib_VERSION "${cpp-httplib_VERSION}")
  endif()
endif()

if(httplib_VERSION VERSION_GREATER_EQUAL 0.11.4)
  set(httplib_is_0.11.4_or_newer TRUE)
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  httplib REQUIRED_VARS httplib_is_0.11.4_or_newer VERSION_VAR httplib_VERSION
)
