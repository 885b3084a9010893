# only
RUN x
