FROM alpine
RUN <<-EOF
	echo a
		echo b
	EOF
RUN <<"EOF"
echo $A
EOF
RUN <<'E O F'
x
E O F
RUN << END
spaced
END
RUN 3<<FD cat <&3
x
FD
RUN cat <<A <<B > out
a
A
b
B
RUN cat<<NOT
RUN cat <<<"here string"
