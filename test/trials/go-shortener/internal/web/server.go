// Package web answers the pages, the redirects and the JSON interface.
package web

import (
	"encoding/json"
	"errors"
	"html/template"
	"log"
	"net/http"
	"path/filepath"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"shortener/internal/buildinfo"
	"shortener/internal/links"
)

type Server struct {
	store   *links.Store
	title   string
	pages   *template.Template
	root    string
	started time.Time
}

// New reads the templates under root/templates; root/static is served as it is.
func New(store *links.Store, title, root string) (*Server, error) {
	pages, err := template.ParseGlob(filepath.Join(root, "templates", "*.html"))
	if err != nil {
		return nil, err
	}
	return &Server{store: store, title: title, pages: pages, root: root, started: time.Now()}, nil
}

func (s *Server) Handler() http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.Recoverer, middleware.Timeout(10*time.Second))

	r.Get("/", s.index)
	r.Get("/healthz", s.health)
	r.Handle("/static/*", http.StripPrefix("/static/", http.FileServer(http.Dir(filepath.Join(s.root, "static")))))
	r.Route("/api/links", func(r chi.Router) {
		r.Get("/", s.list)
		r.Post("/", s.add)
		r.Get("/{code}", s.show)
	})
	r.Get("/{code}", s.follow)
	r.NotFound(s.missing)
	return r
}

func (s *Server) index(w http.ResponseWriter, r *http.Request) {
	s.page(w, http.StatusOK, "index.html", s.store.All())
}

func (s *Server) follow(w http.ResponseWriter, r *http.Request) {
	target, err := s.store.Follow(chi.URLParam(r, "code"))
	if err != nil {
		s.missing(w, r)
		return
	}
	http.Redirect(w, r, target, http.StatusFound)
}

func (s *Server) missing(w http.ResponseWriter, r *http.Request) {
	s.page(w, http.StatusNotFound, "missing.html", r.URL.Path)
}

func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	answer(w, http.StatusOK, map[string]any{
		"status":         "ok",
		"version":        buildinfo.Version,
		"uptime_seconds": int(time.Since(s.started).Seconds()),
	})
}

func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	answer(w, http.StatusOK, s.store.All())
}

func (s *Server) show(w http.ResponseWriter, r *http.Request) {
	link, err := s.store.Get(chi.URLParam(r, "code"))
	if err != nil {
		refuse(w, http.StatusNotFound, err)
		return
	}
	answer(w, http.StatusOK, link)
}

func (s *Server) add(w http.ResponseWriter, r *http.Request) {
	var sent struct {
		Target string `json:"target"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 16<<10)).Decode(&sent); err != nil {
		refuse(w, http.StatusBadRequest, errors.New("body must be JSON"))
		return
	}
	link, err := s.store.Add(sent.Target)
	switch {
	case errors.Is(err, links.ErrTarget):
		refuse(w, http.StatusUnprocessableEntity, err)
	case err != nil:
		refuse(w, http.StatusInternalServerError, err)
	default:
		w.Header().Set("Location", "/"+link.Code)
		answer(w, http.StatusCreated, link)
	}
}

func (s *Server) page(w http.ResponseWriter, status int, name string, content any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	view := map[string]any{"Title": s.title, "Version": buildinfo.Version, "Content": content}
	if err := s.pages.ExecuteTemplate(w, name, view); err != nil {
		log.Printf("%s: %v", name, err)
	}
}

func refuse(w http.ResponseWriter, status int, err error) {
	answer(w, status, map[string]string{"error": err.Error()})
}

func answer(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(value); err != nil {
		log.Printf("answer: %v", err)
	}
}
