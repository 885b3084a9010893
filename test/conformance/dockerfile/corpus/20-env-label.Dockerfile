FROM alpine
ENV A b c  d
ENV B=1 C="x y" D='p "q"' E=f\ g
ENV F=a \
    # why
    G=b
LABEL a.b="c" d=e
LABEL old style value
ENV H=
ENV I="unclosed J=k
ENV K=end\\
ARG X Y=1 Z="a b"
ARG W=
