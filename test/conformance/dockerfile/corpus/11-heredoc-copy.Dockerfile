FROM alpine
COPY <<one.txt <<-"two.txt" local /dest/
1 $X
one.txt
	2
	two.txt
ADD --chown=1 <<f /
x
f
COPY ["<<EOF", "/x"]
ENV A=<<EOF
CMD echo <<EOF
ONBUILD RUN <<EOF
USER q
EOF
ONBUILD COPY <<EOF /x
q
EOF
