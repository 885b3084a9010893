FROM alpine
RUN <<EOF
set -e
echo FROM inside
COPY x y
# not a comment
EOF
RUN echo after
