#include "collect/snapshot_store.hpp"

#include "service/sha256.hpp"
#include "service/timestamp.hpp"

#include <gpseal/agent/domain_snapshot_json.hpp>

#include <charconv>
#include <string>
#include <string_view>
#include <utility>

namespace gpseal::agent {

using policy::DomainSnapshot;

namespace {

/// First line: this, a space, and the SHA-256 of everything behind the line. Then a line "read TIME INDEX" for each GPO
/// whose files were read, "absent TIME INDEX" for each whose Registry.pol has been missing since, "template TIME INDEX"
/// for each whose GptTmpl.inf has, "known TIME INDEX" for each whose GptTmpl.inf was there and could not be read since,
/// a line "unread SIZE" where a list without files is kept, an empty line, the snapshot's JSON, and the list's JSON of
/// that size.
constexpr std::string_view schema = "gpseal.domain/1";
constexpr std::string_view read_mark = "read ";
constexpr std::string_view absent_mark = "absent ";
constexpr std::string_view template_mark = "template ";
constexpr std::string_view known_mark = "known ";
constexpr std::string_view unread_mark = "unread ";
constexpr mode_t private_file = 0600;
constexpr mode_t private_folder = 0700;

std::string body_of(const KeptSnapshot& kept)
{
    std::string text;
    const auto& gpos = kept.snapshot.gpos;
    for (std::size_t i = 0; i < gpos.size(); ++i) {
        for (const auto& [mark, times] : {std::pair(read_mark, &kept.read_at),
                                          {absent_mark, &kept.absent_since},
                                          {template_mark, &kept.template_absent_since},
                                          {known_mark, &kept.template_known}}) {
            if (const auto at = times->find(gpos[i].dn); at != times->end()) {
                text.append(mark).append(format_time(at->second)).append(" ").append(std::to_string(i)).append("\n");
            }
        }
    }
    const auto unread = kept.unread ? to_json(*kept.unread) : std::string();
    if (!unread.empty()) {
        text.append(unread_mark).append(std::to_string(unread.size())).append("\n");
    }
    return text.append("\n").append(to_json(kept.snapshot)).append(unread);
}

std::string first_line(std::string_view body)
{
    return std::string(schema) + " " + sha256_hex(body) + "\n";
}

/// The text up to the next line feed, which is taken off.
std::string_view take_line(std::string_view& text)
{
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

std::optional<std::size_t> number_of(std::string_view text)
{
    std::size_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = problem == std::errc{} && end == text.data() + text.size();
    return whole ? std::optional(number) : std::nullopt;
}

/// "read TIME INDEX", "absent TIME INDEX" or "template TIME INDEX"
bool read_line(std::string_view line, KeptSnapshot& kept)
{
    const auto space = line.rfind(' ');
    const auto [mark, times] = line.starts_with(absent_mark)     ? std::pair(absent_mark, &kept.absent_since)
                               : line.starts_with(template_mark) ? std::pair(template_mark, &kept.template_absent_since)
                               : line.starts_with(known_mark)    ? std::pair(known_mark, &kept.template_known)
                                                                 : std::pair(read_mark, &kept.read_at);
    if (!line.starts_with(mark) || space < mark.size()) {
        return false;
    }
    const auto at = parse_time(std::string(line.substr(mark.size(), space - mark.size())));
    const auto index = number_of(line.substr(space + 1));
    if (!at || !index || *index >= kept.snapshot.gpos.size()) {
        return false;
    }
    (*times)[kept.snapshot.gpos[*index].dn] = *at;
    return true;
}

Result<KeptSnapshot> parse(std::string_view text, const std::string& origin)
{
    const auto first = take_line(text);
    if (std::string(first) + "\n" != first_line(text)) {
        return fail(Errc::malformed, "was changed, or is not whole: its checksum does not fit", origin);
    }
    std::vector<std::string_view> lines;
    for (auto line = take_line(text); !line.empty(); line = take_line(text)) {
        lines.push_back(line);
    }
    std::optional<DomainSnapshot> unread;
    if (!lines.empty() && lines.back().starts_with(unread_mark)) {
        const auto size = number_of(lines.back().substr(unread_mark.size()));
        lines.pop_back();
        if (!size || *size > text.size()) {
            return fail(Errc::malformed, "is not a file of ours", origin);
        }
        auto list = snapshot_from_json(text.substr(text.size() - *size), origin);
        if (!list) {
            return fail(list.error());
        }
        unread = *std::move(list);
        text.remove_suffix(*size);
    }
    auto snapshot = snapshot_from_json(text, origin);
    if (!snapshot) {
        return fail(snapshot.error());
    }
    KeptSnapshot kept{.snapshot = *std::move(snapshot), .read_at = {}};
    kept.unread = std::move(unread);
    for (const auto line : lines) {
        if (!read_line(line, kept)) {
            return fail(Errc::malformed, "is not a file of ours", origin);
        }
    }
    return kept;
}

} // namespace

Result<std::optional<KeptSnapshot>> SnapshotStore::load() const
{
    const auto text = read_text(file_, max_snapshot_size);
    if (!text && text.error().code == Errc::not_found) {
        return std::optional<KeptSnapshot>{};
    }
    if (!text) {
        return fail(text.error());
    }
    auto kept = parse(*text, file_.string());
    if (!kept) {
        return fail(kept.error().code, kept.error().message + "; run gpseal refresh", kept.error().where);
    }
    return std::optional(*std::move(kept));
}

Result<void> SnapshotStore::save(const KeptSnapshot& kept)
{
    if (auto made = make_folder(file_.parent_path(), private_folder); !made) {
        return made;
    }
    const auto body = body_of(kept);
    if (body.size() > max_snapshot_size) {
        return fail(Errc::limit_exceeded, "what the domain holds is too large to keep", file_.string());
    }
    return replace_file(file_, first_line(body) + body, {.mode = private_file});
}

Result<std::optional<KeptSnapshot>> latest_snapshot(const RootedPaths& paths)
{
    auto own = SnapshotStore(paths).load();
    auto fetched = SnapshotStore(RootedPaths(paths.fetch_state(), paths.run())).load();
    if (!fetched || !*fetched) {
        return own && !*own ? fetched : own;
    }
    const bool newer = !own || !*own || (*own)->snapshot.taken_at < (*fetched)->snapshot.taken_at;
    return newer ? fetched : own;
}

} // namespace gpseal::agent
