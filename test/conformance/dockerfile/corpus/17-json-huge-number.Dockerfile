FROM alpine
CMD [1e999]
RUN ["a", ]
