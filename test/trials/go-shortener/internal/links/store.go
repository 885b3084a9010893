// Package links keeps the short codes and where they lead.
package links

import (
	"errors"
	"net/url"
	"sync"

	"github.com/sqids/sqids-go"
)

var (
	ErrUnknown = errors.New("no such link")
	ErrTarget  = errors.New("target must be an absolute http or https address")
)

type Link struct {
	Code   string `toml:"code" json:"code"`
	Target string `toml:"target" json:"target"`
	Visits uint64 `toml:"-" json:"visits"`
}

type Store struct {
	mu    sync.Mutex
	codes *sqids.Sqids
	next  uint64
	order []string
	links map[string]*Link
}

// NewStore holds the given links first; their codes are the organisation's choice and not checked for length.
func NewStore(minLength uint8, fixed []Link) (*Store, error) {
	codes, err := sqids.New(sqids.Options{MinLength: minLength})
	if err != nil {
		return nil, err
	}
	store := &Store{codes: codes, links: map[string]*Link{}}
	for _, link := range fixed {
		if err := checkTarget(link.Target); err != nil {
			return nil, err
		}
		store.put(link)
	}
	return store, nil
}

func (s *Store) put(link Link) {
	s.order = append(s.order, link.Code)
	s.links[link.Code] = &link
}

// Add makes a link with a code that is not yet taken.
func (s *Store) Add(target string) (Link, error) {
	if err := checkTarget(target); err != nil {
		return Link{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		s.next++
		code, err := s.codes.Encode([]uint64{s.next})
		if err != nil {
			return Link{}, err
		}
		if _, taken := s.links[code]; !taken {
			link := Link{Code: code, Target: target}
			s.put(link)
			return link, nil
		}
	}
}

func (s *Store) Get(code string) (Link, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	link, known := s.links[code]
	if !known {
		return Link{}, ErrUnknown
	}
	return *link, nil
}

// Follow answers the target and counts the visit.
func (s *Store) Follow(code string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	link, known := s.links[code]
	if !known {
		return "", ErrUnknown
	}
	link.Visits++
	return link.Target, nil
}

func (s *Store) All() []Link {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Link, 0, len(s.order))
	for _, code := range s.order {
		all = append(all, *s.links[code])
	}
	return all
}

func checkTarget(target string) error {
	parsed, err := url.Parse(target)
	if err != nil || parsed.Host == "" || (parsed.Scheme != "http" && parsed.Scheme != "https") {
		return ErrTarget
	}
	return nil
}
