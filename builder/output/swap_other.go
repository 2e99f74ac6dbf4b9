//go:build !linux && !darwin

package output

import (
	"errors"
	"os"
)

// exchange is not to be had on this system: swap renames twice.
func exchange(*os.Root, string, string) error { return errors.ErrUnsupported }
