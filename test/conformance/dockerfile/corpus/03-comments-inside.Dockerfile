FROM alpine
RUN echo a && \
  # a comment

	# another \
  echo b && \
#flush
  echo c
USER nobody
