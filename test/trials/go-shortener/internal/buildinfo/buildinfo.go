// Package buildinfo holds what the linker writes in.
package buildinfo

// Version is set by -ldflags "-X shortener/internal/buildinfo.Version=…".
var Version = "unset"
