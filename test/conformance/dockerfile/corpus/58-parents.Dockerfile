FROM alpine
COPY --parents ./x/*/y /z/
RUN --security=insecure --device=a/b=c x
