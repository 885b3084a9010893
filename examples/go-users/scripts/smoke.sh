#!/bin/sh
# Asks a running service the questions a deployment would.
set -eu
base=${1:-http://localhost:8080}
for path in /health /users /users/1; do
  curl --fail --silent --show-error --output /dev/null "$base$path"
  echo "ok $path"
done
