#pragma once

#include "command.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/agent/exit_code.hpp>
#include <gpseal/base/diagnostics.hpp>

#include <tl/expected.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace gpseal::app {

/// A command's failure as it is told: the sentence, the exit code, and what was found on the way.
struct TemplateFailure {
    agent::ExitCode exit_code = agent::ExitCode::malformed;
    std::string code; ///< for scripts: "nothing_loaded"
    std::string message;
    std::string where;
    Diagnostics findings;
};

/// The catalogue, and everything worth saying about its files.
struct LoadedTemplates {
    admx::PolicyCatalog catalog;
    Diagnostics findings;
};

/// Loads the folders that the option (`dir`, `admx`) names, or the installed templates, in the language of --lang. A
/// folder that cannot be read, and folders of which no file could be loaded, are failures. With the name of a policy in
/// `about` other policies may lack their texts.
[[nodiscard]] tl::expected<LoadedTemplates, TemplateFailure> load_templates(const Invocation& call, const char* option,
                                                                            std::string_view about = {});

/// The one policy that a name means; of several, the one that `side` (machine or user) has. None, or still several:
/// the failure names the nearest ones, or all of them.
[[nodiscard]] tl::expected<const admx::PolicyDefinition*, TemplateFailure>
find_one_policy(const admx::PolicyCatalog& catalog, const std::string& name,
                std::optional<admx::PolicyClass> side = std::nullopt);

/// The findings on `err`, as many as one likes to read; none with --quiet or --json, which carries them itself.
void warn(const Invocation& call, const Diagnostics& findings);

/// Only the errors among them: where templates are read to name things, a name may be missing for it.
void warn_of_errors(const Invocation& call, const Diagnostics& findings);

/// The failure as one sentence on `err`; with --json also `{"schema":…,"error":…,"findings":…}` on `out`.
int tell(const Invocation& call, const TemplateFailure& failure, std::string_view schema = "gpseal.admx/1");

} // namespace gpseal::app
