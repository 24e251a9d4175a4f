#include "exchange/formats.hpp"
#include "exchange/reg_file_names.hpp"
#include "exchange/reg_value_parser.hpp"

#include <array>

namespace gpseal::policy::exchange {

namespace {

struct Root {
    std::string_view name;
    PolicyScope scope;
};
constexpr std::array roots{
    Root{reg_machine_root, PolicyScope::computer},
    Root{reg_user_root, PolicyScope::user},
    Root{"HKLM", PolicyScope::computer},
    Root{"HKCU", PolicyScope::user},
};

/// The scope and the key of "ROOT\KEY"; the key is empty for the root alone.
struct KeyPath {
    SettingGroup group;
    std::string_view key;
};

std::optional<KeyPath> split(std::string_view path)
{
    const auto end = path.find('\\');
    for (const auto& [name, scope] : roots) {
        if (equals_icase(path.substr(0, end), name)) {
            return KeyPath{{.scope = scope}, end == std::string_view::npos ? "" : path.substr(end + 1)};
        }
    }
    return std::nullopt;
}

/// Goes through the lines with the section they stand in. The first failure sticks.
class RegFileReader {
public:
    RegFileReader(std::string_view text, std::string_view origin) : origin_(origin), lines_(text), document_(origin) {}

    Result<SourceDocument> read() &&
    {
        read_signature();
        while (!error_) {
            const auto line = lines_.next();
            if (!line) {
                break;
            }
            read_line(trimmed(*line));
        }
        close_section();
        return error_ ? Result<SourceDocument>(tl::unexpect, *std::move(error_)) : std::move(document_);
    }

private:
    void fail(std::string problem)
    {
        if (!error_) {
            error_ = error_at(origin_, std::max<std::size_t>(lines_.number(), 1), std::move(problem));
        }
    }

    void add(const SettingGroup& group, RegistryEntry entry)
    {
        if (auto added = document_.add(group, std::move(entry)); !added && !error_) {
            error_ = added.error();
        }
    }

    void read_signature()
    {
        const auto line = lines_.next().value_or("");
        if (equals_icase(trimmed(line), "REGEDIT4")) {
            fail("REGEDIT4 files have their texts in a code page that they do not name; export it as version 5.00");
        } else if (trimmed(line) != reg_signature) {
            fail("the first line must be: " + std::string(reg_signature));
        }
    }

    void read_line(std::string_view line)
    {
        if (line.empty() || line.front() == ';') {
            return;
        }
        if (has_control(line, "\t")) {
            fail("a control character stands in the line");
        } else if (line.front() == '[') {
            read_section(line);
        } else {
            read_value(line);
        }
    }

    void read_section(std::string_view line)
    {
        close_section();
        const auto end = line.rfind(']');
        const bool is_deletion = line.starts_with("[-");
        const auto begin = is_deletion ? std::size_t{2} : std::size_t{1};
        if (end == std::string_view::npos || end < begin || !is_end_of_line(line.substr(end + 1))) {
            return fail("a key must stand between [ and ] in one line");
        }
        section_ = split(line.substr(begin, end - begin));
        if (!section_) {
            return fail("the key must lie below HKEY_LOCAL_MACHINE or HKEY_CURRENT_USER, where a registry.pol reaches");
        }
        is_deleted_ = is_deletion;
        is_bare_ = !is_deletion && !section_->key.empty();
        if (is_deletion) {
            delete_key();
        }
    }

    static bool is_end_of_line(std::string_view rest)
    {
        const auto text = trimmed(rest);
        return text.empty() || text.front() == ';';
    }

    /// A key without values is there to be created.
    void close_section()
    {
        if (section_ && is_bare_ && !error_) {
            add(section_->group, make_entry(section_->key, {}, RegistryType::none, {}));
        }
        is_bare_ = false;
    }

    /// registry.pol names the deleted key in the data of a directive on its parent.
    void delete_key()
    {
        const auto key = section_->key;
        const auto cut = key.rfind('\\');
        if (cut == std::string_view::npos || cut == 0 || cut + 1 == key.size()) {
            return fail("a deleted key must have a parent below the root, for registry.pol names both");
        }
        const auto child = key.substr(cut + 1);
        if (child.find(';') != std::string_view::npos) {
            return fail("a deleted key cannot have ; in its name, it parts keys in a registry.pol");
        }
        add(section_->group, make_entry(key.substr(0, cut), reg_delete_keys, RegistryType::sz, sz_data(child)));
    }

    void read_value(std::string_view line)
    {
        RegValueParser parser(line, lines_);
        const auto name = parser.name();
        auto value = parser.value();
        if (!parser.problem().empty()) {
            return fail(parser.problem());
        }
        if (!section_ || section_->key.empty() || is_deleted_) {
            return fail("a value must stand below a [KEY] that is not deleted");
        }
        if (name.starts_with(reg_directive_marker)) {
            return fail("a value name cannot begin with **; write \"name\"=- to delete a value");
        }
        is_bare_ = false;
        if (value.is_deletion) {
            add(section_->group,
                make_entry(section_->key, std::string(reg_delete_value) + name, RegistryType::sz, sz_data(" ")));
        } else {
            add(section_->group, make_entry(section_->key, name, value.type, std::move(value.data)));
        }
    }

    std::string_view origin_;
    LineReader lines_;
    SourceDocument document_;
    std::optional<KeyPath> section_;
    bool is_bare_ = false; ///< the section had no value yet
    bool is_deleted_ = false;
    std::optional<Error> error_;
};

} // namespace

Result<SourceDocument> read_reg_file(std::string_view text, std::string_view origin)
{
    return RegFileReader(text, origin).read();
}

} // namespace gpseal::policy::exchange
