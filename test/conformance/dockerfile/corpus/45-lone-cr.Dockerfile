FROM alpine
RUN abRUN c
COPY a/b
