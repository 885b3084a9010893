FROM alpine AS 1x
