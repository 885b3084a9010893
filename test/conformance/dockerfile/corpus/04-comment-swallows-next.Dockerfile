FROM alpine
RUN echo a \
  b \
# tail
USER x

WORKDIR /x
