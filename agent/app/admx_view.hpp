#pragma once

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/base/diagnostics.hpp>

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <cstddef>
#include <string>
#include <vector>

namespace gpseal::app {

// How `gpseal admx` shows a catalogue: gpseal.admx/1 as JSON, and text for people. All text from files is made
// printable; lines are at most `width` columns wide where the names in them leave room for that (0: any width).

/// What a table of policies shows: with its registry value, or without.
struct PolicyRows {
    std::vector<const admx::PolicyDefinition*> policies; ///< never null
    bool has_registry = false;
};

/// One line a policy, or several where the width has no room for it. Names of policies are never broken.
[[nodiscard]] std::string policies_table(const admx::PolicyCatalog& catalog, const PolicyRows& rows, std::size_t width);

/// Every policy that counts, then every file with what it holds; those that `findings` says could not be read, too.
[[nodiscard]] std::string admx_table(const admx::PolicyCatalog& catalog, std::size_t width,
                                     const Diagnostics& findings = {});
[[nodiscard]] std::string admx_page(const admx::PolicyCatalog& catalog, const admx::PolicyDefinition& policy,
                                    std::size_t width);

/// The names of a policy's categories below Administrative Templates, outermost first: the same in every command.
[[nodiscard]] Poco::JSON::Array::Ptr category_path_json(const admx::PolicyCatalog& catalog,
                                                        const admx::PolicyDefinition& policy);

/// What every list has of a policy: name, namespace, class, category, category_path, display_name, key, value_name,
/// file.
[[nodiscard]] Poco::JSON::Object::Ptr admx_summary_json(const admx::PolicyCatalog& catalog,
                                                        const admx::PolicyDefinition& policy);
/// A document with its schema and no result yet.
[[nodiscard]] Poco::JSON::Object::Ptr admx_document_json(const std::string& schema = "gpseal.admx/1");
[[nodiscard]] Poco::JSON::Array::Ptr admx_findings_json(const Diagnostics& findings);
[[nodiscard]] Poco::JSON::Object::Ptr admx_list_json(const admx::PolicyCatalog& catalog, const Diagnostics& findings);
[[nodiscard]] Poco::JSON::Object::Ptr admx_show_json(const admx::PolicyCatalog& catalog,
                                                     const admx::PolicyDefinition& policy, const Diagnostics& findings);
/// Why a command has no result to show, for `error` in its JSON.
struct AdmxError {
    std::string code;
    std::string message;
    std::string where;
    std::string schema = "gpseal.admx/1"; ///< of the command that failed
};

/// An answer that is an error: only JSON goes to stdout with --json, whatever happened.
[[nodiscard]] Poco::JSON::Object::Ptr admx_error_json(const AdmxError& error, const Diagnostics& findings);

} // namespace gpseal::app
