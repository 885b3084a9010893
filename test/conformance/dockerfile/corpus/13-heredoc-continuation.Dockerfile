FROM alpine
RUN --mount=type=cache,target=/c \
  # why
  cat <<EOF \
  > /f
body \
EOF
USER x
