#include "enforce/cifs_flags.hpp"
#include "enforce/modprobe_lines.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace gpseal::agent;

TEST_CASE("modprobe lines: taken out they leave every byte of a text that held none")
{
    using namespace cifs_flags;
    for (const std::string text : {"", "\n", "# mine", "# mine\n", "options cifs x=1\\\n y=2\n", "a\n\n\nb", "\\\n"}) {
        CHECK(modprobe_lines::insert(text, 0) == text);
        for (const auto wish : {must_seal, must_sign, must_seal | must_sign}) {
            const auto with = modprobe_lines::insert(text, wish);
            CHECK(modprobe_lines::remove(with) == text);
            CHECK(modprobe_lines::insert(with, wish) == with);
            CHECK(modprobe_lines::insert(with, 0) == text);
            CHECK(modprobe_lines::state(with) == modprobe_lines::State::intact);
            CHECK(modprobe_lines::demands_in(with) == wish);
            CHECK(modprobe_lines::state(text) == modprobe_lines::State::absent);
            CHECK(modprobe_lines::demands_in(text) == 0);
            for (std::size_t size = 1; size < with.size(); ++size) {
                const auto part = with.substr(0, size);
                const auto again = modprobe_lines::insert(part, wish);
                CHECK(modprobe_lines::insert(again, wish) == again);
            }
        }
    }
    const auto damaged = modprobe_lines::insert("", must_sign).substr(1);
    CHECK(modprobe_lines::state(damaged) == modprobe_lines::State::damaged);
    CHECK(modprobe_lines::demands_in(damaged) == must_sign);
}

TEST_CASE("modprobe lines: somebody else's install line for cifs is found")
{
    CHECK(modprobe_lines::foreign_install("# x\n install\tcifs /bin/true\n") == 2);
    CHECK_FALSE(modprobe_lines::foreign_install("install cifsx /bin/true\ninstall nfs install cifs\n"));
    CHECK_FALSE(modprobe_lines::foreign_install("options nfs \\\ninstall cifs\n"));
    CHECK_FALSE(modprobe_lines::foreign_install(modprobe_lines::insert("", cifs_flags::must_seal)));
}
