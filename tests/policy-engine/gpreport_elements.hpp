#pragma once

#include "gpreport_corpus.hpp"

#include <gpseal/admx/presentation.hpp>

#include <iostream>

// Element values of a report beside ours.
namespace gpseal::tests {

/// An element as a report writes it: its state, and its value as lines.
struct ElementLines {
    std::string state;
    std::vector<std::string> lines;

    bool operator==(const ElementLines&) const = default;
};

inline std::string in_one_line(const ElementLines& element)
{
    auto text = element.state;
    for (const auto& line : element.lines) {
        text += " | " + line;
    }
    return printable(text);
}

inline ElementLines reported(const Object& element)
{
    ElementLines lines{.state = element.getValue<std::string>("state")};
    if (element.has("value")) {
        lines.lines.push_back(trimmed(element.getValue<std::string>("value")));
    }
    const auto values = element.getArray("values");
    for (unsigned i = 0; !values.isNull() && i < values->size(); ++i) {
        if (const auto pair = values->getObject(i)) {
            lines.lines.push_back(trimmed(pair->optValue<std::string>("Name", "")));
            if (pair->has("Data")) {
                lines.lines.back() += "=" + trimmed(pair->getValue<std::string>("Data"));
            }
        } else {
            lines.lines.push_back(trimmed(values->getElement<std::string>(i)));
        }
    }
    while (!lines.lines.empty() && lines.lines.back().empty()) {
        lines.lines.pop_back();
    }
    return lines;
}

/// A value in the report's words.
class ReportWriter {
public:
    explicit ReportWriter(const admx::PolicyElement& element) : element_(element) {}

    ElementLines operator()(std::monostate) const { return {"NotConfigured", {}}; }
    ElementLines operator()(bool checked) const { return {checked ? "Enabled" : "Disabled", {}}; }
    ElementLines operator()(std::uint64_t number) const { return {"Enabled", {std::to_string(number)}}; }
    ElementLines operator()(const std::string& text) const
    {
        const auto line = trimmed(text);
        return line.empty() ? ElementLines{"Enabled", {}} : ElementLines{"Enabled", {line}};
    }
    ElementLines operator()(const std::vector<std::string>& texts) const
    {
        ElementLines lines{"Enabled", {}};
        for (const auto& text : texts) {
            lines.lines.push_back(trimmed(text));
        }
        return lines;
    }
    ElementLines operator()(policy::EnumChoice choice) const
    {
        const auto& items = std::get<admx::EnumElement>(element_.body).items;
        return {"Enabled", {trimmed(std::string(items[choice.index].display_name))}};
    }
    ElementLines operator()(const std::vector<policy::ListPair>& pairs) const
    {
        ElementLines lines{"Enabled", {}};
        const bool named = std::get<admx::ListElement>(element_.body).explicit_value;
        for (const auto& pair : pairs) {
            lines.lines.push_back((named ? trimmed(pair.name) : "") + "=" + trimmed(pair.data));
        }
        return lines;
    }

private:
    const admx::PolicyElement& element_;
};

} // namespace gpseal::tests
