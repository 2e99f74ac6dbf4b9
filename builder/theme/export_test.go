package theme

import "maps"

// Interpreted returns the theme as html/template executes it.
func (t *Theme) Interpreted() *Theme {
	without := func(programs map[string]*program) map[string]*program {
		programs = maps.Clone(programs)
		for name, p := range programs {
			programs[name] = &program{template: p.template}
			programs[name].compile.Do(func() {})
		}
		return programs
	}
	other := *t
	other.layouts, other.partials, other.blocks = without(t.layouts), without(t.partials), without(t.blocks)
	return &other
}

// Unfit returns the templates that have been executed, but not by programs.
func (t *Theme) Unfit() (names []string) {
	for _, programs := range []map[string]*program{t.layouts, t.partials, t.blocks} {
		for name, p := range programs {
			done := true
			p.compile.Do(func() { done = false })
			if done && (p.code == nil || p.unfit.Load()) {
				names = append(names, name)
			}
		}
	}
	return names
}
