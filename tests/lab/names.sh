# shellcheck shell=bash
# What the lab's domain is called. Sourced by its scripts.
# shellcheck disable=SC2034 # by those
LAB_REALM=CORP.EXAMPLE
LAB_DOMAIN=corp.example
LAB_NETBIOS=CORP
LAB_BASE=DC=corp,DC=example
LAB_PASSWORD='Adm1n-Passw0rd!'
LAB_DC_ADDRESS=192.0.2.1
LAB_MEMBER_ADDRESS=192.0.2.2
export LAB_REALM LAB_DOMAIN LAB_NETBIOS LAB_BASE LAB_PASSWORD LAB_DC_ADDRESS LAB_MEMBER_ADDRESS
