#pragma once

#include "collect/directory.hpp"
#include "collect/sysvol.hpp"

#include <functional>
#include <string>
#include <utility>

namespace gpseal::agent {

/// A domain controller's directory of another domain; nullptr never. Asked for at most once a run and domain.
using DirectoryOf = std::function<Result<Directory*>(const std::string& domain)>;
using SysvolOf = std::function<Result<Sysvol*>(const std::string& domain)>;

/// The computer's own domain, and others where a name leads there: an organizational unit may link a GPO of any domain
/// that is trusted. The configuration partition is every domain's.
class ForestDirectory : public Directory {
public:
    ForestDirectory(Directory& own, std::string own_domain, DirectoryOf others)
        : own_(own), own_domain_(std::move(own_domain)), others_(std::move(others))
    {
    }
    [[nodiscard]] std::vector<DirectoryAnswer> search(const std::vector<DirectorySearch>& searches) override;

private:
    Directory& own_;
    std::string own_domain_;
    DirectoryOf others_;
};

/// The same for files: the first part of a path is the domain. Only the own domain's share makes the whole unreachable;
/// of another's, its files failed.
class ForestSysvol : public Sysvol {
public:
    ForestSysvol(Sysvol& own, std::string own_domain, SysvolOf others)
        : own_(own), own_domain_(std::move(own_domain)), others_(std::move(others))
    {
    }
    [[nodiscard]] SysvolAnswer read(const std::vector<std::string>& paths) override;

private:
    Sysvol& own_;
    std::string own_domain_;
    SysvolOf others_;
};

} // namespace gpseal::agent
