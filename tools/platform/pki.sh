#!/bin/sh
# Makes the private keys and certificates that a desk, a test or a first trial needs.
#
#   tools/platform/pki.sh DIR
#
# Running it again keeps whatever is already there. All keys are P-256, all files PEM:
#   ca.pem ca.key                  the operator's private root; kiosks trust this one and no other
#   platform.pem platform.key      the platform's server certificate, for 127.0.0.1 and localhost
#   kiosk.pem kiosk.key            the client certificate of one kiosk, CN=desk-0001
#   case.pub case.key              cases are sealed to case.pub; only the platform holds case.key
#   receipt.pub receipt.key        receipts are signed; kiosks pin receipt.pub
#   locker.pub locker.key          assignments of locker cells are signed; kiosks pin locker.pub
#   catalogue.pub catalogue.key    catalogues are signed; kiosks pin catalogue.pub
#   verification.secret            64 hexadecimal digits; verification codes are derived from them
# A real province keeps ca.key and catalogue.key away from every server, and makes kiosk.key inside
# the kiosk's own secure element.
set -eu
umask 077

[ $# -eq 1 ] || { echo "usage: $0 DIR" >&2; exit 2; }
mkdir -p "$1"
cd "$1"

make_key() {
    [ -s "$1" ] && return 0
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.new" 2>/dev/null
    mv "$1.new" "$1"
}

make_pair() {
    make_key "$1.key"
    [ -s "$1.pub" ] && return 0
    openssl pkey -in "$1.key" -pubout -out "$1.pub.new"
    mv "$1.pub.new" "$1.pub"
}

# make_certificate NAME SUBJECT EXTENSIONS; the serial number is random, so no state is kept.
make_certificate() {
    make_key "$1.key"
    [ -s "$1.pem" ] && return 0
    printf '%s\n' "$3" >"$1.ext"
    openssl req -new -sha256 -key "$1.key" -subj "$2" -out "$1.csr"
    openssl x509 -req -sha256 -in "$1.csr" -CA ca.pem -CAkey ca.key -days 3650 \
        -set_serial "0x$(openssl rand -hex 15)" -extfile "$1.ext" -out "$1.pem.new" 2>/dev/null
    mv "$1.pem.new" "$1.pem"
    rm -f "$1.csr" "$1.ext"
}

make_key ca.key
if [ ! -s ca.pem ]; then
    openssl req -x509 -new -sha256 -key ca.key -days 7300 -subj "/O=Banshi/CN=Banshi private root" \
        -addext "basicConstraints=critical,CA:TRUE,pathlen:0" \
        -addext "keyUsage=critical,keyCertSign,cRLSign" -out ca.pem.new
    mv ca.pem.new ca.pem
fi
make_certificate platform "/O=Banshi/CN=platform" "basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth
subjectAltName=IP:127.0.0.1,DNS:localhost"
make_certificate kiosk "/O=Banshi/CN=desk-0001" "basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=clientAuth"
make_pair case
make_pair receipt
make_pair catalogue
make_pair locker
if [ ! -s verification.secret ]; then
    openssl rand -hex 32 >verification.secret.new
    mv verification.secret.new verification.secret
fi
