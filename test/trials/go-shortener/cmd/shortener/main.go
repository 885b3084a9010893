// Command shortener runs the organisation's link shortener.
package main

import (
	"context"
	"errors"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"shortener/internal/buildinfo"
	"shortener/internal/links"
	"shortener/internal/web"
)

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	config, err := links.ReadConfig(setting("SHORTENER_CONFIG", "configs/shortener.toml"))
	if err != nil {
		return err
	}
	store, err := links.NewStore(config.MinCodeLength, config.Links)
	if err != nil {
		return err
	}
	site, err := web.New(store, config.Title, "web")
	if err != nil {
		return err
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	server := &http.Server{
		Addr:              net.JoinHostPort("", setting("PORT", "8090")),
		Handler:           site.Handler(),
		ReadHeaderTimeout: 5 * time.Second,
	}
	go func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = server.Shutdown(grace)
	}()

	log.Printf("shortener %s on %s, %d links", buildinfo.Version, server.Addr, len(config.Links))
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func setting(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}
