FROM alpine   
  RUN   echo a   \   
  b	 \	
	 c  
	USER	x 
  
