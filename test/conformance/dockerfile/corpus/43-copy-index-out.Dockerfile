FROM alpine
COPY --from=0 a b
FROM scratch
COPY --from=00 a /b
COPY --from=+1 a /b
