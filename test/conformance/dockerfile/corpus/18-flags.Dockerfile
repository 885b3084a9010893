FROM --platform=$BUILDPLATFORM alpine AS b
RUN --mount=type=bind,from=b,target=/x --mount=type=cache,id="a b",target=/c --network=none make
RUN -- --weird
RUN --security=insecure -- ls
COPY --from=0 --exclude=*.md --exclude='a b' . /x
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d --keep-git-dir=true https://a/b /c
ARG --odd X=1
STOPSIGNAL --x 9
