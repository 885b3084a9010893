FROM alpine
RUN echo a \\
RUN echo b \\\
USER x
RUN echo \ \
  c
\
RUN x
