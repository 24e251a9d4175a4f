# Policy engine
gpseal_add_test(policy unit
  SOURCES policy-engine/registry_policy_file_test.cpp policy-engine/encryption_mandate_test.cpp
    policy-engine/effect_change_test.cpp
    policy-engine/registry_image_test.cpp policy-engine/policy_state_test.cpp policy-engine/policy_edit_test.cpp
    policy-engine/policy_edit_broken_test.cpp policy-engine/policy_edit_shared_test.cpp
    policy-engine/policy_edit_foreign_test.cpp policy-engine/policy_edit_property_test.cpp
    policy-engine/workstation_policies_test.cpp policy-engine/security_template_test.cpp
  DEPS gpseal::policy)
gpseal_add_test(exchange unit
  SOURCES
    policy-engine/exchange_json_test.cpp
    policy-engine/exchange_lgpo_test.cpp
    policy-engine/exchange_policy_rules_test.cpp
    policy-engine/exchange_reg_test.cpp
    policy-engine/exchange_test.cpp
  DEPS gpseal::policy)
gpseal_add_fuzzer(registry_policy SOURCE fuzz/registry_policy_fuzz.cpp DEPS gpseal::policy
  SEEDS ${CMAKE_CURRENT_SOURCE_DIR}/data/registry-pol ${CMAKE_CURRENT_SOURCE_DIR}/data/fuzz/registry_policy)
gpseal_add_fuzzer(policy_edit SOURCE fuzz/policy_edit_fuzz.cpp DEPS gpseal::policy
  SEEDS ${CMAKE_CURRENT_SOURCE_DIR}/data/fuzz/policy_edit)
target_compile_definitions(fuzz_policy_edit PRIVATE GPSEAL_EDITING="${CMAKE_CURRENT_SOURCE_DIR}/data/editing")
foreach(name lgpo_text reg_file policy_rules pol_json)
  gpseal_add_fuzzer(${name} SOURCE fuzz/${name}_fuzz.cpp DEPS gpseal::policy
    SEEDS ${CMAKE_CURRENT_SOURCE_DIR}/data/exchange/${name} ${CMAKE_CURRENT_SOURCE_DIR}/data/fuzz/${name})
endforeach()

find_package(Poco REQUIRED COMPONENTS Foundation JSON)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
foreach(name fixtures corpus)
  add_executable(test_policy_${name} policy-engine/${name}_test.cpp)
  target_include_directories(test_policy_${name} PRIVATE support)
  target_link_libraries(test_policy_${name} PRIVATE gpseal::policy Poco::Foundation Poco::JSON gpseal::flags)
  add_test(NAME ${name}.registry_policy COMMAND test_policy_${name})
  set_tests_properties(${name}.registry_policy PROPERTIES LABELS ${name} TIMEOUT 600 SKIP_RETURN_CODE 77
    ENVIRONMENT "GPSEAL_TEST_DATA=${CMAKE_CURRENT_SOURCE_DIR}/data")
endforeach()
add_executable(test_exchange_corpus policy-engine/exchange_corpus_test.cpp)
target_include_directories(test_exchange_corpus PRIVATE support)
target_link_libraries(test_exchange_corpus PRIVATE gpseal::policy Poco::Foundation Poco::JSON gpseal::flags)
add_test(NAME corpus.exchange COMMAND test_exchange_corpus)
set_tests_properties(corpus.exchange PROPERTIES LABELS corpus TIMEOUT 600 SKIP_RETURN_CODE 77
  ENVIRONMENT "GPSEAL_TEST_DATA=${CMAKE_CURRENT_SOURCE_DIR}/data")
add_executable(test_gpo_links_fixtures policy-engine/gpo_links_fixtures_test.cpp)
target_include_directories(test_gpo_links_fixtures PRIVATE support)
target_link_libraries(test_gpo_links_fixtures PRIVATE gpseal::policy Poco::Foundation Poco::JSON gpseal::flags)
add_test(NAME fixtures.gpo_links COMMAND test_gpo_links_fixtures)
set_tests_properties(fixtures.gpo_links PROPERTIES LABELS fixtures TIMEOUT 300
  ENVIRONMENT "GPSEAL_TEST_DATA=${CMAKE_CURRENT_SOURCE_DIR}/data")
add_test(NAME fixtures.mutants_made COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/data/mutants/mutants.py
  --seed 1 --out ${CMAKE_CURRENT_BINARY_DIR}/mutants)
add_test(NAME fixtures.mutants COMMAND test_policy_fixtures ${CMAKE_CURRENT_BINARY_DIR}/mutants)
set_tests_properties(fixtures.mutants_made PROPERTIES LABELS fixtures TIMEOUT 600 FIXTURES_SETUP mutants)
set_tests_properties(fixtures.mutants PROPERTIES LABELS fixtures TIMEOUT 600 FIXTURES_REQUIRED mutants)

# The domain: links, filters, precedence
gpseal_add_test(domain unit
  SOURCES
    policy-engine/distinguished_name_test.cpp
    policy-engine/domain_doubts_test.cpp
    policy-engine/wmi_doubt_test.cpp
    policy-engine/wmi_filter_test.cpp
    policy-engine/domain_failures_test.cpp
    policy-engine/domain_resolution_test.cpp
    policy-engine/access_check_test.cpp
    policy-engine/extension_names_test.cpp
    policy-engine/gp_link_test.cpp
    policy-engine/gpo_precedence_test.cpp
    policy-engine/gpt_ini_test.cpp
    policy-engine/hardened_paths_test.cpp
    policy-engine/refresh_schedule_test.cpp
    policy-engine/security_descriptor_test.cpp
    policy-engine/sysvol_path_test.cpp
  DEPS gpseal::policy)
foreach(name dn gp_link security_descriptor security_template)
  gpseal_add_fuzzer(${name} SOURCE fuzz/${name}_fuzz.cpp DEPS gpseal::policy
    SEEDS ${CMAKE_CURRENT_SOURCE_DIR}/data/fuzz/${name})
endforeach()
gpseal_add_fuzzer(gpt_ini SOURCE fuzz/gpt_ini_fuzz.cpp DEPS gpseal::policy
  SEEDS ${CMAKE_CURRENT_SOURCE_DIR}/data/ini ${CMAKE_CURRENT_SOURCE_DIR}/data/fuzz/ini_document
    ${CMAKE_CURRENT_SOURCE_DIR}/data/fuzz/gpt_ini)
