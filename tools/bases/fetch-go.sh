#!/bin/sh
# Inside a throw-away stage: the newest toolchain of a Go series, at /usr/local/go as the official image has it.
# usage: fetch-go.sh 1.24
set -eu
series=$1
[ -s /run/secrets/goenv ] && { set -a; . /run/secrets/goenv; set +a; }
apt-get -qq update
mkdir -p /make/debs /make/x && cd /make/debs
apt-get -qq download golang-1.19-go
dpkg-deb --fsys-tarfile golang-1.19-go_*.deb | tar -x -C /make/x ./usr/lib/go-1.19/bin/go
export GOROOT=/make/x/usr/lib/go-1.19 GOPATH=/make/gopath GOCACHE=/make/cache GOFLAGS=-modcacherw HOME=/make
go=$GOROOT/bin/go
cd /make
platform=linux-$(dpkg --print-architecture)
versions=$($go list -m -versions golang.org/toolchain | tr ' ' '\n')
newest=$(printf '%s\n' "$versions" | grep -E "^v0\.0\.1-go$series(\.[0-9]+)?\.$platform\$" | sort -V | tail -1)
test -n "$newest"
$go mod download "golang.org/toolchain@$newest"
mv "/make/gopath/pkg/mod/golang.org/toolchain@$newest" /usr/local/go
cd /usr/local/go
# A module may not hold other modules, so their go.mod files travel under another name; and it holds no executable bits.
find . -name _go.mod | while read -r file; do mv "$file" "$(dirname "$file")/go.mod"; done
chmod 755 bin/* pkg/tool/*/*
find . -name '*.bash' -exec chmod 755 {} +
# Where the machine names its own proxy, a later `go mod download` inside the image needs it too.
for name in GOPROXY GONOSUMDB GOSUMDB GOPRIVATE GONOPROXY; do
  eval "value=\${$name:-}"
  if [ -n "$value" ]; then printf '%s=%s\n' "$name" "$value" >> go.env; fi
done
bin/go version
