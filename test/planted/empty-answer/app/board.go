package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"sort"

	"ferryboard/timetable"
)

type board struct {
	table      *timetable.Table
	noticesDir string
}

type notice struct {
	Issued string   `json:"issued"`
	Title  string   `json:"title"`
	Text   string   `json:"text"`
	Piers  []string `json:"piers"`
}

func (b *board) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", b.health)
	mux.HandleFunc("GET /piers", b.piers)
	mux.HandleFunc("GET /departures", b.departures)
	mux.HandleFunc("GET /notices", b.notices)
	return mux
}

func (b *board) health(w http.ResponseWriter, r *http.Request) {
	answer(w, http.StatusOK, map[string]any{"status": "ok", "piers": len(b.table.Piers), "sailings": len(b.table.Sailings)})
}

func (b *board) piers(w http.ResponseWriter, r *http.Request) {
	answer(w, http.StatusOK, b.table.Piers)
}

func (b *board) departures(w http.ResponseWriter, r *http.Request) {
	from := r.URL.Query().Get("from")
	if _, known := b.table.Pier(from); !known {
		answer(w, http.StatusNotFound, map[string]string{"error": fmt.Sprintf("no pier %q", from)})
		return
	}
	answer(w, http.StatusOK, b.table.From(from))
}

// notices answers all notices, newest first. The boards keep what they show when nothing usable comes back,
// so a folder that cannot be read is a matter for the log.
func (b *board) notices(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	all, err := readNotices(b.noticesDir)
	if err != nil {
		log.Printf("notices: %v", err)
		return
	}
	if err := json.NewEncoder(w).Encode(map[string]any{"notices": all}); err != nil {
		log.Printf("notices: %v", err)
	}
}

func readNotices(dir string) ([]notice, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	all := []notice{}
	for _, entry := range entries {
		if filepath.Ext(entry.Name()) != ".json" {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			return nil, err
		}
		var one notice
		if err := json.Unmarshal(raw, &one); err != nil {
			return nil, fmt.Errorf("%s: %w", entry.Name(), err)
		}
		all = append(all, one)
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Issued > all[j].Issued })
	return all, nil
}

func answer(w http.ResponseWriter, status int, value any) {
	var body bytes.Buffer
	if err := json.NewEncoder(&body).Encode(value); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes())
}
