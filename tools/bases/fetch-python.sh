#!/bin/sh
# Inside a throw-away stage: Debian's python3.11 packages and its upstream source, put together under /usr/local.
# libpython goes to /full, because only the full image has compilers that link against it.
set -eu
export DEBIAN_FRONTEND=noninteractive
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
  if [ -f "$file" ]; then
    sed -e 's/^Types: deb$/Types: deb deb-src/' -e '/^deb /{p;s/^deb /deb-src /}' "$file" > /tmp/edited
    cat /tmp/edited > "$file"
  fi
done
apt-get -qq update
mkdir -p /make/debs /make/x && cd /make/debs
echo 'APT::Sandbox::User "root";' > /etc/apt/apt.conf.d/99stage
apt-get -qq download python3.11-minimal python3.11 libpython3.11-minimal libpython3.11-stdlib libpython3.11 libpython3.11-dev python3.11-dev
for deb in *.deb; do dpkg-deb -x "$deb" /make/x; done
cd /make
# The upstream archive is the same for every revision; not every mirror carries the newest revision's source.
apt-get -qq source --download-only python3.11/bookworm || apt-get -qq source --download-only python3.11
PYTHONHOME=/make/x/usr PYTHONDONTWRITEBYTECODE=1 /make/x/usr/bin/python3.11 /make/reroot_python.py /make/x /make/python3.11_*.orig.tar.* /full
ldconfig
PYTHONDONTWRITEBYTECODE=1 /usr/local/bin/python3.11 -m ensurepip --default-pip >/dev/null 2>&1
find /usr/local -depth -name __pycache__ -exec rm -rf {} +
test -x /usr/local/bin/pip
