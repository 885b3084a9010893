FROM alpine
ONBUILD RUN --mount=type=ssh ["a","b"]
onbuild copy --from=x a b
ONBUILD ENV A=1
ONBUILD CMD echo hi
ONBUILD HEALTHCHECK CMD x
