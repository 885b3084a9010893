# syntax = docker/dockerfile:1.7-labs 
#check=skip=all;error=true
# escape = \
# syntax=late comment
FROM scratch
COPY --link --chown=1:2 --chmod=755 a b /c/
