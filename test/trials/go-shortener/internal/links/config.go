package links

import (
	"fmt"
	"os"

	"github.com/pelletier/go-toml/v2"
)

// Config is the file that the organisation edits.
type Config struct {
	Title         string `toml:"title"`
	MinCodeLength uint8  `toml:"min_code_length"`
	Links         []Link `toml:"link"`
}

func ReadConfig(path string) (Config, error) {
	var config Config
	raw, err := os.ReadFile(path)
	if err != nil {
		return config, err
	}
	if err := toml.Unmarshal(raw, &config); err != nil {
		return config, fmt.Errorf("%s: %w", path, err)
	}
	return config, nil
}
