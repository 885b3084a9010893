package links

import (
	"errors"
	"testing"
)

func TestAddedLinkIsFollowedAndCounted(t *testing.T) {
	store, err := NewStore(6, nil)
	if err != nil {
		t.Fatal(err)
	}
	link, err := store.Add("https://example.org/a")
	if err != nil {
		t.Fatal(err)
	}
	if len(link.Code) < 6 {
		t.Errorf("code %q is too short", link.Code)
	}
	if target, err := store.Follow(link.Code); err != nil || target != "https://example.org/a" {
		t.Errorf("follow: %q, %v", target, err)
	}
	if seen, _ := store.Get(link.Code); seen.Visits != 1 {
		t.Errorf("visits: %d", seen.Visits)
	}
}

func TestOtherSchemesAreRefused(t *testing.T) {
	store, _ := NewStore(6, nil)
	for _, target := range []string{"", "ftp://example.org", "javascript:alert(1)", "/just/a/path"} {
		if _, err := store.Add(target); !errors.Is(err, ErrTarget) {
			t.Errorf("%q: %v", target, err)
		}
	}
}
