package output

import (
	"errors"

	"lectern/builder/course"
)

func (s *site) pdf(p *course.Page) ([]byte, error) { return nil, errors.New("todo") }
