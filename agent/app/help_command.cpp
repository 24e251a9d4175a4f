#include "config_help.hpp"
#include "error_output.hpp"
#include "help.hpp"
#include "service_help.hpp"

#include <gpseal/base/nearest.hpp>
#include <gpseal/base/utf.hpp>

#include <ostream>

namespace gpseal::app {

namespace {

/// What `help` was asked about.
struct Topic {
    const CommandSpec* command = nullptr;
    std::string group;
    bool service = false; ///< gpseald
    bool config = false;  ///< gpseal.conf
};

Result<Topic> topic_of(const Invocation& call)
{
    if (call.options.count("command") == 0) {
        return Topic{};
    }
    const auto& given = call.options["command"].as<std::vector<std::string>>();
    const std::vector<std::string_view> words(given.begin(), given.end());
    if (const auto* command = find_command(words)) {
        return Topic{command, {}};
    }
    if (words.size() == 1 && !commands_of_group(words.front()).empty()) {
        return Topic{nullptr, given.front()};
    }
    if (words.size() == 1 && words.front() == "gpseald") {
        return Topic{nullptr, {}, true};
    }
    if (words.size() == 1 && words.front() == "gpseal.conf") {
        return Topic{.group = {}, .config = true};
    }
    std::string name;
    for (const auto& word : given) {
        name += (name.empty() ? "" : " ") + word;
    }
    const auto known = first_words();
    const auto near = nearest(words.front(), known);
    return fail(Errc::usage, "there is no command '" + printable(name) + "'" +
                                 (near ? "; did you mean '" + std::string(*near) + "'?" : "; gpseal help lists them"));
}

std::string service_page(const std::string& format)
{
    return format == "text"   ? service_help()
           : format == "man"  ? service_man_page()
           : format == "bash" ? service_bash_completion()
           : format == "zsh"  ? service_zsh_completion()
                              : service_fish_completion();
}

std::string text_of(const Topic& topic)
{
    if (topic.command != nullptr) {
        return help_text(*topic.command);
    }
    return topic.group.empty() ? overview_text() : group_text(topic.group);
}

Result<std::string> page_for(const Topic& topic, const std::string& format)
{
    if (topic.service) {
        return service_page(format);
    }
    if (topic.config && (format == "text" || format == "man")) {
        return format == "man" ? config_man_page() : config_help();
    }
    if (format == "text") {
        return text_of(topic);
    }
    if (format == "man" && topic.group.empty()) {
        return man_page(topic.command);
    }
    if (topic.command != nullptr || !topic.group.empty() || topic.config) {
        return fail(Errc::usage, "the format '" + format + "' cannot be made for this topic alone");
    }
    return format == "bash" ? bash_completion() : format == "zsh" ? zsh_completion() : fish_completion();
}

} // namespace

int run_help(const Invocation& call)
{
    constexpr std::string_view schema = "gpseal.error/1";
    if (call.globals.json) {
        return report_failure(call, schema, {Errc::usage, "help has no JSON form", {}});
    }
    const auto topic = topic_of(call);
    if (!topic) {
        return report_failure(call, schema, topic.error());
    }
    const auto page =
        page_for(*topic, call.options.count("format") == 0 ? "text" : call.options["format"].as<std::string>());
    if (!page) {
        return report_failure(call, schema, page.error());
    }
    call.out << *page;
    return agent::number_of(agent::ExitCode::ok);
}

} // namespace gpseal::app
