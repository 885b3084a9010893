// Package timetable holds the sailings of the season; a new season is a new release.
package timetable

import (
	_ "embed"
	"fmt"
	"sort"

	"gopkg.in/yaml.v3"
)

//go:embed season.yaml
var season []byte

type Pier struct {
	ID   string `yaml:"id" json:"id"`
	Name string `yaml:"name" json:"name"`
}

type Sailing struct {
	From    string `yaml:"from" json:"from"`
	To      string `yaml:"to" json:"to"`
	Departs string `yaml:"departs" json:"departs"`
	Minutes int    `yaml:"minutes" json:"minutes"`
	Cars    bool   `yaml:"cars" json:"cars"`
}

type Table struct {
	Piers    []Pier    `yaml:"piers"`
	Sailings []Sailing `yaml:"sailings"`
}

// Load reads the embedded season and refuses one that names a pier it does not list.
func Load() (*Table, error) {
	var table Table
	if err := yaml.Unmarshal(season, &table); err != nil {
		return nil, err
	}
	for _, sailing := range table.Sailings {
		for _, end := range []string{sailing.From, sailing.To} {
			if _, known := table.Pier(end); !known {
				return nil, fmt.Errorf("sailing at %s names pier %q", sailing.Departs, end)
			}
		}
	}
	return &table, nil
}

func (t *Table) Pier(id string) (Pier, bool) {
	for _, pier := range t.Piers {
		if pier.ID == id {
			return pier, true
		}
	}
	return Pier{}, false
}

func (t *Table) From(id string) []Sailing {
	found := []Sailing{}
	for _, sailing := range t.Sailings {
		if sailing.From == id {
			found = append(found, sailing)
		}
	}
	sort.Slice(found, func(i, j int) bool { return found[i].Departs < found[j].Departs })
	return found
}
