#include "report/report_store.hpp"

namespace gpseal::agent {

namespace {

constexpr std::size_t max_report_size = std::size_t{16} << 20;

std::filesystem::path report_path(const RootedPaths& paths)
{
    return paths.state() / "report.json";
}

} // namespace

Result<std::optional<ComplianceReport>> load_report(const RootedPaths& paths)
{
    const auto path = report_path(paths);
    const auto text = read_text(path, max_report_size);
    if (!text && text.error().code == Errc::not_found) {
        return std::optional<ComplianceReport>{};
    }
    if (!text) {
        return fail(text.error());
    }
    auto report = report_from_json(*text, path.string());
    if (!report) {
        return fail(report.error().code, report.error().message + "; run gpseal refresh", report.error().where);
    }
    return std::optional(*std::move(report));
}

Result<void> save_report(const RootedPaths& paths, const ComplianceReport& report)
{
    const auto text = to_json(report);
    auto saved = make_folder(paths.state(), 0700);
    if (saved && text.size() > max_report_size) {
        saved = fail(Errc::limit_exceeded, "would be larger than a report may be", report_path(paths));
    }
    if (saved) {
        saved = replace_file(report_path(paths), text, {.mode = 0600});
    }
    if (!saved) {
        (void)remove_file(report_path(paths));
    }
    return saved;
}

Result<void> begin_report(const RootedPaths& paths, ComplianceReport report, std::string why)
{
    report.policy.decision.mandate.reset();
    report.verdict = {.result = ComplianceResult::unknown, .reasons = {std::move(why)}};
    return save_report(paths, report);
}

} // namespace gpseal::agent
