# The domain in namespaces (tests/lab/run): its tests need root, namespaces and the packages of group `test`.
add_test(NAME e2e.domain COMMAND ${CMAKE_CURRENT_LIST_DIR}/run ${CMAKE_CURRENT_LIST_DIR}/domain_test.sh
  $<TARGET_FILE:gpseal> $<TARGET_FILE:make_pol>)
set_tests_properties(e2e.domain PROPERTIES LABELS e2e TIMEOUT 900 SKIP_RETURN_CODE 77)

# A second domain behind it.
add_test(NAME e2e.other_domain COMMAND ${CMAKE_CURRENT_LIST_DIR}/run ${CMAKE_CURRENT_LIST_DIR}/other_domain_test.sh
  $<TARGET_FILE:gpseal> $<TARGET_FILE:make_pol>)
set_tests_properties(e2e.other_domain PROPERTIES LABELS e2e TIMEOUT 900 SKIP_RETURN_CODE 77)

# The same domain under attack.
add_test(NAME e2e.domain_mitm COMMAND ${CMAKE_CURRENT_LIST_DIR}/run ${CMAKE_CURRENT_LIST_DIR}/mitm_test.sh
  $<TARGET_FILE:gpseal> $<TARGET_FILE:make_pol>)
set_tests_properties(e2e.domain_mitm PROPERTIES LABELS e2e TIMEOUT 900 SKIP_RETURN_CODE 77)

# The same, cut off in the middle of what it says; `all` in place of the seconds: after every byte.
add_test(NAME e2e.domain_cut COMMAND ${CMAKE_CURRENT_LIST_DIR}/run ${CMAKE_CURRENT_LIST_DIR}/cut_test.sh
  $<TARGET_FILE:gpseal> $<TARGET_FILE:make_pol> 50)
set_tests_properties(e2e.domain_cut PROPERTIES LABELS e2e TIMEOUT 900 SKIP_RETURN_CODE 77)

# A domain controller that cannot encrypt.
add_test(NAME e2e.preflight COMMAND ${CMAKE_CURRENT_LIST_DIR}/run ${CMAKE_CURRENT_LIST_DIR}/preflight_test.sh
  $<TARGET_FILE:gpseal> $<TARGET_FILE:make_pol>)
set_tests_properties(e2e.preflight PROPERTIES LABELS e2e TIMEOUT 900 SKIP_RETURN_CODE 77)

# The service in that domain.
add_test(NAME e2e.domain_service COMMAND ${CMAKE_CURRENT_LIST_DIR}/run ${CMAKE_CURRENT_LIST_DIR}/service_test.sh
  $<TARGET_FILE:gpseal> $<TARGET_FILE:make_pol>)
set_tests_properties(e2e.domain_service PROPERTIES LABELS e2e TIMEOUT 900 SKIP_RETURN_CODE 77)

# The same as systemd runs it, each part in its unit.
add_test(NAME e2e.domain_units COMMAND ${CMAKE_CURRENT_LIST_DIR}/run ${CMAKE_CURRENT_LIST_DIR}/units_test.sh
  $<TARGET_FILE:gpseal> $<TARGET_FILE:make_pol>)
set_tests_properties(e2e.domain_units PROPERTIES LABELS e2e TIMEOUT 900 SKIP_RETURN_CODE 77)

# A member whose clock is wrong.
add_test(NAME e2e.domain_clock COMMAND ${CMAKE_CURRENT_LIST_DIR}/run ${CMAKE_CURRENT_LIST_DIR}/clock_test.sh
  $<TARGET_FILE:gpseal> $<TARGET_FILE:make_pol>)
set_tests_properties(e2e.domain_clock PROPERTIES LABELS e2e TIMEOUT 900 SKIP_RETURN_CODE 77)

# Domain users that log on there through winbindd.
add_test(NAME e2e.domain_logon COMMAND ${CMAKE_CURRENT_LIST_DIR}/run ${CMAKE_CURRENT_LIST_DIR}/logon_test.sh
  $<TARGET_FILE:gpseal> $<TARGET_FILE:make_pol>)
set_tests_properties(e2e.domain_logon PROPERTIES LABELS e2e TIMEOUT 900 SKIP_RETURN_CODE 77)
