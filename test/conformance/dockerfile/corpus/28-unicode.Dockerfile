FROM alpine
RUN echo "한글 테스트" && echo é
COPY 파일.txt /데이터/
　RUN echo wide indent
ENV 이름=값 B=a b
RUN --mount=type=cache,target=/é ls
LABEL k="값 둘"
RUN echo trailing 
