FROM alpine
RUN	echo tab
RUNecho vt
RUN echoff 
