module shortener

go 1.23

require (
	github.com/go-chi/chi/v5 v5.1.0
	github.com/pelletier/go-toml/v2 v2.2.3
	github.com/sqids/sqids-go v0.4.1
)
