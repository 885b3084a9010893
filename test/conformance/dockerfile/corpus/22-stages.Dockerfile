ARG VERSION=3.20
ARG BASE=alpine:${VERSION:-edge}
ARG EMPTY
FROM --platform=${TARGETPLATFORM} ${BASE} AS Build
RUN x
FROM build AS test
COPY --from=BUILD /a /b
COPY --from=1 /a /b
FROM "scratch"
COPY --from=test /x /y
COPY --from=nginx:1.27 /etc /etc
RUN --mount=from=build,target=/z,type=bind ls
from ${EMPTY:+nothing}alpine${NOPE-:latest} aS last
