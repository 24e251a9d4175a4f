# The domain in namespaces (tests/lab/run): its tests need root, namespaces and the packages of group `test`.
function(gpseal_add_lab_test name script) # and what the script is told beside
  add_test(NAME ${name} COMMAND ${CMAKE_CURRENT_LIST_DIR}/run ${CMAKE_CURRENT_LIST_DIR}/${script}
    $<TARGET_FILE:gpseal> $<TARGET_FILE:make_pol> ${ARGN})
  set_tests_properties(${name} PROPERTIES LABELS e2e TIMEOUT 900 SKIP_RETURN_CODE 77)
endfunction()

gpseal_add_lab_test(e2e.domain domain_test.sh)

# A second domain behind it.
gpseal_add_lab_test(e2e.other_domain other_domain_test.sh)

# Two domain controllers that do not agree, and a file that is too large.
gpseal_add_lab_test(e2e.domain_failover failover_test.sh)

# SYSVOL that lags behind the directory.
gpseal_add_lab_test(e2e.domain_lag lag_test.sh)

# The same domain under attack.
gpseal_add_lab_test(e2e.domain_mitm mitm_test.sh)

# A computer of the domain that poses as its controller.
gpseal_add_lab_test(e2e.domain_impostor impostor_test.sh)

# The same, cut off in the middle of what it says; `all` in place of the seconds: after every byte.
gpseal_add_lab_test(e2e.domain_cut cut_test.sh 50)

# A domain controller that cannot encrypt.
gpseal_add_lab_test(e2e.preflight preflight_test.sh)

# The service in that domain.
gpseal_add_lab_test(e2e.domain_service service_test.sh)

# The same as systemd runs it, each part in its unit.
gpseal_add_lab_test(e2e.domain_units units_test.sh)

# A member whose clock is wrong.
gpseal_add_lab_test(e2e.domain_clock clock_test.sh)

# Domain users that log on there through winbindd.
gpseal_add_lab_test(e2e.domain_logon logon_test.sh)

# What doctor says of a domain controller that cannot be reached.
gpseal_add_lab_test(e2e.domain_doctor doctor_test.sh)
