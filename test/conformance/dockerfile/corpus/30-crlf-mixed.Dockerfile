FROM alpine
RUN echo a \
  # c

  b
RUN <<EOF
x
EOF
CMD ["a", \
 "b"]
ENV A=1 \
