FROM alpine
VOLUME [" "]
