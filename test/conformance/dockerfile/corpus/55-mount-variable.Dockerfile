FROM alpine AS b
FROM alpine
RUN --mount=type=bind,from=$X,target=/x ls
