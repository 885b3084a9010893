ARG V
FROM alpine AS a
FROM x:${V:?give V}
