# The kernel's SMB client: flags, mounts and their definitions. The virtual machine is `tests/run kernel`.
gpseal_add_test(kernel_cifs unit
  SOURCES agent/kernel_cifs_test.cpp agent/modprobe_lines_test.cpp agent/cifs_sessions_test.cpp
    agent/mount_definition_test.cpp agent/mounts_stack_test.cpp
  DEPS gpseal::agent)
foreach(name autofs_master cifs_sessions modprobe_lines mount_definition pam_mount)
  gpseal_add_fuzzer(${name} SOURCE fuzz/${name}_fuzz.cpp DEPS gpseal::agent
    SEEDS ${CMAKE_CURRENT_SOURCE_DIR}/data/fuzz/${name})
  target_include_directories(fuzz_${name} PRIVATE support)
endforeach()
