FROM alpine
CMD --port 80
