#include "service/held_mandate.hpp"

namespace gpseal::agent {

namespace {

constexpr std::string_view content = "gpseal.held-back/1\n";

} // namespace

bool HeldMandate::is_held() const
{
    const auto text = read_text(file_, content.size());
    return text && *text == content; // damaged is none: the tight side
}

Result<void> HeldMandate::set(bool held)
{
    if (held == is_held()) {
        return {};
    }
    if (!held) {
        return remove_file(file_);
    }
    auto made = make_folder(file_.parent_path(), 0700);
    return made ? replace_file(file_, content, {.mode = 0600, .refuse_foreign = true}) : made;
}

} // namespace gpseal::agent
