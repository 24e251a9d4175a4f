# The kernel's SMB client: flags, mounts and their definitions. The virtual machine is `tests/run kernel`.
gpseal_add_test(kernel_cifs unit
  SOURCES agent/kernel_cifs_test.cpp agent/cifs_sessions_test.cpp
  DEPS gpseal::agent)
foreach(name cifs_sessions modprobe_lines)
  gpseal_add_fuzzer(${name} SOURCE fuzz/${name}_fuzz.cpp DEPS gpseal::agent
    SEEDS ${CMAKE_CURRENT_SOURCE_DIR}/data/fuzz/${name})
  target_include_directories(fuzz_${name} PRIVATE support)
endforeach()
