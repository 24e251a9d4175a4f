# shellcheck shell=bash
# The key distribution centre: HOW|SECONDS|REASON
while IFS='|' read -r how most reason; do
    # shellcheck disable=SC2086 # words
    attack 88 "$attacks/kdc.py" 20088 $how
    suffers "KDC, $how" "$most" "no Kerberos ticket for CL1.*$reason\|gave no ticket: $reason"
    truce
done <<'END'
garbage|15|Invalid message type
error 37|10|Clock skew too great
error 6|10|not found in Kerberos database
error 18|10|credentials have been revoked
error 24|10|Preauthentication failed
wrong-key|10|Decrypt integrity check failed
hang|20|no answer within
no-service|20|no answer within
END
recovers "KDC"
dc "links $OU B"
attack 88 "$attacks/kdc.py" 20088 hang
suffers "KDC, hang while the domain relaxes" 20 'no answer within'
relaxes "KDC"

# The machine's own key. What is in the keytab is all that it has.
member cp /etc/krb5.keytab /run/right.keytab
member rm /etc/krb5.keytab
suffers "no keytab" 10 'this machine has no keytab'
member cp /run/right.keytab /etc/krb5.keytab
recovers "no keytab"
member net ads changetrustpw >"$work/net" 2>&1 || cat "$work/net"
member cp /etc/krb5.keytab /run/new.keytab
member cp /run/right.keytab /etc/krb5.keytab
suffers "a keytab with the key before" 10 'no Kerberos ticket for CL1.*Preauthentication failed\|no Kerberos ticket for CL1.*Decrypt integrity'
run 1 required "a keytab with the key before: doctor" doctor
says "doctor says what to do" 'the keytab holds an old password of this computer: net ads keytab create -P'
member cp /run/new.keytab /etc/krb5.keytab
recovers "a keytab with the key before"
dc 'samba-tool user disable "CL1$"' >"$work/net" 2>&1 || cat "$work/net"
suffers "a disabled account" 10 'no Kerberos ticket for CL1.*credentials have been revoked'
run 1 required "a disabled account: doctor" doctor
says "doctor says what to do" "this computer's account is disabled or locked in the domain"
dc 'samba-tool user enable "CL1$"' >"$work/net" 2>&1 || cat "$work/net"
recovers "a disabled account"
member truncate -s 20 /etc/krb5.keytab
suffers "a keytab that was cut" 10 'the keytab holds no machine account'
member cp /run/new.keytab /etc/krb5.keytab
recovers "a keytab that was cut"
