# escape=`

FROM alpine
RUN echo a `
  && echo C:\
COPY a\ b /c
ENV A="x`"y" B=c`\ d
