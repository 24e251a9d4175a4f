#pragma once

#include "adml_document.hpp"

#include <gpseal/admx/policy_catalog.hpp>

#include <vector>

namespace gpseal::admx {

/// What a finished catalogue keeps of its ADML files, for what is made on demand.
struct PolicyCatalog::Resources {
    std::vector<ResourcesFile> files;
    std::vector<std::vector<const AdmlContent*>> of_file; ///< by index of an ADMX file: its own, best language first
};

} // namespace gpseal::admx
