FROM alpine
RUN echo "it's <<EOF"
RUN echo it\'s ${x:-y} <<EOF
body
EOF
RUN echo $(x) ${y} <<"A\"B"
z
A"B
RUN echo don't <<NOPE
USER x
