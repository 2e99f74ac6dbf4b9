package main

import (
	"os"
	"strconv"
	"time"
)

// sourceDate returns the date that SOURCE_DATE_EPOCH fixes, in seconds of Unix time; zero when it is not set. The variable is
// that of reproducible-builds.org, which wants a malformed one refused.
func sourceDate() (time.Time, error) {
	text := os.Getenv("SOURCE_DATE_EPOCH")
	if text == "" {
		return time.Time{}, nil
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}, usage("SOURCE_DATE_EPOCH %q is no number of seconds", text)
	}
	return time.Unix(seconds, 0).UTC(), nil
}
