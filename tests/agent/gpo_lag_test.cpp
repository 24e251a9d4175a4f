// What replication has not brought yet takes no mandate away: versions, absences and kept copies over several looks.

#include "fake_sysvol.hpp"

#include <gpseal/policy/domain_result.hpp>
#include <gpseal/policy/encryption_mandate.hpp>

#include <memory>
#include <utility>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;
using policy::EncryptionMandate;

namespace {

enum class Pol { absent, enabled, disabled, unreadable };

/// What one look finds. `gpt` empty: there is no gpt.ini.
struct State {
    std::string directory;
    std::string gpt;
    Pol pol = Pol::absent;

    bool operator==(const State&) const = default;
    [[nodiscard]] bool empty() const { return directory == "0" && gpt == "0"; }
};

/// Every state: both versions 0, 1, 3, SYSVOL's also missing, and each fate of Registry.pol.
std::vector<State> every_state()
{
    std::vector<State> all;
    for (const auto* const directory : {"0", "1", "3"}) {
        for (const auto* const gpt : {"", "0", "1", "3"}) {
            for (const auto pol : {Pol::absent, Pol::enabled, Pol::disabled, Pol::unreadable}) {
                all.push_back({.directory = directory, .gpt = gpt, .pol = pol});
            }
        }
    }
    return all;
}

std::unique_ptr<FakeSysvol> sysvol_in(const State& state)
{
    auto made = std::make_unique<FakeSysvol>();
    auto& sysvol = *made;
    sysvol.put("a", state.gpt, pol_bytes(state.pol == Pol::disabled ? "0" : "1"));
    const auto folder = FakeSysvol::folder("a");
    if (state.gpt.empty()) {
        sysvol.files.erase(folder + "/GPT.INI");
    }
    if (state.pol == Pol::absent) {
        sysvol.files.erase(folder + "/Machine/Registry.pol");
    } else if (state.pol == Pol::unreadable) {
        sysvol.broken = folder + "/Machine/Registry.pol";
    }
    return made;
}

std::optional<EncryptionMandate> mandate_of(const KeptSnapshot& kept)
{
    return policy::decide_require_encryption(policy::resolve_domain(kept.snapshot)).mandate;
}

bool is_complete(const KeptSnapshot& kept)
{
    return policy::resolve_domain(kept.snapshot).completeness == policy::Completeness::complete;
}

/// Looks one after the other, each with what the one before kept.
struct Looks {
    std::optional<KeptSnapshot> kept = std::nullopt;

    KeptSnapshot& at(int minutes, const State& state)
    {
        const auto sysvol = sysvol_in(state);
        if (kept) {
            kept->read_at.clear(); // everything is read
        }
        kept = run(*sysvol, kept ? &*kept : nullptr, directory_says(state.directory),
                   noon + std::chrono::minutes(minutes));
        return *kept;
    }
};

/// One way through the looks, and what the README says of it.
struct Path {
    std::vector<State> seen; ///< as they count: an unchanged GPO is not read again
    std::vector<std::chrono::minutes> times;

    void add(const State& state, std::chrono::minutes time, bool read_all)
    {
        const auto* const last = seen.empty() ? nullptr : &seen.back();
        const bool sound =
            last != nullptr && last->directory == last->gpt &&
            (last->pol == Pol::enabled || last->pol == Pol::disabled || (last->pol == Pol::absent && last->empty()));
        const bool kept = !read_all && sound && last->directory == state.directory;
        const State counts = kept ? *last : state;
        seen.push_back(counts);
        times.push_back(time);
    }
    void pop()
    {
        seen.pop_back();
        times.pop_back();
    }
    /// agent/README.md, "A GPO that cannot be read", and policy-engine/README.md, "How far a result may be trusted".
    [[nodiscard]] bool may_loosen() const
    {
        const auto& now = seen.back();
        if (now.gpt.empty()) {
            return false;
        }
        if (now.empty() || now.pol == Pol::disabled) {
            return true;
        }
        const auto count = seen.size();
        return now.pol == Pol::absent && count >= 3 && seen[count - 2] == now && seen[count - 3] == now &&
               times[count - 1] - times[count - 2] >= least_absence;
    }
};

/// Every sequence of looks at these times.
class Walk {
public:
    Walk(std::vector<std::chrono::minutes> times, bool read_all) : times_(std::move(times)), read_all_(read_all)
    {
        for (const auto& state : every_state()) {
            states_.push_back({state, sysvol_in(state), directory_says(state.directory)});
        }
    }

