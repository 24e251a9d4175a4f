# shellcheck shell=bash
# What an administrator does with a domain's GPOs, for the lab's domain controller: tests/lab/on dc bash -c '. …; …'.
# GPOs have short names here: `gpo A` makes {A0000000-0000-4000-8000-00000000000A}'s like, see guid().
# shellcheck source=tests/lab/names.sh
. "$(dirname "${BASH_SOURCE[0]}")/names.sh"

SAM=/var/lib/samba/private/sam.ldb
POLICIES=/var/lib/samba/sysvol/$LAB_DOMAIN/Policies
REGISTRY_CSE='[{35378EAC-683F-11D2-A89A-00C04FBBCFA2}{D02B1F72-3407-48AE-BA88-E8213C6761F1}]'
SITE_DN="CN=Default-First-Site-Name,CN=Sites,CN=Configuration,$LAB_BASE"
# the right "Apply Group Policy", and the two entries that every new GPO has for authenticated users
APPLY=edacfd8f-ffb3-11d1-b41d-00a0c968f939
AU_APPLY="(OA;CI;CR;$APPLY;;AU)"
AU_READ='(A;CI;RPLCLORC;;;AU)'

guid() { printf '{00000000-0000-4000-8000-%012X}' "0x$(printf '%s' "$1" | od -An -tx1 | tr -d ' \n')"; }
gpo_dn() { echo "CN=$(guid "$1"),CN=Policies,CN=System,$LAB_BASE"; }
gpo_folder() { echo "$POLICIES/$(guid "$1")"; }

set_attribute() { # DN NAME VALUE
    printf 'dn: %s\nchangetype: modify\nreplace: %s\n%s: %s\n' "$1" "$2" "$2" "$3" | ldbmodify -H "$SAM" >/dev/null
}
clear_attribute() { # DN NAME
    printf 'dn: %s\nchangetype: modify\nreplace: %s\n' "$1" "$2" | ldbmodify -H "$SAM" >/dev/null
}
ou() { printf 'dn: %s\nobjectClass: organizationalUnit\n' "$1" | ldbadd -H "$SAM" >/dev/null; }
move_computer() { # FROM TO, both containers
    ldbrename -H "$SAM" "CN=CL1,$1" "CN=CL1,$2" >/dev/null
}

# gpo NAME…: new GPOs with an empty computer side.
gpo() {
    local name
    for name in "$@"; do
        printf 'dn: %s\nobjectClass: groupPolicyContainer\ndisplayName: %s\nflags: 0\nversionNumber: 0\ngPCFunctionalityVersion: 2\ngPCFileSysPath: \\\\%s\\sysvol\\%s\\Policies\\%s\n' \
            "$(gpo_dn "$name")" "$name" "$LAB_DOMAIN" "$LAB_DOMAIN" "$(guid "$name")" | ldbadd -H "$SAM" >/dev/null
        mkdir -p "$(gpo_folder "$name")"/{Machine,User}
        sysvol_version "$name" 0
    done
}
sysvol_version() { printf '[General]\r\nVersion=%d\r\n' "$2" >"$(gpo_folder "$1")/GPT.INI"; }
directory_version() { set_attribute "$(gpo_dn "$1")" versionNumber "$2"; }
version() { directory_version "$1" "$2" && sysvol_version "$1" "$2"; }
# pol NAME CONTENT VERSION: make_pol's CONTENT as the GPO's registry policy.
pol() {
    "$MAKE_POL" "$(gpo_folder "$1")/Machine/Registry.pol" "$2"
    set_attribute "$(gpo_dn "$1")" gPCMachineExtensionNames "$REGISTRY_CSE"
    version "$1" "$3"
}

# links DN NAME[:OPTIONS]…: the container's gPLink, written raw; without names there is none.
links() {
    local dn=$1 value='' link
    shift
    for link in "$@"; do
        value+="[LDAP://$(gpo_dn "${link%:*}");${link##*:}]"
        [[ $link == *:* ]] || value="${value%;*};0]"
    done
    if [[ -n $value ]]; then set_attribute "$dn" gPLink "$value"; else clear_attribute "$dn" gPLink; fi
}
block() { set_attribute "$1" gPOptions 1; }
unblock() { clear_attribute "$1" gPOptions; }
flags() { set_attribute "$(gpo_dn "$1")" flags "$2"; }

sddl_of() {
    samba-tool dsacl get --objectdn="$(gpo_dn "$1")" -H "$SAM" | grep '^O:'
}
set_sddl() { set_attribute "$(gpo_dn "$1")" nTSecurityDescriptor "$2"; }
save_sddl() { sddl_of "$1" >"/run/lab.sddl.$1"; }
restore_sddl() { set_sddl "$1" "$(cat "/run/lab.sddl.$1")"; }
computer_sid() { ldbsearch -H "$SAM" '(sAMAccountName=CL1$)' objectSid | sed -n 's/^objectSid: //p'; }
