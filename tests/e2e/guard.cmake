# The guard: its tests outside C++ drive it through guard_tool, in network namespaces of their own.
add_executable(guard_tool ${CMAKE_CURRENT_LIST_DIR}/guard_tool.cpp)
target_include_directories(guard_tool PRIVATE ${PROJECT_SOURCE_DIR}/agent/src)
target_link_libraries(guard_tool PRIVATE gpseal::agent gpseal::flags)
gpseal_add_test(guard unit
  SOURCES agent/guard_ruleset_test.cpp
          agent/guard_state_test.cpp agent/guard_table_test.cpp agent/guard_record_test.cpp
  DEPS gpseal::agent)

add_executable(guard_stack_e2e ${CMAKE_CURRENT_LIST_DIR}/guard_stack_test.cpp ${CMAKE_CURRENT_LIST_DIR}/canary_test.cpp)
target_include_directories(guard_stack_e2e PRIVATE ${PROJECT_SOURCE_DIR}/agent/src)
target_link_libraries(guard_stack_e2e PRIVATE gpseal_test_main gpseal::agent)
add_test(NAME e2e.guard_stack
  COMMAND ${CMAKE_CURRENT_LIST_DIR}/in_namespace.sh $<TARGET_FILE:guard_stack_e2e>)
add_test(NAME e2e.guard_wire
  COMMAND ${CMAKE_CURRENT_LIST_DIR}/in_namespace.sh
          /usr/bin/python3 ${CMAKE_CURRENT_LIST_DIR}/guard_wire.py $<TARGET_FILE:guard_tool>)
add_test(NAME e2e.guard_clients
  COMMAND ${CMAKE_CURRENT_LIST_DIR}/in_namespace.sh
          ${CMAKE_CURRENT_LIST_DIR}/guard_clients.sh $<TARGET_FILE:guard_tool>)
add_test(NAME e2e.guard_forward
  COMMAND ${CMAKE_CURRENT_LIST_DIR}/in_namespace.sh
          ${CMAKE_CURRENT_LIST_DIR}/guard_forward.sh $<TARGET_FILE:gpseal> $<TARGET_FILE:make_pol>)
add_test(NAME e2e.truth_table
  COMMAND ${CMAKE_CURRENT_LIST_DIR}/truth_table.sh $<TARGET_FILE:gpseal> $<TARGET_FILE:make_pol>)
set_tests_properties(e2e.guard_stack e2e.guard_wire e2e.guard_clients e2e.guard_forward e2e.truth_table PROPERTIES
  LABELS e2e TIMEOUT 600 SKIP_RETURN_CODE 77)