    void go(const KeptSnapshot* before = nullptr)
    {
        const auto time = times_[path_.seen.size()];
        for (auto& each : states_) {
            path_.add(each.state, time, read_all_);
            auto kept = run(*each.sysvol, before, each.directory, noon + time);
            judge(mandate_of(kept) == EncryptionMandate::none);
            if (path_.seen.size() < times_.size()) {
                if (read_all_) {
                    kept.read_at.clear();
                }
                go(&kept);
            }
            path_.pop();
        }
    }
    [[nodiscard]] std::size_t looks() const { return looks_; }

private:
    struct Prepared {
        State state;
        std::unique_ptr<FakeSysvol> sysvol;
        KeptSnapshot directory;
    };

    void judge(bool none)
    {
        ++looks_;
        if (none == path_.may_loosen()) {
            return;
        }
        for (const auto& each : path_.seen) {
            MESSAGE("directory ", each.directory, ", SYSVOL ", each.gpt, ", file ", static_cast<int>(each.pol));
        }
        CHECK(none == path_.may_loosen());
    }

    std::vector<std::chrono::minutes> times_;
    bool read_all_;
    std::vector<Prepared> states_;
    Path path_;
    std::size_t looks_ = 0;
};

} // namespace

TEST_CASE("gpo lag: of all that three looks may find, only what the domain says, or an absence of its time, loosens")
{
    using std::chrono::minutes;
    const std::vector<minutes> hasty = {minutes(0), minutes(1), minutes(60)};
    const std::vector<minutes> in_time = {minutes(0), minutes(1), minutes(61)};
    for (const auto& [times, read_all] : {std::pair(hasty, true), {in_time, true}, {in_time, false}}) {
        Walk walk(times, read_all);
        walk.go();
        CHECK(walk.looks() == 48 + 48 * 48 + 48 * 48 * 48);
    }
}

TEST_CASE("gpo lag: SYSVOL as it was when the GPO was made takes nothing back for two runs and an hour")
{
    for (const auto* const directory : {"3", "6"}) {
        Looks looks;
        looks.at(0, {"3", "3", Pol::enabled});
        const State lag{directory, "0", Pol::absent};
        for (const int minute : {1, 2, 3, 61}) {
            CHECK(mandate_of(looks.at(minute, lag)) == EncryptionMandate::required); // its last good copy
            CHECK_FALSE(is_complete(*looks.kept));
        }
        CHECK(mandate_of(looks.at(62, lag)) == EncryptionMandate::none);
        CHECK(is_complete(*looks.kept));
        CHECK(mandate_of(looks.at(63, {directory, directory, Pol::enabled})) == EncryptionMandate::required);
    }
    Looks looks; // one that nobody knew
    for (const int minute : {1, 2, 61}) {
        CHECK_FALSE(mandate_of(looks.at(minute, {"1", "0", Pol::absent})));
    }
    CHECK(mandate_of(looks.at(62, {"1", "0", Pol::absent})) == EncryptionMandate::none);
}

TEST_CASE("gpo lag: that a GPO had no Registry.pol before it was edited says nothing of the edit")
{
    Looks looks;
    CHECK(mandate_of(looks.at(0, {"0", "0", Pol::absent})) == EncryptionMandate::none);
    CHECK_FALSE(mandate_of(looks.at(1, {"1", "1", Pol::absent})));
    CHECK_FALSE(mandate_of(looks.at(2, {"1", "1", Pol::absent})));
    CHECK(mandate_of(looks.at(3, {"1", "1", Pol::enabled})) == EncryptionMandate::required);
}

TEST_CASE("gpo lag: an edit of a GPO whose absent Registry.pol counts is lag again, and a failure there is not")
{
    Looks looks;
    const State without{"1", "1", Pol::absent};
    looks.at(0, {"0", "1", Pol::enabled});
    for (const int minute : {1, 2, 62}) {
        looks.at(minute, without);
    }
    CHECK(mandate_of(*looks.kept) == EncryptionMandate::none);
    const auto counted = looks;
    CHECK_FALSE(mandate_of(looks.at(63, {"1", "1", Pol::unreadable}))); // nor does the older copy come back
    CHECK(mandate_of(looks.at(64, without)) == EncryptionMandate::none);

    looks = counted;
    for (const int minute : {63, 64, 123}) {
        CHECK_FALSE(mandate_of(looks.at(minute, {"3", "1", Pol::absent})));
    }
    CHECK_FALSE(mandate_of(looks.at(124, {"3", "3", Pol::absent}))); // which goes on by another lag
    CHECK_FALSE(mandate_of(looks.at(125, {"3", "3", Pol::absent})));
    CHECK(mandate_of(looks.at(185, {"3", "3", Pol::absent})) == EncryptionMandate::none);
    CHECK(mandate_of(looks.at(186, {"65539", "65539", Pol::absent})) == EncryptionMandate::none); // the user's half
}
