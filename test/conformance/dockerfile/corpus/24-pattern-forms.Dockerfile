ARG V=1.22.3-alpine3.20
FROM golang:${V%%-*} AS a
FROM golang:${V%.*} AS b
FROM x${V#*.} AS c
FROM x${V##*.} AS d
FROM x${V/./_} AS e
FROM x${V//./_} AS f
FROM x${V/alpine*/} AS g
FROM x:${V?needed}
