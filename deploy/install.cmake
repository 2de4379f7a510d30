# Run by `cmake --install`: the unit for this prefix, and the configuration where there is none yet.
set(root "$ENV{DESTDIR}")

set(unit "${CMAKE_INSTALL_PREFIX}/lib/systemd/system/yagura.service")
file(READ "${yagura_source}/deploy/yagura.service" text)
string(REPLACE "=/usr/bin/" "=${CMAKE_INSTALL_PREFIX}/bin/" text "${text}")
file(WRITE "${root}${unit}" "${text}")
list(APPEND CMAKE_INSTALL_MANIFEST_FILES "${unit}")
message(STATUS "Installing: ${root}${unit}")

# An operator's files are never written over: what is new comes beside them as FILE.new. They are in no
# manifest, so that taking the programs away leaves them.
set(folder "${root}/etc/yagura")
file(MAKE_DIRECTORY "${folder}")
foreach(name yagura.yaml organisations.yaml services.yaml)
  set(shipped "${yagura_source}/config/${name}")
  set(target "${folder}/${name}")
  if(NOT EXISTS "${target}")
    message(STATUS "Installing: ${target}")
    configure_file("${shipped}" "${target}" COPYONLY)
  else()
    file(SHA256 "${shipped}" new)
    file(SHA256 "${target}" old)
    if(NOT new STREQUAL old)
      message(STATUS "Keeping: ${target} (the shipped one: ${name}.new)")
      configure_file("${shipped}" "${target}.new" COPYONLY)
    endif()
  endif()
endforeach()
