# shellcheck shell=bash
# What the lab's domain is called. Sourced by its scripts. With LAB_WHICH=other: the second domain, which the first one
# trusts (other_domain_test.sh); with LAB_WHICH=copy: the first one's second domain controller (failover_test.sh).
# shellcheck disable=SC2034 # by those
LAB_PASSWORD='Adm1n-Passw0rd!'
LAB_MEMBER_ADDRESS=192.0.2.2
if [[ ${LAB_WHICH:-} == other ]]; then
    LAB_DC_NODE=dc2
    LAB_REALM=OTHER.TEST
    LAB_DOMAIN=other.test
    LAB_NETBIOS=OTHER
    LAB_BASE=DC=other,DC=test
    LAB_DC_ADDRESS=198.51.100.2
else
    LAB_DC_NODE=dc
    LAB_REALM=CORP.EXAMPLE
    LAB_DOMAIN=corp.example
    LAB_NETBIOS=CORP
    LAB_BASE=DC=corp,DC=example
    LAB_DC_ADDRESS=192.0.2.1
    [[ ${LAB_WHICH:-} != copy ]] || LAB_DC_NODE=copy LAB_DC_ADDRESS=192.0.2.3
fi
export LAB_REALM LAB_DOMAIN LAB_NETBIOS LAB_BASE LAB_PASSWORD LAB_DC_NODE LAB_DC_ADDRESS LAB_MEMBER_ADDRESS
