FROM alpine
# 한글 주석
RUN echo "한글" \
  # 한
  && echo 쟟 꿤
COPY 파일 /x
