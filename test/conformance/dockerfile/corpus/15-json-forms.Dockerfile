FROM alpine
CMD ["a","b\"c","d\u00e9\ud83d\ude00\n"]
ENTRYPOINT [ "x" ,\
  "y" ]
RUN ["a"] b
RUN ['a']
RUN [ -f x ] && y
CMD []
SHELL ["/bin/bash", "-c"]
VOLUME ["/a", "/b c"]
VOLUME /a /b
COPY ["a b", "/c d"]
HEALTHCHECK --interval=5s CMD ["curl", "x"]
HEALTHCHECK CMD curl x || exit 1
HEALTHCHECK none
