package main

import "testing"

func TestNoticesComeNewestFirst(t *testing.T) {
	all, err := readNotices("notices")
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i < len(all); i++ {
		if all[i-1].Issued < all[i].Issued {
			t.Errorf("%q stands before %q", all[i-1].Issued, all[i].Issued)
		}
	}
}
