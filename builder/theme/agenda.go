package theme

import (
	"lectern/builder/block"
	"lectern/builder/course"
)

// Agenda is the plan of a module that is held live.
type Agenda struct {
	Lessons                    []AgendaLesson
	Reading, Practice, Session int // minutes of all
	Untimed                    int // notes that give no time
}

// AgendaLesson is a lesson of an agenda with the notes for the facilitator in it.
type AgendaLesson struct {
	Page  *course.Page
	Notes []AgendaNote
}

// AgendaNote is a facilitator block. Minutes is 0 when it gives no time.
type AgendaNote struct {
	*block.Block
	Minutes int
}

// Agenda returns the agenda of the page's module.
func (v View) Agenda() Agenda {
	var a Agenda
	if v.Page.Module == nil {
		return a
	}
	for _, p := range v.Page.Module.Lessons {
		row := AgendaLesson{Page: p}
		for _, b := range p.Blocks {
			notes, ok := b.Data.(block.FacilitatorData)
			if !ok {
				continue
			}
			row.Notes = append(row.Notes, AgendaNote{b, notes.Minutes})
			a.Session += notes.Minutes
			if notes.Minutes == 0 {
				a.Untimed++
			}
		}
		a.Reading += p.Minutes()
		a.Practice += p.Practice()
		a.Lessons = append(a.Lessons, row)
	}
	return a
}
