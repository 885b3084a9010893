// Command ferryboard answers what the boards on the piers show: sailings and the harbour office's notices.
package main

import (
	"cmp"
	"log"
	"net/http"
	"os"
	"time"

	"ferryboard/timetable"
)

func main() {
	table, err := timetable.Load()
	if err != nil {
		log.Fatalf("timetable: %v", err)
	}
	board := &board{table: table, noticesDir: cmp.Or(os.Getenv("NOTICES_DIR"), "notices")}

	server := &http.Server{
		Addr:              cmp.Or(os.Getenv("LISTEN"), ":8080"),
		Handler:           board.routes(),
		ReadHeaderTimeout: 5 * time.Second,
	}
	log.Printf("%d sailings, listening on %s", len(table.Sailings), server.Addr)
	log.Fatal(server.ListenAndServe())
}
