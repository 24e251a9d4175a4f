# ADMX
# The corpus of real files is not committed: a test that reads it brings its own main(), which exits 77 without it.
set(GPSEAL_DEFAULT_CORPUS "${PROJECT_SOURCE_DIR}/../shared/corpus")
gpseal_add_test(admx corpus
  SOURCES
    admx/comments_corpus_test.cpp
    admx/corpus_test.cpp
    admx/lanman_workstation_corpus_test.cpp
  DEPS gpseal::admx Poco::JSON
  TIMEOUT 600)
target_compile_definitions(test_corpus_admx PRIVATE GPSEAL_DEFAULT_CORPUS="${GPSEAL_DEFAULT_CORPUS}")
gpseal_add_test(admx unit
  SOURCES
    admx/catalog_test.cpp
    admx/comments_test.cpp
    admx/definitions_test.cpp
    admx/documents_test.cpp
    admx/encodings_test.cpp
    admx/search_test.cpp
    admx/lint_states_test.cpp
    admx/lint_test.cpp
    admx/presentation_test.cpp
    admx/supported_on_test.cpp
    admx/xml_test.cpp
  DEPS gpseal::admx)
gpseal_add_fuzzer(admx
  SOURCE fuzz/admx_fuzz.cpp
  DEPS gpseal::admx
  SEEDS ${CMAKE_CURRENT_SOURCE_DIR}/data/admx ${CMAKE_CURRENT_SOURCE_DIR}/data/fuzz/admx)
gpseal_add_fuzzer(adml
  SOURCE fuzz/adml_fuzz.cpp
  DEPS gpseal::admx
  SEEDS ${CMAKE_CURRENT_SOURCE_DIR}/data/admx ${CMAKE_CURRENT_SOURCE_DIR}/data/fuzz/adml)

gpseal_add_fuzzer(cmtx
  SOURCE fuzz/cmtx_fuzz.cpp
  DEPS gpseal::admx
  SEEDS ${CMAKE_CURRENT_SOURCE_DIR}/data/cmtx)

gpseal_add_test(gpreport corpus
  SOURCES policy-engine/gpreport_corpus_test.cpp
  DEPS gpseal::policy Poco::JSON
  TIMEOUT 600)
gpseal_add_test(policy_edit corpus
  SOURCES policy-engine/policy_edit_corpus_test.cpp
  DEPS gpseal::policy Poco::JSON
  TIMEOUT 600)
foreach(name gpreport policy_edit)
  target_compile_definitions(test_corpus_${name} PRIVATE GPSEAL_DEFAULT_CORPUS="${GPSEAL_DEFAULT_CORPUS}")
endforeach()

gpseal_add_fuzzer(xml
  SOURCE fuzz/xml_fuzz.cpp
  DEPS gpseal::admx pugixml::pugixml
  SEEDS ${CMAKE_CURRENT_SOURCE_DIR}/data/xml)

gpseal_add_test(admx_folder unit
  SOURCES agent/admx_folder_test.cpp
  DEPS gpseal::agent gpseal::admx)
gpseal_add_test(admx_commands unit
  SOURCES agent/admx_commands_test.cpp
  DEPS gpseal::app gpseal::admx Poco::JSON)
