package block

// Scenario looks at one situation through several lenses.
var Scenario = &Kind{Name: "scenario", Parts: true, Decode: decodeScenario, Data: ScenarioData{}}

// ScenarioData is the data of a scenario block.
type ScenarioData struct {
	Situation Body
	Lenses    []Part
}

func decodeScenario(c *Context) any {
	intro, _ := c.sections()
	if len(intro.nodes) == 0 {
		c.Errorf(nil, "describe the situation before the first ### heading", "scenario block has no situation")
	}
	situation, lenses := c.parts(1, "the situation, then ### Lens headings")
	return ScenarioData{Situation: situation, Lenses: lenses}
}
