// Which GPOs the collector looks for, and whose files it reads.

#include "directory_view.hpp"
#include "gpo_content.hpp"

#include <gpseal/policy/domain_result.hpp>

#include <set>

namespace gpseal::policy {

namespace {

/// Appends each name once.
class NameList {
public:
    void add(const DistinguishedName& dn)
    {
        if (seen_.insert(dn.key()).second) {
            names_.push_back(dn.text());
        }
    }
    [[nodiscard]] std::vector<std::string> names() && { return std::move(names_); }

private:
    std::set<std::string> seen_;
    std::vector<std::string> names_;
};

} // namespace

std::vector<std::string> linked_gpos(const DomainSnapshot& snapshot)
{
    const DirectoryView view(snapshot);
    NameList list;
    for (const auto& place : view.order.in_force) {
        list.add(view.link_at(place).gpo);
    }
    for (const auto& denied : view.order.denied) {
        list.add(view.link_at(denied.place).gpo);
    }
    return std::move(list).names();
}

std::vector<std::string> gpos_to_read(const DomainSnapshot& snapshot)
{
    const DirectoryView view(snapshot);
    NameList list;
    for (const auto& place : view.order.in_force) {
        const auto& dn = view.link_at(place).gpo;
        const auto* const gpo = view.gpos.find(dn);
        const auto verdict = judge_attributes(dn, gpo, view.domain.token);
        if (!verdict.denied || has_security_alone(verdict, gpo)) {
            list.add(dn);
        }
    }
    return std::move(list).names();
}

} // namespace gpseal::policy
